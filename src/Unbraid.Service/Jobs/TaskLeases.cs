using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>
/// Tasks as their workers see them: a worker claims one, shows signs of life, and ends it or hands it back. What it does with a task that is no
/// longer its own changes nothing.
/// </summary>
internal sealed class TaskLeases(IDbContextFactory<ServiceDb> factory, TaskUpdates updates, JobOptions options, TimeProvider clock)
{
    private static readonly TimeSpan s_pauseBeforeNextAttempt = TimeSpan.FromSeconds(1);

    /// <summary>Gives the longest ready task of these kinds to a worker, or null.</summary>
    /// <param name="kinds">The kinds the worker handles.</param>
    /// <param name="perTenant">Tasks of one tenant that may be ready or running at once, so that nobody waits behind one tenant's
    /// hundred.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<TaskRow?> ClaimAsync(IReadOnlyList<string> kinds, int perTenant, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await PromoteAsync(db, kinds, perTenant, cancellationToken);
        while (true)
        {
            var now = clock.GetUtcNow();
            var id = await db.Tasks.Where(t => t.State == TaskState.Ready && t.ReadyAt <= now && kinds.Contains(t.Kind)).OrderBy(t => t.ReadyAt)
                .ThenBy(t => t.CreatedAt)
                .Select(t => (Guid?)t.Id).FirstOrDefaultAsync(cancellationToken);
            if (id is null)
                return null;
            var lease = Guid.NewGuid();
            var won = await db.Tasks.Where(t => t.Id == id && t.State == TaskState.Ready).ExecuteUpdateAsync(
                set => set.SetProperty(t => t.State, TaskState.Assigned).SetProperty(t => t.Lease, lease)
                    .SetProperty(t => t.LeaseUntil, now + options.Lease)
                    .SetProperty(t => t.Attempt, t => t.Attempt + 1).SetProperty(t => t.Progress, 0)
                    .SetProperty(t => t.EstimatedFinishAt, (DateTimeOffset?)null), cancellationToken);
            if (won == 1)
                return await db.Tasks.AsNoTracking().FirstAsync(t => t.Id == id, cancellationToken);
        }
    }

    private async Task PromoteAsync(ServiceDb db, IReadOnlyList<string> kinds, int perTenant, CancellationToken cancellationToken)
    {
        var waiting = await db.Tasks.Where(TaskRow.IsNotAwaitingContent)
            .Where(t => t.State == TaskState.Pending && kinds.Contains(t.Kind) && perTenant > db.Tasks.Count(o =>
                o.Tenant == t.Tenant && o.State >= TaskState.Ready && o.State <= TaskState.Processing && kinds.Contains(o.Kind)))
            .OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).Select(t => new { t.Id, t.Tenant }).Take(100)
            .ToListAsync(cancellationToken);
        foreach (var next in waiting.DistinctBy(t => t.Tenant))
        {
            await db.Tasks.Where(t => t.Id == next.Id && t.State == TaskState.Pending).ExecuteUpdateAsync(
                set => set.SetProperty(t => t.State, TaskState.Ready).SetProperty(t => t.ReadyAt, clock.GetUtcNow()),
                cancellationToken);
        }
    }

    /// <summary>The worker begins.</summary>
    public Task<bool> StartAsync(TaskRow task) =>
        updates.ApplyAsync(
            t => t.Id == task.Id && t.Lease == task.Lease && t.State == TaskState.Assigned,
            set => set.SetProperty(t => t.State, TaskState.Processing));

    /// <summary>A sign of life. False: the task is no longer this worker's.</summary>
    public Task<bool> RenewAsync(TaskRow task, double progress, DateTimeOffset? estimatedFinishAt = null) =>
        updates.ApplyAsync(
            Held(task),
            set => set.SetProperty(t => t.LeaseUntil, clock.GetUtcNow() + options.Lease).SetProperty(t => t.Progress, progress)
                .SetProperty(t => t.EstimatedFinishAt, estimatedFinishAt));

    /// <summary>The end that everybody wants: the row and what it made are saved together, once.</summary>
    public async Task<bool> CompleteAsync(TaskRow task, TaskOutcome outcome)
    {
        await using var db = await factory.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var won = await db.Tasks.Where(Held(task)).ExecuteUpdateAsync(set => set.Finish(TaskState.Completed, clock.GetUtcNow())
            .SetProperty(t => t.Result, outcome.Result).SetProperty(t => t.Progress, 1)
            .SetProperty(t => t.Model, t => outcome.Model ?? t.Model));
        if (won == 0)
            return false;
        if (outcome.NewAudio is { } audio)
            db.Audios.Add(audio);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    }

    /// <summary>The other ends: <see cref="TaskState.Failed"/> or <see cref="TaskState.Timeout"/>.</summary>
    public Task<bool> FailAsync(TaskRow task, TaskState state, int code, string message) =>
        updates.ApplyAsync(
            Held(task),
            set => set.Finish(state, clock.GetUtcNow()).SetProperty(t => t.ErrorCode, code).SetProperty(t => t.ErrorMessage, message));

    /// <summary>Notes a call that costs money, or with nulls that there is none. False: the task is no longer this worker's, and must not cost anything.</summary>
    public Task<bool> BillAsync(TaskRow task, DateTimeOffset? at, string? job) =>
        updates.ApplyAsync(Held(task), set => set.SetProperty(t => t.BilledAt, at).SetProperty(t => t.PaidJob, job));

    /// <summary>The worker stops without fault of the task, which becomes ready again and keeps its attempts.</summary>
    public Task<bool> HandBackAsync(TaskRow task) =>
        updates.ApplyAsync(
            Held(task),
            set => set.SetProperty(t => t.State, TaskState.Ready).SetProperty(t => t.ReadyAt, clock.GetUtcNow())
                .SetProperty(t => t.Attempt, t => t.Attempt - 1).SetProperty(t => t.Lease, (Guid?)null)
                .SetProperty(t => t.Progress, 0));

    /// <summary>The machine failed the task, not the task itself: it becomes ready again a little later, and the attempt counts.</summary>
    public Task<bool> TryAgainAsync(TaskRow task) =>
        updates.ApplyAsync(
            Held(task),
            set => set.SetProperty(t => t.State, TaskState.Ready).SetProperty(t => t.ReadyAt, clock.GetUtcNow() + s_pauseBeforeNextAttempt)
                .SetProperty(t => t.Lease, (Guid?)null).SetProperty(t => t.Progress, 0));

    /// <summary>Takes tasks from lost workers: ready again, or failed after too many attempts.</summary>
    /// <param name="everything">True on start, when no worker of this data folder can be alive.</param>
    public async Task<int> RecoverAsync(bool everything)
    {
        var now = clock.GetUtcNow();
        Expression<Func<TaskRow, bool>> lost = t =>
            (t.State == TaskState.Assigned || t.State == TaskState.Processing) && (everything || t.LeaseUntil < now);
        await using var db = await factory.CreateDbContextAsync();
        await db.Tasks.Where(lost).Where(t => t.Attempt >= options.MaxAttempts)
            .ExecuteUpdateAsync(set => set.Finish(TaskState.Failed, now)
                .SetProperty(t => t.ErrorCode, 500)
                .SetProperty(t => t.ErrorMessage, "The worker was lost several times while it ran this task; send it again."));
        return await db.Tasks.Where(lost).ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TaskState.Ready)
            .SetProperty(t => t.ReadyAt, now).SetProperty(t => t.Lease, (Guid?)null).SetProperty(t => t.Progress, 0));
    }

    private static Expression<Func<TaskRow, bool>> Held(TaskRow task) =>
        t => t.Id == task.Id && t.Lease == task.Lease && (t.State == TaskState.Assigned || t.State == TaskState.Processing);
}
