using System.Text.RegularExpressions;

namespace Unbraid.Composition.Prompts;

/// <summary>Finds a tempo in a prompt: "92 BPM", "tempo 120", "slow".</summary>
internal static partial class TempoReader
{
    private const double Slowest = 40;
    private const double Fastest = 220;

    /// <param name="prompt">Where to look.</param>
    /// <param name="genre">Gives the usual tempi.</param>
    /// <param name="leaning">Where the mood points, from -1 to 1.</param>
    /// <param name="random">Decides the rest.</param>
    public static double Read(PromptText prompt, Genre genre, double leaning, Pcg32 random)
    {
        double middle = 0.5 * (genre.Tempo.Slow + genre.Tempo.Fast), reach = 0.5 * (genre.Tempo.Fast - genre.Tempo.Slow);
        var usual = middle + reach * Math.Clamp(leaning + 0.5 * random.Signed(), -1.2, 1.2);
        if (Number().Match(prompt.Raw) is { Success: true } match)
        {
            prompt.Understand();
            var said = match.Groups["before"].Success ? match.Groups["before"].Value : match.Groups["after"].Value;
            return Math.Clamp(double.Parse(said), Slowest, Fastest);
        }

        foreach (var (text, factor) in Words.Tempi)
        {
            if (prompt.Has(text))
            {
                return Math.Clamp(Math.Round(middle * factor + 0.2 * reach * random.Signed()), Slowest, Fastest);
            }
        }

        return Math.Clamp(Math.Round(usual), Slowest, Fastest);
    }

    [GeneratedRegex(@"(?<![\w.])(?<before>\d{2,3}(\.\d{1,2})?)[\s-]{0,2}(bpm|beats per minute)\b|\b(bpm|tempo)( of| at|:|=)?\s{0,2}(?<after>\d{2,3}(\.\d{1,2})?)(?!\w)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Number();
}
