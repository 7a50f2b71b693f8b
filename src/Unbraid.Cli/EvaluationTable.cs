using System.Globalization;
using System.Text;
using Unbraid.Separation.Evaluation;

namespace Unbraid.Cli;

/// <summary>An evaluation as a Markdown table, in dB.</summary>
internal static class EvaluationTable
{
    private const int NameWidth = 24;

    public static string Of(EvaluationResult result)
    {
        var table = new StringBuilder();
        table.Append("| ").Append("song".PadRight(NameWidth)).AppendLine(" | stem   |   uSDR |   cSDR | SI-SDR |    SIR |    SAR |");
        table.Append('|').Append('-', NameWidth + 2).AppendLine("|--------|-------:|-------:|-------:|-------:|-------:|");
        foreach (var track in result.Tracks)
        {
            AddRows(table, track.Name, track.Stems);
        }

        AddRows(table, "mean", result.Mean);
        AddRows(table, "median", result.Median);
        return table.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Mean uSDR over the stems: {result.MeanUsdr:0.00} dB").ToString();
    }

    private static void AddRows(StringBuilder table, string name, IReadOnlyDictionary<string, StemScores> stems)
    {
        foreach (var (stem, scores) in stems)
        {
            table.Append("| ").Append(UserMessage.OneLine(name).PadRight(NameWidth)).Append(" | ").Append(stem.PadRight(6));
            foreach (double value in (double[])[scores.Usdr, scores.Csdr, scores.Sisdr, scores.Sir, scores.Sar])
            {
                table.Append(" | ").Append((double.IsFinite(value) ? value.ToString("0.00") : "-").PadLeft(6));
            }

            table.AppendLine(" |");
        }
    }
}
