using System.Diagnostics;
using System.Linq.Expressions;

namespace Unbraid.Service.Storage;

/// <summary>A task. The row is the truth; signals in the process only make it noticed sooner.</summary>
internal sealed class TaskRow
{
    /// <summary>Where content lies that has not all come yet, by the task that waits for it.</summary>
    public static readonly ObjectArea ContentArea = new("uploads", ObjectOwner.Task, IsFile: true);

    public required Guid Id { get; init; }

    public required string Tenant { get; init; }

    /// <summary>Name of the handler.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// What was asked, JSON of the handler's own type. Emptied when the task ends, because it may hold an address with a secret.
    /// </summary>
    public required string Input { get; set; }

    public TaskState State { get; set; } = TaskState.Pending;

    /// <summary>0 to 1.</summary>
    public double Progress { get; set; }

    /// <summary>When the running task will be done at its present rate, in whole seconds; null until that is known.</summary>
    public DateTimeOffset? EstimatedFinishAt { get; set; }

    /// <summary>What came out, JSON of the handler's own type; object keys in it, never links.</summary>
    public string? Result { get; set; }

    /// <summary>The model that was asked for, and later the one that did the work.</summary>
    public string? Model { get; set; }

    /// <summary>When the task's call that costs money was begun; null while it has made none, or the call came to nothing that costs.</summary>
    public DateTimeOffset? BilledAt { get; set; }

    /// <summary>The job that this call began, by the other side's id; emptied when the task ends.</summary>
    public string? PaidJob { get; set; }

    /// <summary>When the audio that the task read or made was deleted, and the result with it.</summary>
    public DateTimeOffset? AudioDeletedAt { get; set; }

    public string? ErrorMessage { get; set; }

    public int? ErrorCode { get; set; }

    /// <summary>
    /// How often a worker took it. It never goes back, so that it names the one worker that has the task: where it is another, or the task no longer
    /// runs, that worker has lost it.
    /// </summary>
    public int Attempt { get; set; }

    /// <summary>How many of these attempts ended without fault of the task, by a stop of the service.</summary>
    public int HandedBack { get; set; }

    /// <summary>The attempts that count.</summary>
    public int Tries => Attempt - HandedBack;

    /// <summary>When the worker that has the task has lost it, unless it shows a sign of life.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>The audio that the task reads and that must therefore stay.</summary>
    public Guid? AudioId { get; init; }

    /// <summary>The stored content that the task reads and that must therefore stay.</summary>
    public string? ContentHash { get; init; }

    /// <summary>
    /// Bytes of content that its client sends in requests of their own; null where none is sent so. Until <see cref="ContentHash"/> is set, they
    /// have not all come, and the task waits for them.
    /// </summary>
    public long? ContentLength { get; init; }

    /// <summary>Whether the task waits for its content, and not for a worker.</summary>
    public bool AwaitsContent => ContentLength is not null && ContentHash is null;

    /// <summary><see cref="AwaitsContent"/> for queries.</summary>
    public static readonly Expression<Func<TaskRow, bool>> IsAwaitingContent = task => task.ContentLength != null && task.ContentHash == null;

    /// <summary>Its opposite.</summary>
    public static readonly Expression<Func<TaskRow, bool>> IsNotAwaitingContent = task => task.ContentLength == null || task.ContentHash != null;

    public string? IdempotencyKey { get; init; }

    /// <summary>Hash of the request that came with the idempotency key.</summary>
    public string? RequestHash { get; init; }

    /// <summary>Where the end is to be reported; emptied when it was, because it may hold a secret.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>What the links in that report begin with.</summary>
    public string? LinkBase { get; init; }

    /// <summary>When to report the end, or try again; set by the same update that ends the task.</summary>
    public DateTimeOffset? CallbackDueAt { get; set; }

    /// <summary>How often the report was tried.</summary>
    public int CallbackAttempt { get; set; }

    /// <summary>W3C <c>traceparent</c> of the request that made it; rows of before version 5 of the tables hold the trace's id alone.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The trace that began with the request, as clients know it.</summary>
    public string? TraceId => ActivityContext.TryParse(TraceParent, null, out var context) ? context.TraceId.ToHexString() : TraceParent;

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReadyAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Names what clients can see of the task: it changes when that does, and only then.</summary>
    public string Version => $"{Attempt}.{(int)State}.{Progress:0.####}.{EstimatedFinishAt?.ToUnixTimeSeconds()}";
}
