using System.Runtime.InteropServices;
using HarfBuzzSharp;
using SkiaSharp;

namespace Unbraid.Video.Text;

/// <summary>An installed font, as Skia draws it and as HarfBuzz measures it. It lives as long as the process.</summary>
internal sealed class Typeface
{
    /// <summary>Units of an em in what HarfBuzz says.</summary>
    public const int Em = 2048;

    /// <summary>Tables of colour glyphs: bitmaps of two kinds, layers, SVG.</summary>
    private static readonly uint[] s_colour = [.. new[] { "CBDT", "sbix", "COLR", "SVG " }.Select(name => (uint)Tag.Parse(name))];

    private readonly SKTypeface _skia;
    private readonly SKFont _plain;
    private readonly Lazy<Font> _shaping;

    public Typeface(SKTypeface skia)
    {
        (_skia, _plain) = (skia, new SKFont(skia));
        _shaping = new(Shape);
        IsColour = s_colour.Any(table => skia.GetTableSize(table) > 0);
    }

    public bool IsColour { get; }

    /// <summary>Whether the strokes are already as thick as those of a bold font.</summary>
    private bool IsHeavy => _skia.FontWeight >= (int)SKFontStyleWeight.SemiBold;

    public Font Shaping => _shaping.Value;

    public bool Has(int codepoint) => _plain.ContainsGlyph(codepoint);

    /// <summary>For drawing at any place between pixels; made bolder where the font has no bold face of its own.</summary>
    /// <param name="size">Height of an em in pixels.</param>
    /// <param name="bold">Whether it is to be bold.</param>
    public SKFont At(float size, bool bold) => new(_skia, size)
    {
        Edging = SKFontEdging.Antialias,
        Hinting = SKFontHinting.None,
        Subpixel = true,
        LinearMetrics = true,
        Embolden = bold && !IsHeavy && !IsColour,
    };

    private Font Shape()
    {
        var face = new Face((_, tag) => Table(tag));
        var font = new Font(face);
        font.SetScale(Em, Em);
        font.SetFunctionsOpenType();
        return font;
    }

    private Blob Table(Tag tag)
    {
        if (!_skia.TryGetTableData(tag, out var bytes) || bytes.Length == 0)
            return Blob.Empty;
        var copy = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, copy, bytes.Length);
        return new Blob(copy, bytes.Length, MemoryMode.ReadOnly, () => Marshal.FreeHGlobal(copy));
    }
}
