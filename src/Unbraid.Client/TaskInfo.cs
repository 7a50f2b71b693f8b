using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unbraid.Client;

/// <summary>Where a task is in its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnbraidTaskStatus>))]
public enum UnbraidTaskStatus
{
    /// <summary>Queued.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>May start.</summary>
    [JsonStringEnumMemberName("ready")]
    Ready,

    /// <summary>Given to a worker.</summary>
    [JsonStringEnumMemberName("assigned")]
    Assigned,

    /// <summary>Running.</summary>
    [JsonStringEnumMemberName("processing")]
    Processing,

    /// <summary>Done; there is a result.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Not possible; there is an error message.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>No longer wanted.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>Ran too long.</summary>
    [JsonStringEnumMemberName("timeout")]
    Timeout,
}

/// <summary>A task as the service tells it.</summary>
public sealed record TaskInfo
{
    /// <summary>Opaque.</summary>
    public required string TaskId { get; init; }

    /// <summary>What was asked for: upload, stems, mix, package, audio, download or video; null from a service of before 0.1.</summary>
    public string? Type { get; init; }

    /// <summary>The song that it reads, if it reads one.</summary>
    public string? AudioId { get; init; }

    /// <summary>The model that does the work or did it, once that is known.</summary>
    public string? Model { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required UnbraidTaskStatus Status { get; init; }

    /// <summary>Only when completed; its members depend on what was asked.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>One sentence, only when failed or timed out.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Follows the HTTP status that comes nearest, only when failed or timed out.</summary>
    public int? ErrorCode { get; init; }

    /// <summary>0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>Only while it waits: 1 for the task that is next.</summary>
    public int? QueuePosition { get; init; }

    /// <summary>When it will be done, once that can be told; by the service's clock.</summary>
    public DateTimeOffset? EstimatedFinishAt { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the song that it read or made was deleted, and its result with it.</summary>
    public DateTimeOffset? AudioDeletedAt { get; init; }

    /// <summary>Whether it has ended, well or not.</summary>
    [JsonIgnore]
    public bool HasEnded => Status >= UnbraidTaskStatus.Completed;
}
