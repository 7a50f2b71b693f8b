namespace Unbraid.Composition.Writing;

/// <summary>What is sung in one breath.</summary>
internal sealed record Phrase(string Text, IReadOnlyList<Syllable> Syllables);

/// <summary>Makes phrases of lines: a long line is sung in several.</summary>
internal static class Phrases
{
    private const int Most = 12;
    private static readonly string[] s_wordless = ["oh", "la", "ah", "ooh", "na", "hey"];

    /// <summary>Bars that a phrase takes: about eight beats.</summary>
    public static int Bars(int beats) => beats == 3 ? 4 : 2;

    /// <summary>The phrases of a line, each of at most twelve syllables; none where nothing can be sung.</summary>
    public static IReadOnlyList<Phrase> Split(string line)
    {
        var words = line.Split([' ', '\t', '-', '–', '—', '/'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => (word, syllables: Syllables.Split(word))).Where(word => word.syllables.Count > 0).ToList();
        var total = words.Sum(word => word.syllables.Count);
        var pieces = Math.Max(1, (total + Most - 1) / Most);
        var phrases = new List<Phrase>();
        var texts = new List<string>();
        var syllables = new List<Syllable>();
        foreach (var (word, parts) in words)
        {
            var full = syllables.Count + parts.Count > Most || syllables.Count >= (total + pieces - 1) / pieces;
            if (full && syllables.Count > 0)
            {
                phrases.Add(new Phrase(string.Join(' ', texts), [.. syllables]));
                texts.Clear();
                syllables.Clear();
            }

            texts.Add(word);
            syllables.AddRange(parts);
        }

        if (syllables.Count > 0)
        {
            phrases.Add(new Phrase(string.Join(' ', texts), syllables));
        }

        return phrases;
    }

    /// <summary>Syllables to sing where there are no words.</summary>
    public static Phrase Wordless(Pcg32 random)
    {
        var word = random.Pick(s_wordless);
        var text = string.Join(' ', Enumerable.Repeat(word, 4 + random.Below(4)));
        return Split(text)[0];
    }
}
