using System.Globalization;
using System.Text;

namespace Unbraid.Service.Features.Video;

/// <summary>A text cut into lines, and the size in which they fit.</summary>
internal sealed record TitleLayout(IReadOnlyList<string> Lines, int Size)
{
    private const string Ellipsis = "…";

    /// <summary>
    /// The largest of the sizes in which the text fits into so many lines; at the smallest, what does not fit ends with an ellipsis. Widths are
    /// estimated, on the wide side, because whose font draws a character is not known here.
    /// </summary>
    /// <param name="text">Any text; control characters and line ends count as spaces.</param>
    /// <param name="width">Of a line, in pixels.</param>
    /// <param name="maxLines">At least 1.</param>
    /// <param name="sizes">Height of an em in pixels, largest first.</param>
    public static TitleLayout Fit(string text, float width, int maxLines, params ReadOnlySpan<int> sizes)
    {
        var words = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (int size in sizes)
        {
            var lines = Wrap(words, width / size);
            if (lines.Count <= maxLines)
                return new(Balance(words, lines, width / size), size);
        }

        var cut = Wrap(words, width / sizes[^1]).Take(maxLines).ToList();
        var last = Elements(cut[^1]).ToList();
        while (last.Count > 0 && Ems(string.Concat(last)) + 1 > width / sizes[^1])
            last.RemoveAt(last.Count - 1);
        cut[^1] = string.Concat(last).TrimEnd() + Ellipsis;
        return new(cut, sizes[^1]);
    }

    /// <summary>Lines of about the same length, no more of them.</summary>
    private static List<string> Balance(string[] words, List<string> lines, float ems)
    {
        float longest = words.Select(Ems).DefaultIfEmpty().Max();
        for (float narrower = ems * 0.95f; lines.Count > 1 && narrower >= longest; narrower *= 0.95f)
        {
            var next = Wrap(words, narrower);
            if (next.Count > lines.Count)
                break;
            lines = next;
        }

        return lines;
    }

    /// <summary>Fills lines word by word; a word longer than a line is cut between characters.</summary>
    private static List<string> Wrap(IEnumerable<string> words, float ems)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in words)
        {
            if (line.Length > 0 && Ems($"{line} {word}") > ems)
                End();
            if (line.Length > 0)
                line.Append(' ');
            foreach (var element in Elements(word))
            {
                if (line.Length > 0 && Ems(line + element) > ems)
                    End();
                line.Append(element);
            }
        }

        End();
        return lines;

        void End()
        {
            lines.Add(line.ToString().TrimEnd());
            line.Clear();
        }
    }

    private static IEnumerable<string> Elements(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
            yield return elements.GetTextElement();
    }

    private static float Ems(string text) => Elements(text).Sum(element => Ems(element.EnumerateRunes().First()));

    private static float Ems(Rune rune) => rune.Value switch
    {
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F
            or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 => 1.02f,
        >= 0x2190 and <= 0x2BFF or >= 0x1F000 => 1.3f,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '—' or '…' => 1.0f,
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or ' ' => 0.32f,
        'f' or 'r' or 't' or '-' or '(' or ')' or '[' or ']' or '/' or '\\' or '"' => 0.45f,
        _ when Rune.IsUpper(rune) => 0.76f,
        _ => 0.64f,
    };
}
