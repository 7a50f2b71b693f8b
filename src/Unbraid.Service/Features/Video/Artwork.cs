using System.Security.Cryptography;
using System.Text;

namespace Unbraid.Service.Features.Video;

/// <summary>Draws a cover for a song that has none: a braid of four strands over soft light, its own for each name.</summary>
internal static class Artwork
{
    private const int Strands = 4;

    /// <param name="name">The same name gives the same picture.</param>
    /// <param name="side">Width and height in pixels.</param>
    public static Canvas Draw(string name, int side)
    {
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
        float hue = random.NextSingle();
        float spread = 0.06f + (0.06f * random.NextSingle());
        var canvas = new Canvas(side, side);
        Light(canvas, hue, spread, random);
        Braid(canvas, hue, spread, random);
        return canvas;
    }

    /// <summary>Lights of neighbouring hues that run into one another.</summary>
    private static void Light(Canvas canvas, float hue, float spread, Random random)
    {
        var lights = Enumerable.Range(0, 5).Select(i => (
            X: random.NextSingle(), Y: random.NextSingle(),
            Colour: Colour.FromHsv(hue + (spread * (i - 2)), 0.65f + (0.25f * random.NextSingle()), 0.22f + (0.14f * i)))).ToArray();
        canvas.Paint((x, y) =>
        {
            var (sum, weights) = (Colour.Black, 0f);
            foreach (var light in lights)
            {
                float dx = ((float)x / canvas.Width) - light.X, dy = ((float)y / canvas.Height) - light.Y;
                float weight = MathF.Exp(-((dx * dx) + (dy * dy)) * 7) + 1e-4f;
                sum += light.Colour * weight;
                weights += weight;
            }

            return sum * (1 / weights);
        });
    }

    /// <summary>Four sine strands, a quarter of a turn apart, that go over and under one another in turn.</summary>
    private static void Braid(Canvas canvas, float hue, float spread, Random random)
    {
        float angle = (random.NextSingle() - 0.5f) * 1.2f, turns = 1.1f + (0.7f * random.NextSingle());
        float swing = 0.15f + (0.07f * random.NextSingle()), radius = 0.032f + (0.012f * random.NextSingle()), start = random.NextSingle() * MathF.Tau;
        var colours = Enumerable.Range(0, Strands)
            .Select(i => Colour.FromHsv(hue + 0.04f + (spread * (i - 1) * 1.5f), 0.1f + (0.16f * i), 1)).ToArray();
        var (sin, cos) = MathF.SinCos(angle);
        Span<(float Depth, float Distance, int Strand)> strands = stackalloc (float, float, int)[Strands];
        for (int py = 0; py < canvas.Height; py++)
        {
            for (int px = 0; px < canvas.Width; px++)
            {
                float cx = (px + 0.5f) / canvas.Width - 0.5f, cy = (py + 0.5f) / canvas.Height - 0.5f;
                float x = (cx * cos) + (cy * sin), y = (cy * cos) - (cx * sin);
                for (int i = 0; i < Strands; i++)
                {
                    float phase = (MathF.Tau * turns * x) + start + (i * MathF.Tau / Strands);
                    float slope = swing * MathF.Tau * turns * MathF.Cos(phase);
                    strands[i] = (MathF.Sin(phase * 2) + (0.3f * MathF.Cos(phase)), MathF.Abs(y - (swing * MathF.Sin(phase))) / MathF.Sqrt(1 + (slope * slope)), i);
                }

                strands.Sort((a, b) => a.Depth.CompareTo(b.Depth));
                foreach (var (depth, distance, strand) in strands)
                    canvas[px, py] = Over(canvas[px, py], colours[strand], distance, depth, radius, 1f / canvas.Height);
            }
        }
    }

    /// <summary>A round strand over what is there, with its shadow.</summary>
    private static Colour Over(Colour below, Colour strand, float distance, float depth, float radius, float pixel)
    {
        float shadow = Math.Clamp(1 - ((distance - radius) / (radius * 0.9f)), 0, 1);
        below *= 1 - (0.45f * shadow * shadow);
        float coverage = Math.Clamp(0.5f + ((radius - distance) / pixel), 0, 1);
        if (coverage <= 0)
            return below;
        float round = MathF.Sqrt(Math.Max(0, 1 - (distance * distance / (radius * radius))));
        return below.Mix(strand * ((0.42f + (0.58f * round)) * (0.86f + (0.14f * depth))), coverage);
    }
}
