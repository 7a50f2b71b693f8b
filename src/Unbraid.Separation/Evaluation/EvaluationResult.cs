using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unbraid.Separation.Evaluation;

/// <summary>Figures of one stem in dB. NaN where there is none, for example because nothing sounds for a whole second.</summary>
internal sealed record StemScores
{
    /// <summary>Over the whole track: <see cref="SourceMetrics.Usdr"/>.</summary>
    public required double Usdr { get; init; }

    /// <summary>BSS Eval version 4: median over windows of one second.</summary>
    public required double Csdr { get; init; }

    /// <summary>Over the whole track: <see cref="SourceMetrics.SiSdr"/>.</summary>
    public required double Sisdr { get; init; }

    /// <summary>Signal to interference of BSS Eval, median over windows.</summary>
    public required double Sir { get; init; }

    /// <summary>Signal to artifacts of BSS Eval, median over windows.</summary>
    public required double Sar { get; init; }

    /// <summary>Each figure of the one passed through a function of that figure of all.</summary>
    internal static StemScores Combine(IReadOnlyList<StemScores> all, Func<IEnumerable<double>, double> combine) => new()
    {
        Usdr = combine(all.Select(scores => scores.Usdr)),
        Csdr = combine(all.Select(scores => scores.Csdr)),
        Sisdr = combine(all.Select(scores => scores.Sisdr)),
        Sir = combine(all.Select(scores => scores.Sir)),
        Sar = combine(all.Select(scores => scores.Sar)),
    };
}

/// <summary>Figures of one song.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Stems">Figures of each stem that sounds.</param>
internal sealed record TrackScores(string Name, IReadOnlyDictionary<string, StemScores> Stems);

/// <summary>What an evaluation found.</summary>
internal sealed record EvaluationResult
{
    /// <summary>The songs, by name.</summary>
    public required IReadOnlyList<TrackScores> Tracks { get; init; }

    /// <summary>Mean over songs of each figure of each stem.</summary>
    public required IReadOnlyDictionary<string, StemScores> Mean { get; init; }

    /// <summary>Median over songs of each figure of each stem.</summary>
    public required IReadOnlyDictionary<string, StemScores> Median { get; init; }

    /// <summary>What is odd about the folder, one sentence each: songs passed over, stems left out.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Mean over stems of the means of uSDR; NaN if there are none.</summary>
    [JsonIgnore]
    public double MeanUsdr => Mean.Count == 0 ? double.NaN : Mean.Values.Average(scores => scores.Usdr);

    /// <summary><c>{"tracks":[{"name","stems":{"vocals":{"usdr","csdr","sisdr",...}}}],"mean":{"vocals":{...}},"median":{...},"notes":[]}</c>; figures that are not finite are null.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Line.EvaluationResult);

    internal static EvaluationResult Of(IReadOnlyList<TrackScores> tracks, IReadOnlyList<string> notes) => new()
    {
        Tracks = tracks,
        Notes = notes,
        Mean = Summary(tracks, Average),
        Median = Summary(tracks, BssScores.Median),
    };

    private static Dictionary<string, StemScores> Summary(IReadOnlyList<TrackScores> tracks, Func<IEnumerable<double>, double> combine) =>
        Evaluator.StemNames
            .Select(name => (name, all: tracks.Where(track => track.Stems.ContainsKey(name)).Select(track => track.Stems[name]).ToArray()))
            .Where(stem => stem.all.Length > 0)
            .ToDictionary(stem => stem.name, stem => StemScores.Combine(stem.all, combine));

    private static double Average(IEnumerable<double> values) => values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();
}

[JsonSerializable(typeof(EvaluationResult))]
internal sealed partial class EvaluationJson : JsonSerializerContext
{
    public static EvaluationJson Line { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FiniteConverter() },
    });

    /// <summary>Writes what JSON has no number for as null, and the rest to a ten-thousandth of a decibel.</summary>
    private sealed class FiniteConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(Math.Round(value, 4));
            else
                writer.WriteNullValue();
        }
    }
}
