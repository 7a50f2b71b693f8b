using System.Numerics;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>What is left of a cover when it is looked at from far away: a few fields of colour.</summary>
internal static class CoverMean
{
    /// <summary>Fields in a row and in a column.</summary>
    public const int Grid = 6;

    private static readonly SKImageInfo s_info = new(Grid, Grid, SKColorType.RgbaF32, SKAlphaType.Opaque);

    /// <summary>A picture of as many pixels as there are fields, each the mean of its field.</summary>
    public static SKImage Of(SKImage cover)
    {
        using var surface = SKSurface.Create(s_info);
        surface.Canvas.DrawImage(cover, SKRect.Create(Grid, Grid), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return surface.Snapshot();
    }

    /// <summary>The pixels of a picture of 32-bit floats row by row.</summary>
    public static Vector3[] Fields(SKImage mean)
    {
        using var pixels = mean.PeekPixels();
        return [.. MemoryMarshal.Cast<byte, Vector4>(pixels.GetPixelSpan()).ToArray().Select(pixel => pixel.AsVector3())];
    }
}
