using SkiaSharp;
using Unbraid.Audio.Ffmpeg;
using Unbraid.Video.Drawing;

namespace Unbraid.Video.Output;

/// <summary>Reads covers. A child process does: pictures come from anybody, and decoders have faults.</summary>
internal static class CoverReader
{
    private static readonly SKImageInfo s_info = new(Artwork.Side, Artwork.Side, SKColorType.Rgba8888, SKAlphaType.Opaque);

    /// <summary>The middle square of a JPEG picture; null if there is none that can be read.</summary>
    public static async Task<SKImage?> ReadAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
            return null;
        await using var child = FfmpegProcess.Start("ffmpeg", Arguments(path, Artwork.Side), ChildLimits.Picture);
        await using var watch = child.Watch(cancellationToken);
        child.Input.Close();
        var pixels = new byte[s_info.BytesSize];
        int read = await child.Output.ReadAtLeastAsync(pixels, pixels.Length, throwOnEndOfStream: false, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return read == pixels.Length ? SKImage.FromPixelCopy(s_info, pixels) : null;
    }

    private static string[] Arguments(string path, int side) =>
    [
        "-nostdin", "-protocol_whitelist", "file,pipe", "-f", "jpeg_pipe", "-i", FfmpegProcess.FileUrl(path),
        "-vf", $"scale={side}:{side}:force_original_aspect_ratio=increase:flags=lanczos+accurate_rnd,crop={side}:{side}",
        "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgba", "pipe:1",
    ];
}
