using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>How shapes are filled. Paints are for one thread, hence not shared between videos.</summary>
internal static class Paints
{
    [ThreadStatic]
    private static SKPaint? s_white;

    /// <summary>Takes away what is there.</summary>
    public static SKPaint Clear { get; } = new() { BlendMode = SKBlendMode.Clear };

    /// <summary>White of an opacity from 0 to 1, until the next call.</summary>
    public static SKPaint White(float opacity = 1)
    {
        var paint = s_white ??= new SKPaint { IsAntialias = true };
        paint.ColorF = new SKColorF(1, 1, 1, opacity);
        return paint;
    }
}
