using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>A cover as a square with round corners that lies above the picture.</summary>
internal static class CoverTile
{
    /// <summary>Corners, the reach of the shadow and how much lower it lies, as shares of the side.</summary>
    private const float Corner = 1f / 16, Blur = 1f / 14, Drop = 1f / 18;

    private const float ShadowOpacity = 0.55f;

    /// <param name="canvas">The picture.</param>
    /// <param name="cover">A square.</param>
    /// <param name="left">In pixels, as all that follow.</param>
    /// <param name="top">Of the square.</param>
    /// <param name="side">Of the square.</param>
    public static void Draw(SKCanvas canvas, SKImage cover, int left, int top, int side)
    {
        var square = SKRect.Create(left, top, side, side);
        using var tile = new SKRoundRect(square, side * Corner);
        Shadow.Draw(canvas, tile, side * Drop, side * Blur, ShadowOpacity);

        using var whole = SKShader.CreateImage(
            cover, SKShaderTileMode.Clamp, SKShaderTileMode.Clamp, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear),
            SKMatrix.CreateScaleTranslation((float)side / cover.Width, (float)side / cover.Height, left, top));
        using var paint = new SKPaint { IsAntialias = true, Shader = whole };
        canvas.DrawRoundRect(tile, paint);
    }
}
