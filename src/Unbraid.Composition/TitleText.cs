using System.Buffers;

namespace Unbraid.Composition;

/// <summary>Makes titles of longer texts.</summary>
public static class TitleText
{
    private const string PhraseEnds = ",;:.!?(\u2013\u2014\uFF0C\u3002\u3001";
    private static readonly SearchValues<char> s_phraseEnds = SearchValues.Create(PhraseEnds);

    /// <summary>Words that nothing ends with.</summary>
    private static readonly HashSet<string> s_leading = new(
        ["a", "an", "the", "and", "or", "but", "of", "to", "in", "on", "at", "by", "for", "from", "with", "as", "if", "than", "that", "so",
            "my", "your", "our", "their", "his", "her", "its", "is", "are", "was", "were", "be", "no", "not", "i", "we", "you", "they", "he", "she"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The text if it is short enough, else its beginning up to the end of a phrase, else up to a word that may stand last.</summary>
    /// <param name="text">One line.</param>
    /// <param name="longest">Most characters, at least 1.</param>
    public static string Shorten(string text, int longest)
    {
        text = text.Trim();
        if (text.Length <= longest)
            return text.TrimEnd(',', ';', ':', '.', ' ');
        // Half of a surrogate pair is no text.
        var start = text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
        int phrase = start.AsSpan().LastIndexOfAny(s_phraseEnds);
        if (phrase >= Math.Max(1, longest / 4))
            return start[..phrase].TrimEnd(PhraseEnds.ToCharArray()).TrimEnd();
        // A word that is cut is no word.
        var words = start.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (text[start.Length] != ' ' && words.Count > 1)
            words.RemoveAt(words.Count - 1);
        while (words.Count > 1 && s_leading.Contains(words[^1]))
            words.RemoveAt(words.Count - 1);
        return string.Join(' ', words);
    }
}
