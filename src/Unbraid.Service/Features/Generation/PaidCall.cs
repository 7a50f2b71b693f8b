using Unbraid.Service.Features.Generation.Lyria;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Generation;

/// <summary>A task's paid call, in the task's row. A worker that has lost its task cannot begin one.</summary>
internal sealed class PaidCall(TaskRow task, TaskLeases tasks, TimeProvider clock) : IPaidCall
{
    private DateTimeOffset? _at = task.BilledAt;

    /// <summary>A call was begun and has not come to nothing.</summary>
    public bool IsOpen => _at is not null;

    public string? Job { get; private set; } = task.PaidJob;

    public Task BeginAsync() => NoteAsync(clock.GetUtcNow(), null);

    public Task SaveJobAsync(string job) => NoteAsync(_at ?? clock.GetUtcNow(), job);

    public Task ForgetAsync() => NoteAsync(null, null);

    private async Task NoteAsync(DateTimeOffset? at, string? job)
    {
        (_at, Job) = (at, job);
        if (!await tasks.BillAsync(task, at, job))
            throw new OperationCanceledException("The task is no longer this worker's.");
    }
}
