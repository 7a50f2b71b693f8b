using System.ComponentModel;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

[Description("A task was accepted; poll it with its id.")]
internal sealed record TaskIdDto
{
    [Description("Id of the task, opaque.")]
    public required string TaskId { get; init; }
}

[Description("A task. Members without a value are absent.")]
internal sealed record TaskDto
{
    public required string TaskId { get; init; }

    [Description(
        "pending (queued), ready (may start), assigned (given to a worker), processing (running), then one of completed, failed, cancelled, timeout.")]
    public required TaskState Status { get; init; }

    [Description(
        "Only when completed. Its members depend on what was asked. Links in it work for a limited time; polling again gives fresh ones.")]
    public object? Result { get; init; }

    [Description("One sentence, only when failed or timed out, or when the audio was deleted.")]
    public string? ErrorMessage { get; init; }

    [Description("Follows the HTTP status that comes nearest, only when failed or timed out, or when the audio was deleted (410).")]
    public int? ErrorCode { get; init; }

    [Description("0 to 1.")]
    public double? Progress { get; init; }

    [Description("When the task will be done at its present rate. Only while it is processed, and only once that can be told.")]
    public string? EstimatedFinishAt { get; init; }

    public required string CreatedAt { get; init; }

    public string? FinishedAt { get; init; }

    [Description("From creation to the end, only in a final state.")]
    public long? DurationMs { get; init; }

    public string? TraceId { get; init; }

    public static TaskDto From(TaskRow task, object? result) => new()
    {
        TaskId = task.Id.ToString(),
        Status = task.State,
        Result = result,
        ErrorMessage = task.ErrorMessage,
        ErrorCode = task.ErrorCode,
        Progress = task.Progress,
        EstimatedFinishAt = task is { State: TaskState.Processing, EstimatedFinishAt: { } estimate } ? Time(estimate) : null,
        CreatedAt = Time(task.CreatedAt),
        FinishedAt = task.FinishedAt is { } finished ? Time(finished) : null,
        DurationMs = task.FinishedAt is { } end ? (long)(end - task.CreatedAt).TotalMilliseconds : null,
        TraceId = task.TraceId,
    };

    /// <summary>How all answers write a time.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
