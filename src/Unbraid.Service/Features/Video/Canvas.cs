using System.Text;

namespace Unbraid.Service.Features.Video;

/// <summary>A colour or a picture element: red, green and blue from 0 to 1, as they are shown.</summary>
internal readonly record struct Colour(float R, float G, float B)
{
    public static Colour White { get; } = new(1, 1, 1);

    public static Colour Black { get; }

    /// <summary>Rec. 709 weights on the values as shown: good enough to tell dark from bright.</summary>
    public float Luma => (0.2126f * R) + (0.7152f * G) + (0.0722f * B);

    public static Colour operator *(Colour colour, float factor) => new(colour.R * factor, colour.G * factor, colour.B * factor);

    public static Colour operator +(Colour a, Colour b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    public Colour Mix(Colour other, float share) => (this * (1 - share)) + (other * share);

    /// <summary>From hue (turns), saturation and value.</summary>
    public static Colour FromHsv(float hue, float saturation, float value)
    {
        return new(Channel(5), Channel(3), Channel(1));

        float Channel(float offset)
        {
            float k = (offset + (6 * (hue - MathF.Floor(hue)))) % 6;
            return value - (value * saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
        }
    }
}

/// <summary>A rectangle with round corners, in pixels.</summary>
internal readonly record struct RoundedBox(float X, float Y, float Width, float Height, float Radius)
{
    /// <summary>Distance of a point from the edge, negative inside.</summary>
    public float Distance(float x, float y)
    {
        float dx = MathF.Abs(x - X - (Width / 2)) - (Width / 2) + Radius, dy = MathF.Abs(y - Y - (Height / 2)) - (Height / 2) + Radius;
        return MathF.Sqrt((Math.Max(dx, 0) * Math.Max(dx, 0)) + (Math.Max(dy, 0) * Math.Max(dy, 0))) + Math.Min(Math.Max(dx, dy), 0) - Radius;
    }

    /// <summary>How much of the pixel there is covered, 0 to 1.</summary>
    public float Coverage(int x, int y) => Math.Clamp(0.5f - Distance(x + 0.5f, y + 0.5f), 0, 1);
}

/// <summary>A picture in memory on which a few smooth shapes can be painted.</summary>
internal sealed class Canvas(int width, int height)
{
    private readonly Colour[] _pixels = new Colour[width * height];

    public int Width => width;

    public int Height => height;

    public ref Colour this[int x, int y] => ref _pixels[(y * width) + x];

    /// <summary>From packed bytes, red first.</summary>
    public static Canvas FromBytes(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var canvas = new Canvas(width, height);
        for (int i = 0; i < canvas._pixels.Length; i++)
            canvas._pixels[i] = new(rgb[3 * i] / 255f, rgb[(3 * i) + 1] / 255f, rgb[(3 * i) + 2] / 255f);
        return canvas;
    }

    /// <summary>Paints every pixel.</summary>
    public void Paint(Func<int, int, Colour> colour)
    {
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                this[x, y] = colour(x, y);
        }
    }

    /// <summary>Paints a shape in one colour.</summary>
    public void Fill(RoundedBox box, Colour colour, float opacity = 1) => Fill(box, (_, _) => colour, opacity);

    /// <summary>Paints a shape, each pixel in its own colour.</summary>
    public void Fill(RoundedBox box, Func<int, int, Colour> colour, float opacity = 1) =>
        Blend(box, 1, (x, y) => box.Coverage(x, y) * opacity, colour);

    /// <summary>Darkens what lies under a shape and, ever less, around it.</summary>
    /// <param name="box">The shape.</param>
    /// <param name="blur">How far the shadow reaches, in pixels.</param>
    /// <param name="opacity">At its darkest.</param>
    public void Shade(RoundedBox box, float blur, float opacity) => Blend(
        box, blur, (x, y) =>
        {
            float t = Math.Clamp(0.5f - (box.Distance(x + 0.5f, y + 0.5f) / (2 * blur)), 0, 1);
            return opacity * t * t * (3 - (2 * t));
        }, (_, _) => Colour.Black);

    /// <summary>The mean of a part of the picture.</summary>
    public Colour Mean(int left, int top, int right, int bottom)
    {
        var sum = Colour.Black;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
                sum += this[x, y];
        }

        return sum * (1f / ((right - left) * (bottom - top)));
    }

    /// <summary>The picture at a place, each from 0 to 1, as it looks when the whole is shown with so many pixels a side: the mean of four points.</summary>
    public Colour Sample(float u, float v, int side)
    {
        float half = 0.25f / side;
        return (At(u - half, v - half) + At(u + half, v - half) + At(u - half, v + half) + At(u + half, v + half)) * 0.25f;
    }

    /// <summary>Writes a binary PPM file. A little seeded noise keeps slow gradients from showing steps.</summary>
    public async Task SaveAsync(string path, CancellationToken cancellationToken)
    {
        var header = Encoding.ASCII.GetBytes($"P6\n{width} {height}\n255\n");
        var bytes = new byte[header.Length + (3 * _pixels.Length)];
        header.CopyTo(bytes, 0);
        var noise = new Random(1);
        for (int i = 0, b = header.Length; i < _pixels.Length; i++, b += 3)
        {
            float dither = noise.NextSingle();
            (bytes[b], bytes[b + 1], bytes[b + 2]) = (Byte(_pixels[i].R), Byte(_pixels[i].G), Byte(_pixels[i].B));

            byte Byte(float value) => (byte)Math.Clamp((value * 255) + dither, 0, 255);
        }

        await File.WriteAllBytesAsync(path, bytes, cancellationToken);
    }

    /// <summary>Linear between the four pixels around a place.</summary>
    private Colour At(float u, float v)
    {
        float x = Math.Clamp((u * width) - 0.5f, 0, width - 1), y = Math.Clamp((v * height) - 0.5f, 0, height - 1);
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, width - 1), bottom = Math.Min(top + 1, height - 1);
        return this[left, top].Mix(this[right, top], x - left).Mix(this[left, bottom].Mix(this[right, bottom], x - left), y - top);
    }

    private void Blend(RoundedBox box, float reach, Func<int, int, float> opacity, Func<int, int, Colour> colour)
    {
        int left = Math.Max(0, (int)(box.X - reach)), right = Math.Min(width, (int)MathF.Ceiling(box.X + box.Width + reach));
        int top = Math.Max(0, (int)(box.Y - reach)), bottom = Math.Min(height, (int)MathF.Ceiling(box.Y + box.Height + reach));
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                if (opacity(x, y) is var share and > 0)
                    this[x, y] = this[x, y].Mix(colour(x, y), share);
            }
        }
    }
}
