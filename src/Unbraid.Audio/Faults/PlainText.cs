namespace Unbraid.Audio;

/// <summary>Texts from outside, such as names of files and what stands in them, made fit for a line that a person reads.</summary>
internal static class PlainText
{
    /// <summary>The longest that a sentence with such texts in it becomes.</summary>
    private const int Longest = 1000;

    /// <summary>
    /// Whether a character is no text but moves the cursor or turns the writing direction of what follows: control characters, line separators, and the
    /// marks and embeddings of the bidirectional algorithm (UAX #9), with which a name can look like another.
    /// </summary>
    public static bool IsDisturbing(char c) =>
        char.IsControl(c) || c is '\u061C' or '\u200E' or '\u200F' or '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>A text in one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="instead">Stands where a disturbing character stood.</param>
    public static string OneLine(string text, char instead = ' ') =>
        text.Any(IsDisturbing) ? string.Concat(text.Select(c => IsDisturbing(c) ? instead : c)) : text;

    /// <summary>A text as the name of a file on any system: what no name may hold becomes an underscore, and no dot or space is at its ends.</summary>
    public static string FileName(string text) =>
        new string([.. text.Select(c => IsDisturbing(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : c)]).Trim(' ', '.');

    /// <summary>A sentence in one line, its middle left out where it is longer than anybody reads.</summary>
    public static string Sentence(string text)
    {
        var line = OneLine(text);
        return line.Length <= Longest ? line : $"{line[..(Longest / 2)]} ... {line[^(Longest / 2)..]}";
    }
}
