namespace Unbraid.Service.Features.Video;

/// <summary>Makes the light behind a song out of its cover.</summary>
internal static class Backdrop
{
    private const int Grid = 6;

    /// <summary>Mean brightness of a backdrop: white text stands well before it.</summary>
    private const float Brightness = 0.2f;

    /// <summary>The cover, blurred beyond recognition, darkened, and darker still at the foot and the corners.</summary>
    public static Canvas Paint(Canvas cover)
    {
        var small = Shrink(cover);
        var mean = small.Mean(0, 0, Grid, Grid);
        float gain = Brightness / Math.Max(mean.Luma, 0.02f);
        var picture = new Canvas(Scene.Width, Scene.Height);
        const float Crop = (float)Scene.Height / Scene.Width;
        picture.Paint((x, y) =>
        {
            float u = (x + 0.5f) / Scene.Width, v = (y + 0.5f) / Scene.Height;
            var light = Spline(small, u, 0.5f + ((v - 0.5f) * Crop)) * gain;
            light = new Colour(light.Luma, light.Luma, light.Luma).Mix(light, 1.45f);
            float vignette = 1 - (0.55f * (((u - 0.5f) * (u - 0.5f)) + ((v - 0.45f) * (v - 0.45f))) * 2);
            return Tame(light) * vignette;
        });
        return picture;
    }

    /// <summary>Two bright colours that go with the cover, from its most colourful part; white turning to grey for a grey one.</summary>
    public static (Colour Left, Colour Right) Accents(Canvas cover)
    {
        var small = Shrink(cover);
        var (best, hue, saturation) = (-1f, 0f, 0f);
        for (int i = 0; i < Grid * Grid; i++)
        {
            var (h, s, v) = Hsv(small[i % Grid, i / Grid]);
            if (s * v > best)
                (best, hue, saturation) = (s * v, h, s);
        }

        saturation = saturation < 0.08f ? 0 : Math.Clamp(saturation, 0.3f, 0.6f);
        return (Colour.FromHsv(hue, saturation, 1), Colour.FromHsv(hue + 0.11f, saturation, 1));
    }

    private static Canvas Shrink(Canvas cover)
    {
        var small = new Canvas(Grid, Grid);
        small.Paint((x, y) => cover.Mean(
            x * cover.Width / Grid, y * cover.Height / Grid, (x + 1) * cover.Width / Grid, (y + 1) * cover.Height / Grid));
        return small;
    }

    /// <summary>Keeps bright spots from reaching the brightness of text.</summary>
    private static Colour Tame(Colour light)
    {
        return new(Soft(light.R), Soft(light.G), Soft(light.B));

        static float Soft(float value) => value <= 0 ? 0 : value / (1 + (0.9f * value));
    }

    /// <summary>Cubic B-spline through the grid: no edge of it can be seen.</summary>
    private static Colour Spline(Canvas small, float u, float v)
    {
        float x = (u * Grid) - 0.5f, y = (v * Grid) - 0.5f;
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        Span<float> horizontal = stackalloc float[4], vertical = stackalloc float[4];
        Weights(x - left, horizontal);
        Weights(y - top, vertical);
        var sum = Colour.Black;
        for (int j = 0; j < 4; j++)
        {
            for (int i = 0; i < 4; i++)
            {
                var at = small[Math.Clamp(left - 1 + i, 0, Grid - 1), Math.Clamp(top - 1 + j, 0, Grid - 1)];
                sum += at * (horizontal[i] * vertical[j]);
            }
        }

        return sum;
    }

    private static void Weights(float t, Span<float> weights)
    {
        float s = 1 - t;
        weights[0] = s * s * s / 6;
        weights[1] = ((3 * t * t * t) - (6 * t * t) + 4) / 6;
        weights[2] = ((3 * s * s * s) - (6 * s * s) + 4) / 6;
        weights[3] = t * t * t / 6;
    }

    private static (float Hue, float Saturation, float Value) Hsv(Colour colour)
    {
        float max = Math.Max(colour.R, Math.Max(colour.G, colour.B)), range = max - Math.Min(colour.R, Math.Min(colour.G, colour.B));
        if (range <= 0)
            return (0, 0, max);
        float sixths = max == colour.R ? (colour.G - colour.B) / range
            : max == colour.G ? 2 + ((colour.B - colour.R) / range)
            : 4 + ((colour.R - colour.G) / range);
        return (sixths / 6, range / max, max);
    }
}
