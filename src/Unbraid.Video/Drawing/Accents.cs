using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>Two bright colours that go with a cover, from its most colourful part; white for a grey one.</summary>
internal readonly record struct Accents(SKColorF Left, SKColorF Right)
{
    /// <summary>From the hue of the left colour to that of the right one, in degrees.</summary>
    private const float Turn = 40;

    /// <summary>In per cent; what is less is grey.</summary>
    private const float LeastSaturation = 8, PalestSaturation = 30, StrongestSaturation = 60;

    public static Accents Of(SKImage cover)
    {
        using var mean = CoverMean.Of(cover);
        var (hue, saturation, _) = CoverMean.Fields(mean).Select(field => Hsv(new(field.X, field.Y, field.Z))).MaxBy(field => field.Saturation * field.Value);
        saturation = saturation < LeastSaturation ? 0 : Math.Clamp(saturation, PalestSaturation, StrongestSaturation);
        return new(SKColorF.FromHsv(hue, saturation, 100), SKColorF.FromHsv((hue + Turn) % 360, saturation, 100));
    }

    /// <summary>Fills a part of the picture from left to right, ever whiter towards the top.</summary>
    public void Draw(SKCanvas canvas, SKRect bounds, float towardsWhite)
    {
        using var across = SKShader.CreateLinearGradient(
            new(bounds.Left, 0), new(bounds.Right, 0), [Left, Right], (SKColorSpace?)null, SKShaderTileMode.Clamp);
        using var up = SKShader.CreateLinearGradient(
            new(0, bounds.Top), new(0, bounds.Bottom), [new SKColorF(1, 1, 1, towardsWhite), new SKColorF(1, 1, 1, 0)], (SKColorSpace?)null, SKShaderTileMode.Clamp);
        using var both = SKShader.CreateCompose(across, up);
        using var paint = new SKPaint { Shader = both };
        canvas.DrawRect(bounds, paint);
    }

    private static (float Hue, float Saturation, float Value) Hsv(SKColorF colour)
    {
        colour.ToHsv(out float hue, out float saturation, out float value);
        return (hue, saturation, value);
    }
}
