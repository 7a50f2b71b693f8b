namespace Unbraid.Composition.Writing;

/// <summary>A syllable: consonants before the vowel, the vowel, consonants after it, as lower-case letters, and whether it is stressed.</summary>
internal readonly record struct Syllable(string Onset, string Vowel, string Coda, bool Stressed);

/// <summary>Splits words into syllables by their letters. Right for most English words, near enough for singing in other languages.</summary>
internal static class Syllables
{
    private const int MaxPerWord = 8;
    private const string Digraphs = "th sh ch ph wh ck ng gh qu st tr br dr gr kr pr fl bl cl sl pl gl sp sk sm sn sw tw cr fr";

    private const string Accented = "áàâäãåéèêëíìîïóòôöõøúùûüýÿñç";
    private const string Plain = "aaaaaaeeeeiiiioooooouuuuyync";
    private static readonly string[] s_digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    private static readonly HashSet<string> s_weak = ["a", "an", "the", "of", "to", "and", "in", "on", "at", "is", "my", "your", "for", "with", "it", "as", "but", "or", "be", "we", "i"];

    /// <summary>The syllables of a word; a word without a vowel has one of its own, with the vowel between its letters.</summary>
    public static IReadOnlyList<Syllable> Split(string word)
    {
        var letters = Letters(word);
        var weak = s_weak.Contains(letters);
        letters = Respellings.Words.GetValueOrDefault(letters, letters);
        if (letters.Length == 0)
        {
            return [];
        }

        var vowels = VowelGroups(letters);
        if (vowels.Count == 0)
        {
            return [new Syllable(letters[..1], "u", letters.Length > 1 ? letters[^1..] : "", true)];
        }

        var syllables = new List<Syllable>();
        var start = 0;
        for (var i = 0; i < vowels.Count && i < MaxPerWord; i++)
        {
            var (from, to) = vowels[i];
            // "My", but "happy".
            var vowel = vowels.Count == 1 && to == letters.Length && letters[from..to] == "y" ? "uy" : letters[from..to];
            var end = i + 1 < vowels.Count ? Boundary(letters, to, vowels[i + 1].From) : letters.Length;
            var onset = Tail(letters[start..from]);
            syllables.Add(i > 0 && end == letters.Length && vowel == "e" && onset.EndsWith('l')
                ? new Syllable(onset[..^1], "@", "l", false)
                : new Syllable(onset, vowel, Head(letters[to..end]), !weak && IsStressed(i, vowels.Count)));
            // A doubled consonant shortens the vowel before it and is sounded once.
            start = i + 1 < vowels.Count && end > to && end < vowels[i + 1].From && letters[end] == letters[end - 1] ? end + 1 : end;
        }

        return syllables;
    }

    private static string Letters(string word)
    {
        var plain = string.Concat(word.ToLowerInvariant().Select(c => Accented.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? Plain[at] : c));
        var letters = string.Concat(plain.Take(40).Select(c => char.IsAsciiDigit(c) ? s_digits[c - '0'] : char.IsAsciiLetterLower(c) ? $"{c}" : ""));
        // Scripts without Latin letters are sung on open syllables.
        return letters.Length > 0 ? letters : string.Concat(plain.Where(char.IsLetter).Take(4).Select(c => c % 2 == 0 ? "la" : "na"));
    }

    private static List<(int From, int To)> VowelGroups(string letters)
    {
        var groups = new List<(int From, int To)>();
        for (var i = 0; i < letters.Length; i++)
        {
            if (!IsVowel(letters, i))
            {
                continue;
            }

            var to = i + 1;
            while (to < letters.Length && to < i + 3 && IsVowel(letters, to))
            {
                to++;
            }

            groups.Add((i, to));
            i = to - 1;
        }

        // A last "e" is silent after a consonant, unless it is the only vowel or makes "-le".
        if (groups.Count > 1 && groups[^1] == (letters.Length - 1, letters.Length) && letters[^1] == 'e'
            && !(letters.Length > 2 && letters[^2] == 'l' && !IsVowel(letters, letters.Length - 3)))
        {
            groups.RemoveAt(groups.Count - 1);
        }
        else if (groups.Count > 1 && letters.EndsWith("ed", StringComparison.Ordinal) && groups[^1].From == letters.Length - 2 && letters[^3] is not ('t' or 'd'))
        {
            groups.RemoveAt(groups.Count - 1);
        }

        return groups;
    }

    private static bool IsVowel(string letters, int at) =>
        letters[at] is 'a' or 'e' or 'i' or 'o' or '@' || (letters[at] == 'u' && !(at > 0 && letters[at - 1] == 'q')) || (letters[at] == 'y' && at > 0 && (at + 1 == letters.Length || !"aeiou".Contains(letters[at + 1], StringComparison.Ordinal)));

    // One consonant begins the next syllable, of several the first stays, unless two sound as one.
    private static int Boundary(string letters, int from, int to)
    {
        var count = to - from;
        var together = count == 2 && Digraphs.Contains(letters[from..to], StringComparison.Ordinal);
        return count <= 1 || together ? from : from + 1;
    }

    private static bool IsStressed(int index, int count) =>
        count == 1 || (count == 2 ? index == 0 : index == count - 3 || (count == 3 && index == 0));

    private static string Head(string consonants) => consonants.Length > 3 ? consonants[..3] : consonants;

    private static string Tail(string consonants) => consonants.Length > 3 ? consonants[^3..] : consonants;
}
