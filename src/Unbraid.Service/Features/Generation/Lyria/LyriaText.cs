using System.Globalization;
using System.Text.RegularExpressions;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>Reads the texts that come along with a song.</summary>
internal static partial class LyriaText
{
    private const string CaptionMark = "Caption:";

    /// <summary>Lines such as <c>[4.8:] words</c> or <c>[4.8:7.2] words</c>, in seconds, by time.</summary>
    public static IReadOnlyList<LyriaLine> Lines(IEnumerable<string> texts) =>
    [
        .. texts.SelectMany(text => TimedLine().Matches(text))
            .Select(match => new LyriaLine(Seconds(match.Groups["start"])!.Value, Seconds(match.Groups["end"]), match.Groups["text"].Value.Trim()))
            .Where(line => line.Text.Length > 0)
            .OrderBy(line => line.Start),
    ];

    public static string? Caption(IEnumerable<string> texts) =>
        texts.SelectMany(text => text.Split('\n')).Select(line => line.Trim())
            .FirstOrDefault(line => line.StartsWith(CaptionMark, StringComparison.OrdinalIgnoreCase))?[CaptionMark.Length..].Trim();

    private static TimeSpan? Seconds(Group group) =>
        group.Success ? TimeSpan.FromSeconds(double.Parse(group.ValueSpan, CultureInfo.InvariantCulture)) : null;

    // At most five digits: a day has no more seconds, and a number of any length might not fit.
    [GeneratedRegex(
        @"^[ \t]*\[(?<start>\d{1,5}(\.\d{1,6})?):(?<end>\d{1,5}(\.\d{1,6})?)?\](?<text>[^\r\n]*)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimedLine();
}
