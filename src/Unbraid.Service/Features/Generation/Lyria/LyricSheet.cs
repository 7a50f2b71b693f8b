using System.Globalization;
using System.Text.RegularExpressions;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>A text laid out like a song: sections, and in them lines that may say when they begin.</summary>
/// <param name="Sections">In the order of the text; the first has no name if lines come before any section.</param>
/// <param name="Preamble">What stands before the first section or stamped line.</param>
/// <remarks>
/// The layouts that occur: <c>[[A0]]</c> opens a section, its first line begins with <c>[4.8:]</c> and the others with <c>[:]</c>; all lines
/// with <c>[:]</c>; all lines with <c>[4.8:]</c> or <c>[4.8:7.2]</c>; <c>[Verse]</c> and plain lines. Times are seconds.
/// </remarks>
internal sealed partial record LyricSheet(IReadOnlyList<SheetSection> Sections, string Preamble)
{
    public IReadOnlyList<LyriaLine> Lines => [.. Sections.SelectMany(section => section.Lines)];

    public static LyricSheet Read(IEnumerable<string> text)
    {
        var sections = new List<SheetSection>();
        var preamble = new List<string>();
        foreach (var raw in text)
        {
            var line = raw.Trim();
            if (Section().Match(line) is { Success: true } section)
                Open(section.Groups["name"].Value, null, section.Groups["rest"].Value);
            else if (Stamped().Match(line) is { Success: true } stamped)
                AddStamped(stamped);
            else if (line.Length > 0)
                Add(line, null, null);
        }

        return new LyricSheet(sections, string.Join('\n', preamble));

        void Open(string name, TimeSpan? start, string rest)
        {
            sections.Add(new SheetSection(name.Trim(), start, []));
            if (rest.Length > 0)
                Add(rest, start, null);
        }

        void AddStamped(Match stamped)
        {
            var (start, end, words) = (Seconds(stamped.Groups["start"]), Seconds(stamped.Groups["end"]), stamped.Groups["text"].Value);
            if (sections.Count == 0)
                sections.Add(new SheetSection(null, null, []));
            if (Section().Match(words) is { Success: true } tag)
                Open(tag.Groups["name"].Value, start, tag.Groups["rest"].Value);
            else if (words.Length > 0)
                Add(words, start, end > start ? end : null);
        }

        void Add(string words, TimeSpan? start, TimeSpan? end)
        {
            if (sections.Count == 0)
                preamble.Add(words);
            else
                sections[^1].Lines.Add(new LyriaLine(words, start, end));
        }
    }

    /// <summary>Whether a line opens a section and holds nothing else.</summary>
    public static bool IsTag(string line) => Section().Match(line.Trim()) is { Success: true } match && match.Groups["rest"].Length == 0;

    private static TimeSpan? Seconds(Group group) =>
        group.Success ? TimeSpan.FromSeconds(double.Parse(group.ValueSpan, CultureInfo.InvariantCulture)) : null;

    [GeneratedRegex(
        @"^(\[\[(?<name>[^\[\]]{1,80})\]\]|\[(?<name>[^\[\]\d:\s][^\[\]]{0,79})\]):?\s*(?<rest>.*)$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Section();

    // At most five digits: a day has no more seconds, and a number of any length might not fit.
    [GeneratedRegex(
        @"^\[\s*(?<start>\d{1,5}(\.\d{1,6})?)?\s*:\s*(?<end>\d{1,5}(\.\d{1,6})?)?\s*\]\s*(?<text>.*)$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stamped();
}

/// <summary>A section of a sheet.</summary>
/// <param name="Name">As the text calls it.</param>
/// <param name="OwnStart">The time at its own mark, if there is one.</param>
/// <param name="Lines">What stands in it.</param>
internal sealed record SheetSection(string? Name, TimeSpan? OwnStart, List<LyriaLine> Lines)
{
    /// <summary>The time at its mark, else that of its first line with a time.</summary>
    public TimeSpan? Start => OwnStart ?? Lines.Find(line => line.Start is not null)?.Start;
}
