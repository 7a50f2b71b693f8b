using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>Darkens what lies under a shape and, ever less, around it.</summary>
internal static class Shadow
{
    /// <param name="canvas">The picture.</param>
    /// <param name="shape">What throws the shadow.</param>
    /// <param name="drop">How much lower it lies, in pixels.</param>
    /// <param name="blur">Standard deviation of its edge, in pixels.</param>
    /// <param name="opacity">At its darkest, 0 to 1.</param>
    public static void Draw(SKCanvas canvas, SKRoundRect shape, float drop, float blur, float opacity)
    {
        using var soft = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, blur);
        using var paint = new SKPaint { IsAntialias = true, MaskFilter = soft, ColorF = new SKColorF(0, 0, 0, opacity) };
        canvas.Save();
        canvas.Translate(0, drop);
        canvas.DrawRoundRect(shape, paint);
        canvas.Restore();
    }
}
