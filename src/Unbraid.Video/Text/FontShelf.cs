using SkiaSharp;

namespace Unbraid.Video.Text;

/// <summary>The fonts of the machine in the order in which they are asked for a character: always the same, whatever else is installed.</summary>
internal sealed class FontShelf
{
    /// <summary>Texts are set in the first that is there; the others have what it lacks.</summary>
    private static readonly string[] s_preferred =
    [
        "Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans", "Noto Sans CJK SC", "Droid Sans Fallback", "Microsoft YaHei", "PingFang SC",
        "Noto Naskh Arabic", "Noto Sans Arabic", "Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji", "Symbola",
    ];

    private static readonly Lazy<FontShelf> s_installed = new(() => new FontShelf(FontFiles.Open()));

    private readonly Typeface[] _regular, _bold;

    private FontShelf(IEnumerable<SKTypeface> installed)
    {
        var families = installed.GroupBy(face => face.FamilyName, StringComparer.Ordinal)
            .OrderBy(family => Array.IndexOf(s_preferred, family.Key) is >= 0 and var place ? place : s_preferred.Length)
            .ThenBy(family => family.Key, StringComparer.Ordinal).ToList();
        _regular = [.. families.Select(family => Nearest(family, SKFontStyle.Normal))];
        _bold = [.. families.Select(family => Nearest(family, SKFontStyle.Bold))];
    }

    public static FontShelf Installed => s_installed.Value;

    public bool IsEmpty => _regular.Length == 0;

    /// <summary>The font for what a reader takes for one character; null where there are no fonts at all.</summary>
    public Typeface? For(string element, bool bold)
    {
        bool emoji = Emoji.IsColourful(element);
        int[] characters = [.. element.EnumerateRunes().Select(rune => rune.Value).Where(value => !Emoji.IsInvisible(value))];
        var faces = bold ? _bold : _regular;
        return Array.Find(faces, face => face.IsColour == emoji && Array.TrueForAll(characters, face.Has))
            ?? Array.Find(faces, face => Array.TrueForAll(characters, face.Has))
            ?? Array.Find(faces, face => face.Has(characters.FirstOrDefault()))
            ?? faces.FirstOrDefault();
    }

    /// <summary>The face of a family that comes nearest to a style.</summary>
    private static Typeface Nearest(IEnumerable<SKTypeface> family, SKFontStyle style) => new(
        family.OrderBy(face => face.FontSlant == style.Slant ? 0 : 1).ThenBy(face => Math.Abs(face.FontWidth - style.Width))
            .ThenBy(face => Math.Abs(face.FontWeight - style.Weight)).First());
}
