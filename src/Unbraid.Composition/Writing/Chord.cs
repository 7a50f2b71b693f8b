namespace Unbraid.Composition.Writing;

/// <summary>A chord: pitch class of its root, and its tones in semitones above it.</summary>
internal sealed record Chord(int Root, IReadOnlyList<int> Tones)
{
    private static readonly string[] s_numerals = ["i", "ii", "iii", "iv", "v", "vi", "vii"];

    /// <summary>Reads a Roman numeral in a key: upper case is major, lower case minor, "o" diminished, "b" a flat root, "7", "M7", "9", "4" (suspended), "5" (no third).</summary>
    public static Chord Parse(string numeral, Prompts.Key key)
    {
        var flat = numeral[0] == 'b' ? 1 : 0;
        var letters = string.Concat(numeral.Skip(flat).TakeWhile(c => c is 'i' or 'v' or 'I' or 'V'));
        var suffix = numeral[(flat + letters.Length)..];
        var major = char.IsUpper(letters[0]);
        var root = (key.Tonic + key.Scale[Array.IndexOf(s_numerals, letters.ToLowerInvariant())] - flat + 12) % 12;
        int[] tones = (major, suffix) switch
        {
            (_, "o") => [0, 3, 6],
            (_, "o7") => [0, 3, 6, 10],
            (_, "4") => [0, 5, 7],
            (_, "5") => [0, 7],
            (true, "7") => [0, 4, 7, 10],
            (true, "M7") => [0, 4, 7, 11],
            (true, "9") => [0, 4, 7, 10, 14],
            (false, "7") => [0, 3, 7, 10],
            (false, "9") => [0, 3, 7, 10, 14],
            (true, _) => [0, 4, 7],
            (false, _) => [0, 3, 7],
        };
        return new Chord(root, tones);
    }

    /// <summary>Whether a pitch is one of the chord's three lowest tones.</summary>
    public bool Has(int pitch) => Tones.Take(3).Contains(((pitch - Root) % 12 + 12) % 12);
}
