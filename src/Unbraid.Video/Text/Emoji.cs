namespace Unbraid.Video.Text;

/// <summary>Which characters are pictures in colour, after UTS #51.</summary>
internal static class Emoji
{
    private const int TextStyle = 0xFE0E, ColourStyle = 0xFE0F, Keycap = 0x20E3;

    /// <summary>Characters of older blocks that are in colour by themselves.</summary>
    private static readonly HashSet<int> s_colourful =
    [
        0x231A, 0x231B, 0x23E9, 0x23EA, 0x23EB, 0x23EC, 0x23F0, 0x23F3, 0x25FD, 0x25FE, 0x2614, 0x2615, .. Enumerable.Range(0x2648, 12),
        0x267F, 0x2693, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26D4, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26FA, 0x26FD,
        0x2705, 0x270A, 0x270B, 0x2728, 0x274C, 0x274E, 0x2753, 0x2754, 0x2755, 0x2757, 0x2795, 0x2796, 0x2797, 0x27B0, 0x27BF,
        0x2B1B, 0x2B1C, 0x2B50, 0x2B55, 0x1F004, 0x1F0CF, 0x1F18E, .. Enumerable.Range(0x1F191, 10), 0x1F201, 0x1F21A, 0x1F22F,
    ];

    /// <summary>Of what a reader takes for one character: whether it is to be in colour.</summary>
    public static bool IsColourful(string element)
    {
        var runes = element.EnumerateRunes().Select(rune => rune.Value).ToList();
        return !runes.Contains(TextStyle)
            && (runes.Contains(ColourStyle) || runes.Contains(Keycap) || IsColourful(runes.FirstOrDefault()));
    }

    /// <summary>Joiners and selectors, which need no glyph of their own.</summary>
    public static bool IsInvisible(int value) => value is 0x200C or 0x200D or 0x2060 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE01EF);

    private static bool IsColourful(int value) =>
        value is (>= 0x1F1E6 and <= 0x1F1FF) or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6FF) or (>= 0x1F7E0 and <= 0x1F7EB) or (>= 0x1F900 and <= 0x1FAFF)
            || s_colourful.Contains(value);
}
