using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>Pictures that are drawn once: in half floats, and dithered to bytes, so that slow gradients show no steps.</summary>
internal static class StillPicture
{
    /// <summary>Draws a part of the whole picture into a file of raw pixels: red, green, blue and a byte that says nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="part">Which part; drawing is in pixels of the whole.</param>
    /// <param name="draw">Draws it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task SaveAsync(string path, SKRectI part, Action<SKCanvas> draw, CancellationToken cancellationToken) =>
        await File.WriteAllBytesAsync(path, Draw(part, draw), cancellationToken);

    public static byte[] Draw(SKRectI part, Action<SKCanvas> draw)
    {
        using var fine = SKSurface.Create(new SKImageInfo(part.Width, part.Height, SKColorType.RgbaF16, SKAlphaType.Opaque));
        fine.Canvas.Translate(-part.Left, -part.Top);
        draw(fine.Canvas);

        using var picture = fine.Snapshot();
        using var rounded = Rounded(picture);
        using var pixels = rounded.PeekPixels();
        return pixels.GetPixelSpan().ToArray();
    }

    /// <summary>A picture of floats in bytes.</summary>
    public static SKImage Rounded(SKImage picture)
    {
        using var bytes = SKSurface.Create(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var dither = new SKPaint { IsDither = true };
        bytes.Canvas.DrawImage(picture, 0, 0, SKSamplingOptions.Default, dither);
        return bytes.Snapshot();
    }
}
