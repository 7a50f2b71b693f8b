using Unbraid.Audio;

namespace Unbraid.Composition.Writing;

/// <summary>One section of the words.</summary>
internal sealed record LyricSection(SectionKind Kind, IReadOnlyList<string> Lines);

/// <summary>Takes words apart into sections: by tags in brackets, or by blank lines where there are none.</summary>
internal static class Lyrics
{
    // More than any song of two minutes holds: the rest of an endless text costs nothing.
    private const int MaxLines = 120;
    private const int MaxLineLength = 400;
    private const int MaxScannedLines = 2000;

    private static readonly (string Word, SectionKind Kind)[] s_tags =
    [
        ("pre-chorus", SectionKind.Verse), ("prechorus", SectionKind.Verse), ("pre chorus", SectionKind.Verse), ("intro", SectionKind.Intro), ("verse", SectionKind.Verse),
        ("chorus", SectionKind.Chorus), ("refrain", SectionKind.Chorus), ("hook", SectionKind.Chorus), ("drop", SectionKind.Chorus),
        ("bridge", SectionKind.Bridge), ("middle eight", SectionKind.Bridge), ("breakdown", SectionKind.Bridge), ("solo", SectionKind.Solo),
        ("instrumental", SectionKind.Solo), ("interlude", SectionKind.Solo), ("break", SectionKind.Solo), ("outro", SectionKind.Outro), ("ending", SectionKind.Outro), ("coda", SectionKind.Outro),
    ];

    public static IReadOnlyList<LyricSection> Read(string text)
    {
        var blocks = new List<(SectionKind? Kind, List<string> Lines)> { (null, []) };
        var count = 0;
        var scanned = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            if (++scanned > MaxScannedLines || count >= MaxLines)
            {
                break;
            }

            var line = Clean(raw);
            if (Tag(line) is { } kind)
            {
                blocks.Add((kind, []));
            }
            else if (line.Length == 0)
            {
                // A blank line ends an untagged section; in a tagged one it is only air.
                if (blocks[^1] is { Kind: null, Lines.Count: > 0 })
                {
                    blocks.Add((null, []));
                }
            }
            else
            {
                blocks[^1].Lines.Add(line);
                count++;
            }
        }

        var kept = blocks.Where(block => block.Kind is not null || block.Lines.Count > 0).ToList();
        return [.. kept.Select(block => new LyricSection(block.Kind ?? Guess(block.Lines, kept), block.Lines))];
    }

    // Without a tag, what comes again is the chorus.
    private static SectionKind Guess(List<string> lines, List<(SectionKind? Kind, List<string> Lines)> all) =>
        all.Count(other => other.Lines.SequenceEqual(lines)) > 1 ? SectionKind.Chorus : SectionKind.Verse;

    private static SectionKind? Tag(string line)
    {
        if (line.Length is < 3 or > 60 || line[0] is not ('[' or '(') || line[^1] is not (']' or ')' or ':'))
        {
            return null;
        }

        var name = line.ToLowerInvariant();
        foreach (var (word, kind) in s_tags)
        {
            if (name.Contains(word, StringComparison.Ordinal))
            {
                return kind;
            }
        }

        return line[0] == '[' ? SectionKind.Verse : null;
    }

    private static string Clean(ReadOnlySpan<char> raw)
    {
        var line = raw.Length > MaxLineLength ? raw[..MaxLineLength] : raw;
        var text = PlainText.OneLine(line.ToString()).Trim();
        return text.Length > 0 && text[0] != '[' && !text.Any(char.IsLetterOrDigit) ? "" : text;
    }
}
