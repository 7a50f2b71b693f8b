using System.Numerics;

namespace Unbraid.Video.Drawing;

/// <summary>Four sine strands, a quarter of a turn apart, that go over and under one another in turn. Lengths are shares of the picture's side.</summary>
internal sealed class Braid
{
    private const int Strands = 4;

    private readonly Vector2 _along;
    private readonly float _turns, _swing, _radius, _start, _pixel;
    private readonly Vector3[] _colours;

    public Braid(Random random, float hue, float spread, float pixel)
    {
        var (sin, cos) = MathF.SinCos((random.NextSingle() - 0.5f) * 1.2f);
        _along = new(cos, sin);
        (_turns, _swing) = (1.1f + (0.7f * random.NextSingle()), 0.15f + (0.07f * random.NextSingle()));
        (_radius, _start) = (0.032f + (0.012f * random.NextSingle()), random.NextSingle() * MathF.Tau);
        _colours = [.. Enumerable.Range(0, Strands).Select(i => PixelImage.Hsv(hue + 0.04f + (spread * (i - 1) * 1.5f), 0.1f + (0.16f * i), 1))];
        _pixel = pixel;
    }

    /// <summary>The colour at a place, counted from the middle, where there was another.</summary>
    public Vector3 Over(Vector3 colour, Vector2 at)
    {
        float x = Vector2.Dot(at, _along), y = (at.Y * _along.X) - (at.X * _along.Y);
        var (sin, cos) = MathF.SinCos((MathF.Tau * _turns * x) + _start);
        Span<(float Depth, float Distance, int Strand)> strands = stackalloc (float, float, int)[Strands];
        for (int i = 0; i < Strands; i++)
        {
            float slope = _swing * MathF.Tau * _turns * cos;
            strands[i] = (cos * ((2 * sin) + 0.3f), MathF.Abs(y - (_swing * sin)) / MathF.Sqrt(1 + (slope * slope)), i);
            (sin, cos) = (cos, -sin);
        }

        strands.Sort(static (a, b) => a.Depth.CompareTo(b.Depth));
        foreach (var (depth, distance, strand) in strands)
            colour = Over(colour, _colours[strand], distance, depth);
        return colour;
    }

    /// <summary>A round strand over what is there, with its shadow.</summary>
    private Vector3 Over(Vector3 below, Vector3 strand, float distance, float depth)
    {
        float shadow = Math.Clamp(1 - ((distance - _radius) / (_radius * 0.9f)), 0, 1);
        below *= 1 - (0.45f * shadow * shadow);
        float coverage = Math.Clamp(0.5f + ((_radius - distance) / _pixel), 0, 1);
        if (coverage <= 0)
            return below;
        float bulge = MathF.Sqrt(Math.Max(0, 1 - (distance * distance / (_radius * _radius))));
        return Vector3.Lerp(below, strand * ((0.42f + (0.58f * bulge)) * (0.86f + (0.14f * depth))), coverage);
    }
}
