using System.ComponentModel;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

[Description("A task was accepted; poll it with its id.")]
internal sealed record TaskIdDto : IExample<TaskIdDto>
{
    public static TaskIdDto Example => new() { TaskId = "019a8f3e-5b1c-7d42-9e6a-2f0c8d1b7a55" };

    [Description("Id of the task, opaque.")]
    public required string TaskId { get; init; }
}

[Description("Which task to poll.")]
internal sealed record PollTaskDto : IExample<PollTaskDto>
{
    public static PollTaskDto Example => new() { TaskId = TaskIdDto.Example.TaskId };

    [Description("Id of the task, from the answer that started it.")]
    public required string TaskId { get; init; }
}

[Description("A task. Members without a value are absent.")]
internal sealed record TaskDto
{
    public required string TaskId { get; init; }

    [Description("What was asked for; it tells the results apart.")]
    public required string Type { get; init; }

    [Description(
        "pending (queued), ready (may start), assigned (given to a worker), processing (running), then one of completed, failed, cancelled, timeout.")]
    public required TaskState Status { get; init; }

    [Description("The song that the task reads.")]
    public string? AudioId { get; init; }

    [Description("The model that does the work or did it, once that is known.")]
    public string? Model { get; init; }

    [Description(
        "Only when completed. Links in it work for a limited time; polling again gives fresh ones.")]
    public object? Result { get; init; }

    [Description("One sentence, only when failed or timed out.")]
    public string? ErrorMessage { get; init; }

    [Description("Follows the HTTP status that comes nearest, only when failed or timed out.")]
    public int? ErrorCode { get; init; }

    [Description("0 to 1.")]
    public double? Progress { get; init; }

    [Description("Only while it waits: 1 for the task that is next, among all that wait for the same workers.")]
    public int? QueuePosition { get; init; }

    [Description(
        "When the task will be done: while it is processed at its present rate, while it waits from how long such tasks took lately. Only once that can be told.")]
    public string? EstimatedFinishAt { get; init; }

    public required string CreatedAt { get; init; }

    public string? FinishedAt { get; init; }

    [Description("From creation to the end, only in a final state.")]
    public long? DurationMs { get; init; }

    [Description("The song that the task read or made was deleted then, and its result with it.")]
    public string? AudioDeletedAt { get; init; }

    public string? TraceId { get; init; }

    public static TaskDto From(TaskRow task, object? result, QueuePlace? place) => new()
    {
        TaskId = task.Id.ToString(),
        Type = task.Kind,
        Status = task.State,
        AudioId = task.AudioId?.ToString(),
        Model = task.Model,
        Result = result,
        ErrorMessage = task.ErrorMessage,
        ErrorCode = task.ErrorCode,
        Progress = task.Progress,
        QueuePosition = place?.Position,
        EstimatedFinishAt = (task.State == TaskState.Processing ? task.EstimatedFinishAt : place?.FinishAt) is { } estimate ? Time(estimate) : null,
        CreatedAt = Time(task.CreatedAt),
        FinishedAt = task.FinishedAt is { } finished ? Time(finished) : null,
        DurationMs = task.FinishedAt is { } end ? (long)(end - task.CreatedAt).TotalMilliseconds : null,
        AudioDeletedAt = task.AudioDeletedAt is { } deleted ? Time(deleted) : null,
        TraceId = task.TraceId,
    };

    /// <summary>How all answers write a time.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
