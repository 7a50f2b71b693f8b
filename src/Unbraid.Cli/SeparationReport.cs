using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unbraid.Audio;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>What <c>--json</c> prints for a song that was separated.</summary>
internal sealed record SeparationReport
{
    public required string Input { get; init; }

    public required string Model { get; init; }

    /// <summary>Absent without a recipe.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Recipe { get; init; }

    public required double DurationSeconds { get; init; }

    public required double ElapsedSeconds { get; init; }

    /// <summary>Time taken over time played: below 1 is faster than it plays.</summary>
    public required double RealTimeFactor { get; init; }

    /// <summary>Time played over time taken: how many times as fast as it plays.</summary>
    public required double Speed { get; init; }

    /// <summary>Largest memory of this process so far, without its ffmpeg children.</summary>
    public required long PeakMemoryBytes { get; init; }

    public required IReadOnlyDictionary<string, string> Stems { get; init; }

    /// <summary>The gain in dB that all stems got so that none clips: 0, or less.</summary>
    public required double GainDb { get; init; }

    /// <summary>What the user should know, one sentence each, for example that the song is damaged; absent if there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }

    public static SeparationReport Of(string input, SeparationResult result, long peakMemory) => new()
    {
        Input = input,
        Model = result.Model,
        Recipe = result.Recipe,
        DurationSeconds = Math.Round(result.Duration.TotalSeconds, 6),
        ElapsedSeconds = Math.Round(result.Elapsed.TotalSeconds, 3),
        RealTimeFactor = Math.Round(result.Elapsed / result.Duration, 4),
        Speed = Math.Round(result.Duration / result.Elapsed, 4),
        PeakMemoryBytes = peakMemory,
        Stems = result.Stems,
        GainDb = result.GainDb,
        Warnings = result.Advice.Count > 0 ? [.. result.Advice.Select(Remedies.Sentence)] : null,
    };

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Line.SeparationReport);
}

/// <summary>What <c>--json</c> prints for a song that failed.</summary>
internal sealed record FailureReport
{
    public required string Input { get; init; }

    public required string Error { get; init; }

    /// <summary>The kind of the fault; null for one that should not have happened.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<FaultReason>))]
    public FaultReason? Reason { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Line.FailureReport);
}

[JsonSerializable(typeof(SeparationReport))]
[JsonSerializable(typeof(FailureReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>One line, letters of all languages as they are: it is printed, not put into a page.</summary>
    public static ReportJson Line { get; } =
        new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
