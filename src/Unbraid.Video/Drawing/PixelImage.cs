using System.Numerics;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>Pictures whose pixels are computed one by one. Colours are red, green and blue from 0 to 1, as they are shown.</summary>
internal static class PixelImage
{
    private static readonly Vector3 s_luma = new(0.2126f, 0.7152f, 0.0722f);

    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="colour">Of the pixel with its middle there, in pixels.</param>
    public static SKImage Paint(int width, int height, Func<Vector2, Vector3> colour)
    {
        var pixels = new Vector4[width * height];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = new(colour(new((i % width) + 0.5f, (i / width) + 0.5f)), 1);
        return SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.RgbaF32, SKAlphaType.Opaque), MemoryMarshal.AsBytes(pixels.AsSpan()));
    }

    /// <summary>From hue (turns), saturation and value.</summary>
    public static Vector3 Hsv(float hue, float saturation, float value)
    {
        var colour = SKColorF.FromHsv(360 * (hue - MathF.Floor(hue)), 100 * Math.Min(saturation, 1), 100 * value);
        return new(colour.Red, colour.Green, colour.Blue);
    }

    /// <summary>How bright a colour looks, 0 to 1: Rec. 709 weights on the values as shown.</summary>
    public static float Luma(Vector3 colour) => Vector3.Dot(colour, s_luma);
}
