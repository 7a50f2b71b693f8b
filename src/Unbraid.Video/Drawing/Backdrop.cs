using System.Numerics;
using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>The light behind a song: its cover, blurred beyond recognition, darkened, and darker still at the foot and the corners.</summary>
internal static class Backdrop
{
    /// <summary>Mean brightness of a backdrop: white text stands well before it.</summary>
    private const float Brightness = 0.2f;

    private const float DarkestCover = 0.02f, Saturation = 1.45f, Softness = 0.9f, Vignette = 1.1f;

    /// <summary>It changes so slowly that one pixel in so many, each way, tells all.</summary>
    private const int Coarse = 8;

    private static readonly Vector2 s_middle = new(0.5f, 0.45f);

    private static readonly SKSamplingOptions s_smooth = new(new SKCubicResampler(1, 0));

    /// <summary>Fills the picture.</summary>
    public static void Draw(SKCanvas canvas, SKImage cover)
    {
        var size = canvas.DeviceClipBounds.Size;
        using var mean = CoverMean.Of(cover);
        float gain = Brightness / Math.Max(CoverMean.Fields(mean).Average(PixelImage.Luma), DarkestCover);
        using var light = Light(mean, size.Width / Coarse, size.Height / Coarse, gain);
        canvas.DrawImage(light, SKRect.Create(size.Width, size.Height), new SKSamplingOptions(SKFilterMode.Linear));
    }

    private static SKImage Light(SKImage mean, int width, int height, float gain)
    {
        var spread = Spread(mean, width, height);
        return PixelImage.Paint(width, height, at =>
        {
            var off = (at / new Vector2(width, height)) - s_middle;
            return Tame(spread[((int)at.Y * width) + (int)at.X] * gain) * (1 - (Vignette * off.LengthSquared()));
        });
    }

    /// <summary>The middle of the square over the whole width, by cubic B-splines: no edge of a field can be seen.</summary>
    private static Vector3[] Spread(SKImage mean, int width, int height)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.RgbaF32, SKAlphaType.Opaque));
        surface.Canvas.DrawImage(mean, SKRect.Create(0, (height - width) / 2f, width, width), s_smooth);
        using var image = surface.Snapshot();
        return CoverMean.Fields(image);
    }

    /// <summary>Makes a colour stronger, and keeps bright spots from the brightness of text.</summary>
    private static Vector3 Tame(Vector3 light)
    {
        var strong = Vector3.Max(Vector3.Lerp(new(PixelImage.Luma(light)), light, Saturation), Vector3.Zero);
        return strong / (Vector3.One + (Softness * strong));
    }
}
