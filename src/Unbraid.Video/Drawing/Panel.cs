using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>A sheet of milky glass on the backdrop, on which things lie.</summary>
internal static class Panel
{
    private const float Corner = 40, Drop = 16, Blur = 35, ShadowOpacity = 0.35f, Milk = 0.09f;

    public static void Draw(SKCanvas canvas, SKRect bounds)
    {
        using var panel = new SKRoundRect(bounds, Corner);
        Shadow.Draw(canvas, panel, Drop, Blur, ShadowOpacity);
        canvas.DrawRoundRect(panel, Paints.White(Milk));
    }
}
