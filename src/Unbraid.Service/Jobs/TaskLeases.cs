using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Jobs;

/// <summary>
/// Tasks as their workers see them: a worker claims one, shows signs of life, and ends it or hands it back. What it does with a task that is no
/// longer its own changes nothing: all that it writes names its attempt.
/// </summary>
internal sealed class TaskLeases(IDbContextFactory<ServiceDb> factory, IDatabase database, TaskUpdates updates, JobOptions options, TimeProvider clock)
{
    private static readonly TimeSpan s_pauseBeforeNextAttempt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    /// <summary>Gives the longest ready task of these kinds to a worker, or null.</summary>
    /// <param name="kinds">The kinds the worker handles.</param>
    /// <param name="perTenant">Tasks of one tenant that may be ready or running at once, so that nobody waits behind one tenant's
    /// hundred.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<TaskRow?> ClaimAsync(IReadOnlyList<string> kinds, int perTenant, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await database.ClaimAsync(db, new Claim(kinds, perTenant, options.Lease), cancellationToken);
    }

    /// <summary>The worker begins.</summary>
    public Task<bool> StartAsync(TaskRow task) =>
        updates.ApplyAsync(
            t => t.Id == task.Id && t.Attempt == task.Attempt && t.State == TaskState.Assigned,
            (set, _) => set.SetProperty(t => t.State, TaskState.Processing));

    /// <summary>A sign of life, from a thread of its own. False: the task is no longer this worker's.</summary>
    /// <param name="task">The task.</param>
    /// <param name="progress">0 to 1.</param>
    /// <param name="estimatedFinishAt">By this machine's clock, in whole seconds.</param>
    public bool Renew(TaskRow task, double progress, DateTimeOffset? estimatedFinishAt = null) =>
        updates.Apply(
            Held(task),
            (set, now) => set.SetProperty(t => t.LeaseUntil, now + options.Lease).SetProperty(t => t.Progress, progress)
                .SetProperty(t => t.EstimatedFinishAt, ByTheRowsClock(estimatedFinishAt, now)));

    /// <summary>A time of this machine's clock by the one that counts, where the two differ by more than answers take.</summary>
    private DateTimeOffset? ByTheRowsClock(DateTimeOffset? time, DateTimeOffset now)
    {
        var ahead = (now - clock.GetUtcNow()).TotalSeconds;
        return Math.Abs(ahead) > 2 ? time + TimeSpan.FromSeconds(Math.Round(ahead)) : time;
    }

    /// <summary>The end that everybody wants: the row and what it made are saved together, once.</summary>
    public Task<bool> CompleteAsync(TaskRow task, TaskOutcome outcome) => PatientlyAsync(async isRepeated =>
    {
        await using var db = await factory.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var now = await database.NowAsync(db);
        var won = await db.Tasks.Where(Held(task)).ExecuteUpdateAsync(set => set.Finish(TaskState.Completed, now)
            .SetProperty(t => t.Result, outcome.Result).SetProperty(t => t.Progress, 1)
            .SetProperty(t => t.Model, t => outcome.Model ?? t.Model));
        if (won == 0)
            return isRepeated && await db.Tasks.AnyAsync(t => t.Id == task.Id && t.Attempt == task.Attempt && t.State == TaskState.Completed);
        if (outcome.NewAudio is { } audio)
        {
            db.Audios.Add(audio);
            if (database.IsShared)
                db.Entry(audio).Property(a => a.CreatedAt).CurrentValue = now;
        }

        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    });

    /// <summary>The other ends: <see cref="TaskState.Failed"/> or <see cref="TaskState.Timeout"/>.</summary>
    public Task<bool> FailAsync(TaskRow task, TaskState state, int code, string message) => PatientlyAsync(_ =>
        updates.ApplyAsync(
            Held(task),
            (set, now) => set.Finish(state, now).SetProperty(t => t.ErrorCode, code).SetProperty(t => t.ErrorMessage, message)));

    /// <summary>Notes a call that costs money, or with nulls that there is none. False: the task is no longer this worker's, and must not cost anything.</summary>
    public Task<bool> BillAsync(TaskRow task, DateTimeOffset? at, string? job) =>
        updates.ApplyAsync(Held(task), (set, _) => set.SetProperty(t => t.BilledAt, at).SetProperty(t => t.PaidJob, job));

    /// <summary>The worker stops without fault of the task, which becomes ready again; the attempt does not count.</summary>
    public Task<bool> HandBackAsync(TaskRow task) =>
        updates.ApplyAsync(
            Held(task),
            (set, now) => set.SetProperty(t => t.State, TaskState.Ready).SetProperty(t => t.ReadyAt, now)
                .SetProperty(t => t.HandedBack, t => t.HandedBack + 1).SetProperty(t => t.Progress, 0));

    /// <summary>The machine failed the task, not the task itself: it becomes ready again a little later, and the attempt counts.</summary>
    public Task<bool> TryAgainAsync(TaskRow task) => PatientlyAsync(_ =>
        updates.ApplyAsync(
            Held(task),
            (set, now) => set.SetProperty(t => t.State, TaskState.Ready).SetProperty(t => t.ReadyAt, now + s_pauseBeforeNextAttempt)
                .SetProperty(t => t.Progress, 0)));

    /// <summary>Takes tasks from lost workers: ready again, or failed after too many attempts.</summary>
    /// <param name="everything">True on start, when no worker of this data folder can be alive.</param>
    public async Task<int> RecoverAsync(bool everything)
    {
        await using var db = await factory.CreateDbContextAsync();
        var now = await database.NowAsync(db);
        Expression<Func<TaskRow, bool>> lost = t =>
            (t.State == TaskState.Assigned || t.State == TaskState.Processing) && (everything || t.LeaseUntil < now);
        await db.Tasks.Where(lost).Where(t => t.Attempt - t.HandedBack >= options.MaxAttempts)
            .ExecuteUpdateAsync(set => set.Finish(TaskState.Failed, now)
                .SetProperty(t => t.ErrorCode, 500)
                .SetProperty(t => t.ErrorMessage, "The worker was lost several times while it ran this task; send it again."));
        return await db.Tasks.Where(lost).ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TaskState.Ready)
            .SetProperty(t => t.ReadyAt, now).SetProperty(t => t.Progress, 0));
    }

    /// <summary>What a worker says at the end: tried again after passing faults of the database, until the task is no longer its own anyway.</summary>
    /// <param name="say">Says it, told whether it may have been said already: the answer to a commit can be lost, and the commit not.</param>
    private async Task<bool> PatientlyAsync(Func<bool, Task<bool>> say)
    {
        var begun = clock.GetTimestamp();
        for (var pause = s_firstPause; ; pause = pause < s_longestPause ? pause * 2 : pause)
        {
            try
            {
                return await say(pause > s_firstPause);
            }
            catch (Exception e) when (StorageFaults.IsPassing(e) && clock.GetElapsedTime(begun) < options.Lease)
            {
                await Task.Delay(pause, clock);
            }
        }
    }

    private static Expression<Func<TaskRow, bool>> Held(TaskRow task) =>
        t => t.Id == task.Id && t.Attempt == task.Attempt && (t.State == TaskState.Assigned || t.State == TaskState.Processing);
}
