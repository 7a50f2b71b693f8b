using System.Globalization;
using System.Text.RegularExpressions;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>One text of an answer, its lines sorted by what they are.</summary>
/// <param name="Sheet">What may be words to sing.</param>
/// <param name="AfterCaption">What follows a caption: words to sing if nothing else is.</param>
/// <param name="Caption">The caption, stamps taken out.</param>
/// <param name="Analysis">Prose about the music, laid out like words to sing.</param>
/// <param name="Tempo">Beats per minute.</param>
/// <param name="Json">JSON about the song, perhaps cut short.</param>
internal sealed partial record TextParts(
    List<string> Sheet, List<string> AfterCaption, string? Caption, List<string> Analysis, double? Tempo, string? Json)
{
    /// <summary>A longer text is not about one song; the longest words that a client may send have 20,000 characters.</summary>
    private const int LongestText = 60_000;

    public static TextParts Sort(string text)
    {
        var lines = text.Length > LongestText ? [] : Controls().Replace(text.ReplaceLineEndings("\n"), " ").Split('\n').ToList();
        var json = TakeJson(lines);
        var tempo = lines.Select(line => TempoFigure().Match(line)).FirstOrDefault(match => match.Success);
        var analysis = TakeAnalysis(lines);
        lines.RemoveAll(TempoFigure().IsMatch);
        var mark = lines.FindIndex(line => CaptionMark().IsMatch(line));
        if (mark < 0)
            return new TextParts(lines, [], null, analysis, Number(tempo), json);
        var end = lines.FindIndex(mark + 1, line => string.IsNullOrWhiteSpace(line) || LyricSheet.IsTag(line));
        end = end < 0 ? lines.Count : end;
        var caption = lines[mark..end].Select((line, i) => Stamp().Replace(i == 0 ? CaptionMark().Replace(line, "") : line, "").Trim());
        return new TextParts(
            lines[..mark], lines[end..], string.Join(' ', caption.Where(line => line.Length > 0)), analysis, Number(tempo), json);
    }

    /// <summary>From a line that begins like JSON to the fence that closes it, or to the end; fences of anything else are only taken away.</summary>
    private static string? TakeJson(List<string> lines)
    {
        var start = lines.FindIndex(JsonStart().IsMatch);
        string? json = null;
        if (start >= 0)
        {
            var end = lines.FindIndex(start, Fence().IsMatch);
            end = end < 0 ? lines.Count : end;
            json = string.Join('\n', lines[start..end]);
            lines.RemoveRange(start, end - start);
        }

        lines.RemoveAll(Fence().IsMatch);
        return json;
    }

    /// <summary>From the first figure of an analysis to the end, without the figures. The tempo alone makes no analysis.</summary>
    private static List<string> TakeAnalysis(List<string> lines)
    {
        if (!lines.Exists(line => Figure().IsMatch(line) && !TempoFigure().IsMatch(line)))
            return [];
        var start = lines.FindIndex(Figure().IsMatch);
        var analysis = lines[start..];
        lines.RemoveRange(start, lines.Count - start);
        analysis.RemoveAll(Figure().IsMatch);
        return analysis;
    }

    private static double? Number(Match? match) =>
        match is not null && double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) is > 0 and < 1000 and var number
            ? number
            : null;

    [GeneratedRegex(@"^\s*(mosic|bpm|duration_secs|good_crop)\s*:\s*-?\d", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Figure();

    [GeneratedRegex(@"^\s*bpm\s*:\s*(?<number>\d{1,6}(\.\d{1,6})?)\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TempoFigure();

    [GeneratedRegex(@"^\s*caption\s*:", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex CaptionMark();

    [GeneratedRegex(@"^\s*\[[\d.]*\s*:\s*[\d.]*\]", RegexOptions.None, 1000)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"^\s*(\{|\[\s*(\{|""|$))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex JsonStart();

    [GeneratedRegex(@"^\s*```", RegexOptions.None, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"[\p{Cc}\p{Cf}-[\n\u200C\u200D]]", RegexOptions.None, 1000)]
    private static partial Regex Controls();
}
