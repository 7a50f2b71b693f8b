using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace Unbraid.Video.Drawing;

/// <summary>Draws a cover for a song that has none: a braid over soft light, its own for each name.</summary>
internal static class Artwork
{
    public const int Side = 720;

    private const int Lights = 5;

    /// <param name="name">The same name gives the same picture.</param>
    public static SKImage Draw(string name)
    {
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
        float hue = random.NextSingle(), spread = 0.06f + (0.06f * random.NextSingle());
        var lights = Enumerable.Range(0, Lights).Select(i => (
            Place: new Vector2(random.NextSingle(), random.NextSingle()),
            Colour: PixelImage.Hsv(hue + (spread * (i - 2)), 0.65f + (0.25f * random.NextSingle()), 0.22f + (0.14f * i)))).ToArray();
        var braid = new Braid(random, hue, spread, 1f / Side);
        using var fine = PixelImage.Paint(Side, Side, at => braid.Over(Light(lights, at / Side), (at / Side) - new Vector2(0.5f)));
        // Bytes, as other covers: Skia makes no smaller copies of pictures in floats, which a shrunk picture needs to look smooth.
        return StillPicture.Rounded(fine);
    }

    /// <summary>Lights of neighbouring hues that run into one another.</summary>
    private static Vector3 Light((Vector2 Place, Vector3 Colour)[] lights, Vector2 at)
    {
        var (sum, weights) = (Vector3.Zero, 0f);
        foreach (var (place, colour) in lights)
        {
            float weight = MathF.Exp(-7 * Vector2.DistanceSquared(at, place)) + 1e-4f;
            sum += colour * weight;
            weights += weight;
        }

        return sum / weights;
    }
}
