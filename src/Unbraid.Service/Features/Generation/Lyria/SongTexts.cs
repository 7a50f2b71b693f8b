namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>What the texts of an answer tell about its song.</summary>
/// <param name="Lines">The words, in the order of the text; times only where the text has them.</param>
/// <param name="Sections">The form.</param>
/// <param name="Tempo">Beats per minute.</param>
/// <param name="Caption">What is said about the song in words.</param>
internal sealed record SongTexts(
    IReadOnlyList<LyriaLine> Lines, IReadOnlyList<LyriaSection> Sections, double? Tempo, string? Caption)
{
    /// <summary>Reads texts that come in any number and order, also twice.</summary>
    /// <param name="texts">As they came.</param>
    /// <param name="instrumental">Nothing is sung, whatever a text looks like.</param>
    public static SongTexts Read(IEnumerable<string> texts, bool instrumental)
    {
        var parts = texts.Select(TextParts.Sort).ToList();
        var sheets = Distinct(parts.Select(part => LyricSheet.Read(part.Sheet)));
        if (!sheets.Exists(sheet => sheet.Lines.Count > 0))
            sheets.AddRange(Distinct(parts.Select(part => LyricSheet.Read(part.AfterCaption))));
        var analysis = parts.Select(part => LyricSheet.Read(part.Analysis)).FirstOrDefault(sheet => sheet.Sections.Count > 0);
        var json = parts.Select(part => StructureJson.Read(part.Json)).ToList();
        var about = sheets.Where(sheet => sheet.Sections.Count == 0).Select(sheet => sheet.Preamble);
        return new SongTexts(
            instrumental ? [] : Forward(sheets.SelectMany(sheet => sheet.Lines)),
            SectionsOf(sheets, analysis) is { Count: > 0 } sections ? sections : json.Find(item => item.Sections.Count > 0)?.Sections ?? [],
            parts.Select(part => part.Tempo).Concat(json.Select(item => item.Tempo)).FirstOrDefault(tempo => tempo is not null),
            parts.Select(part => part.Caption).Concat(json.Select(item => item.Caption)).Concat(about)
                .FirstOrDefault(caption => !string.IsNullOrWhiteSpace(caption)));
    }

    /// <summary>Whether two lines have the same words, whatever their case and punctuation.</summary>
    public static bool SameWords(string one, string other) => Letters(one) == Letters(other);

    /// <summary>Without those whose words are all in another, in the same order; of two with the same words the one with more times stays.</summary>
    private static List<LyricSheet> Distinct(IEnumerable<LyricSheet> sheets)
    {
        var all = sheets.Select((sheet, place) => (
            Sheet: sheet, Words: sheet.Lines.Select(line => Letters(line.Text)).ToList(),
            Rank: (sheet.Lines.Count, sheet.Lines.Count(line => line.Start is not null), -place))).ToList();
        return
        [
            .. all.Where(one => one.Words.Count == 0 || !all.Exists(other => other.Rank.CompareTo(one.Rank) > 0 && Contains(other.Words, one.Words)))
                .Select(one => one.Sheet),
        ];
    }

    private static bool Contains(List<string> words, List<string> some)
    {
        var found = 0;
        foreach (var line in words)
            found += found < some.Count && line == some[found] ? 1 : 0;
        return found == some.Count;
    }

    private static List<LyriaSection> SectionsOf(List<LyricSheet> sheets, LyricSheet? analysis)
    {
        var own = Named(sheets.SelectMany(sheet => sheet.Sections));
        var told = Named(analysis?.Sections ?? []);
        var described = told.ConvertAll(
            item => item.Section with { Description = string.Join(' ', item.Lines.Select(line => line.Text)) is { Length: > 0 } prose ? prose : null });
        var paired = own.Select((item, i) => (
            item.Section, Told: own.Count == described.Count ? described[i] : described.Find(section => section.Name == item.Section.Name))).ToList();
        if (described.Count > 0 && !paired.Exists(pair => pair.Told is not null))
            return Forward(described);
        return Forward(paired.ConvertAll(pair =>
            pair.Section with { Start = pair.Section.Start ?? pair.Told?.Start, Description = pair.Told?.Description }));
    }

    private static List<(LyriaSection Section, List<LyriaLine> Lines)> Named(IEnumerable<SheetSection> sections) =>
        [.. sections.Where(section => section.Name is not null).Select(section => (new LyriaSection(section.Name!, section.Start, null), section.Lines))];

    /// <summary>A time that lies before an earlier one is wrong, and is left out.</summary>
    private static List<LyriaLine> Forward(IEnumerable<LyriaLine> lines)
    {
        var last = TimeSpan.Zero;
        return [.. lines.Select(line => Passes(line.Start, ref last) ? line : line with { Start = null, End = null })];
    }

    private static List<LyriaSection> Forward(List<LyriaSection> sections)
    {
        var last = TimeSpan.Zero;
        return sections.ConvertAll(section => Passes(section.Start, ref last) ? section : section with { Start = null });
    }

    private static bool Passes(TimeSpan? start, ref TimeSpan last)
    {
        if (start < last)
            return false;
        last = start ?? last;
        return true;
    }

    private static string Letters(string line) => string.Concat(line.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
