using System.Globalization;
using System.Text;

namespace Unbraid.Video.Text;

/// <summary>Where a line may end: after spaces, and between characters of scripts that are written without.</summary>
internal static class LineBreaks
{
    /// <summary>What may not begin a line, and what may not end one.</summary>
    private const string NotFirst = "、。，．・：；？！ー々〻ゝゞヽヾ）］｝〉》」』】〕〗〙〟ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ…‥,.:;?!)]}%”’»",
        NotLast = "（［｛〈《「『【〔〖〘〝([{“‘«";

    /// <summary>Places between characters, as a reader counts them.</summary>
    /// <param name="text">One line, words parted by single spaces.</param>
    /// <returns>Each char at which a character begins, and whether a line may begin there.</returns>
    public static List<(int At, bool MayBreak)> Of(string text)
    {
        var places = new List<(int, bool)>();
        int last = 0;
        for (int at = 0; at < text.Length; at += StringInfo.GetNextTextElementLength(text, at))
        {
            places.Add((at, at > 0 && MayBreak(text, last, at)));
            last = at;
        }

        return places;
    }

    private static bool MayBreak(string text, int before, int at)
    {
        if (text[at] == ' ' || NotFirst.Contains(text[at], StringComparison.Ordinal) || NotLast.Contains(text[before], StringComparison.Ordinal))
            return false;
        return text[before] == ' ' || IsWrittenWithoutSpaces(Rune.GetRuneAt(text, before)) || IsWrittenWithoutSpaces(Rune.GetRuneAt(text, at));
    }

    private static bool IsWrittenWithoutSpaces(Rune rune) =>
        rune.Value is (>= 0x2E80 and <= 0x312F) or (>= 0x31A0 and <= 0xA4CF) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE4F)
            or (>= 0xFF00 and <= 0xFFEF) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFF);
}
