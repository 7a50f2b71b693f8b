using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Jobs;

/// <summary>Shows the operator each attempt at a task: two lines in the log, a span in the request's trace, figures.</summary>
internal sealed class TaskObserver(
    JobFigures figures, WorkPace pace, IDbContextFactory<ServiceDb> factory, TimeProvider clock, ILogger<TaskObserver> log)
{
    private static readonly ActivitySource s_source = new("Unbraid.Jobs");

    /// <summary>An attempt begins.</summary>
    public Attempt Begin(TaskRow task, Lane lane)
    {
        _ = ActivityContext.TryParse(task.TraceParent, null, isRemote: true, out var request);
        var span = s_source.StartActivity($"task {task.Kind}", ActivityKind.Consumer, request)
            ?.SetTag("unbraid.task.id", task.Id).SetTag("unbraid.task.kind", task.Kind).SetTag("unbraid.task.attempt", task.Attempt)
            .SetTag("enduser.id", task.Tenant);
        var waited = clock.GetUtcNow() - task.CreatedAt;
        figures.Begin(task, waited);
        figures.Busy(lane, 1);
        log.LogInformation(
            "Task {TaskId} begins: {Kind} of {Tenant}, attempt {Attempt}, {Waited:0.0} s after the request, trace {TraceId}",
            task.Id, task.Kind, Logging.Safe(task.Tenant), task.Attempt, waited.TotalSeconds, task.TraceId);
        return new Attempt(this, task, lane, span, clock.GetTimestamp());
    }

    private async Task EndAsync(TaskRow task, Lane lane, Activity? span, TimeSpan worked, TaskEnd end)
    {
        figures.Busy(lane, -1);
        var audio = end.Outcome == TaskEnd.Completed ? end.Audio ?? await AudioOfAsync(task) : null;
        figures.End(task, end.Outcome, worked, audio);
        if (end.Outcome == TaskEnd.Completed)
            pace.Record(task.Kind, worked, audio);
        span?.SetTag("unbraid.task.outcome", end.Outcome);
        if (end.Code is { } code)
        {
            span?.SetTag("error.type", code.ToString()).SetStatus(ActivityStatusCode.Error);
            log.LogWarning(
                "Task {TaskId} {Outcome}: {Kind} of {Tenant}, attempt {Attempt}, {Seconds:0.0} s, trace {TraceId}, {Code} because: {Reason}",
                task.Id, end.Outcome, task.Kind, Logging.Safe(task.Tenant), task.Attempt, worked.TotalSeconds, task.TraceId, code, Logging.Safe(end.Reason));
        }
        else
        {
            log.LogInformation(
                "Task {TaskId} {Outcome}: {Kind} of {Tenant}, attempt {Attempt}, {Seconds:0.0} s, trace {TraceId}",
                task.Id, end.Outcome, task.Kind, Logging.Safe(task.Tenant), task.Attempt, worked.TotalSeconds, task.TraceId);
        }

        span?.Dispose();
    }

    /// <summary>How long the song is that a task reads.</summary>
    private async Task<double?> AudioOfAsync(TaskRow task)
    {
        if (task.AudioId is not { } id)
            return null;
        await using var db = await factory.CreateDbContextAsync();
        return await db.Audios.Where(a => a.Id == id).Select(a => (double?)a.Duration).FirstOrDefaultAsync();
    }

    /// <summary>An attempt that runs.</summary>
    internal sealed class Attempt(TaskObserver observer, TaskRow task, Lane lane, Activity? span, long started)
    {
        public Task EndAsync(TaskEnd end) => observer.EndAsync(task, lane, span, observer.Clock.GetElapsedTime(started), end);
    }

    private TimeProvider Clock => clock;
}

/// <summary>How an attempt ended.</summary>
/// <param name="Outcome">In a word or two.</param>
/// <param name="Code">What the client gets for it, where it failed.</param>
/// <param name="Reason">The sentence that the client gets.</param>
/// <param name="Audio">Seconds of audio, where the attempt made one.</param>
internal sealed record TaskEnd(string Outcome, int? Code = null, string? Reason = null, double? Audio = null)
{
    public const string Completed = "completed";

    /// <summary>The task went to another worker, or was cancelled.</summary>
    public static TaskEnd Lost { get; } = new("lost");
}
