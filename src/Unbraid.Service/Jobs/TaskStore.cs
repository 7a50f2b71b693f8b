using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Unbraid.Service.Http;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>
/// The life of a task, each change one conditional update: of two that want the same change, one wins and the other is told.
/// </summary>
internal sealed class TaskStore(IDbContextFactory<ServiceDb> factory, Reserve reserve, JobOptions options, TimeProvider clock)
{
    private static readonly TimeSpan s_pauseBeforeNextAttempt = TimeSpan.FromSeconds(1);

    private readonly Func<ServiceDb, Guid, string, Task<TaskRow?>> _find = EF.CompileAsyncQuery(
        (ServiceDb db, Guid id, string tenant) => db.Tasks.AsNoTracking().FirstOrDefault(t => t.Id == id && t.Tenant == tenant));

    private readonly Func<ServiceDb, string, Task<int>> _countUnfinished = EF.CompileAsyncQuery(
        (ServiceDb db, string tenant) => db.Tasks.Count(t => t.Tenant == tenant && t.State < TaskState.Completed));

    /// <summary>A tenant's own task; another's is not found.</summary>
    public async Task<TaskRow?> FindAsync(Guid id, string tenant)
    {
        await using var db = await factory.CreateDbContextAsync();
        return await _find(db, id, tenant);
    }

    /// <summary>Whether a tenant has made a task under this idempotency key.</summary>
    public async Task<bool> KnowsAsync(string tenant, string idempotencyKey, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Tasks.AnyAsync(t => t.Tenant == tenant && t.IdempotencyKey == idempotencyKey, cancellationToken);
    }

    /// <summary>A tenant's tasks that have not ended.</summary>
    public async Task<int> CountUnfinishedAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await _countUnfinished(db, tenant);
    }

    /// <summary>Saves a new task, unless the same idempotency key was used or the tenant has too many unfinished tasks.</summary>
    public async Task<Admission> AddAsync(TaskRow task, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (task.IdempotencyKey is { } key &&
            await db.Tasks.AsNoTracking()
                .FirstOrDefaultAsync(t => t.Tenant == task.Tenant && t.IdempotencyKey == key, cancellationToken) is { } earlier)
            return new(earlier.RequestHash == task.RequestHash ? AdmissionKind.Known : AdmissionKind.KeyClash, earlier.Id);
        if (await _countUnfinished(db, task.Tenant) >= options.MaxTasksInFlight)
            return new(AdmissionKind.TooMany, Guid.Empty);
        db.Tasks.Add(task);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(AdmissionKind.Added, task.Id);
    }

    /// <summary>A tenant's tasks, newest first, at most so many.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="state">Only those in this state.</param>
    /// <param name="after">Only those that come after this place.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<List<TaskRow>> ListAsync(
        string tenant, TaskState? state, Cursor? after, int count, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var tasks = db.Tasks.AsNoTracking().Where(t => t.Tenant == tenant);
        if (state is not null)
            tasks = tasks.Where(t => t.State == state);
        if (after is { } place)
            tasks = tasks.Where(t => t.CreatedAt < place.Time || (t.CreatedAt == place.Time && t.Id < place.Id));
        return await tasks.OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id).Take(count)
            .ToListAsync(cancellationToken);
    }

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
                    .SetProperty(t => t.LeaseUntil, now + options.Lease).SetProperty(t => t.Deadline, now + options.TaskTimeout)
                    .SetProperty(t => t.Attempt, t => t.Attempt + 1).SetProperty(t => t.Progress, 0)
                    .SetProperty(t => t.EstimatedFinishAt, (DateTimeOffset?)null), cancellationToken);
            if (won == 1)
                return await db.Tasks.AsNoTracking().FirstAsync(t => t.Id == id, cancellationToken);
        }
    }

    private async Task PromoteAsync(ServiceDb db, IReadOnlyList<string> kinds, int perTenant, CancellationToken cancellationToken)
    {
        var waiting = await db.Tasks
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
        UpdateAsync(
            t => t.Id == task.Id && t.Lease == task.Lease && t.State == TaskState.Assigned,
            set => set.SetProperty(t => t.State, TaskState.Processing));

    /// <summary>A sign of life. False: the task is no longer this worker's.</summary>
    public Task<bool> RenewAsync(TaskRow task, double progress, DateTimeOffset? estimatedFinishAt = null) =>
        UpdateAsync(
            Held(task),
            set => set.SetProperty(t => t.LeaseUntil, clock.GetUtcNow() + options.Lease).SetProperty(t => t.Progress, progress)
                .SetProperty(t => t.EstimatedFinishAt, estimatedFinishAt));

    /// <summary>The end that everybody wants: the row and what it made are saved together, once.</summary>
    public async Task<bool> CompleteAsync(TaskRow task, TaskOutcome outcome)
    {
        await using var db = await factory.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var won = await db.Tasks.Where(Held(task)).ExecuteUpdateAsync(set => Finish(set, TaskState.Completed)
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
        UpdateAsync(
            Held(task),
            set => Finish(set, state).SetProperty(t => t.ErrorCode, code).SetProperty(t => t.ErrorMessage, message));

    /// <summary>Notes a call that costs money, or with nulls that there is none. False: the task is no longer this worker's, and must not cost anything.</summary>
    public Task<bool> BillAsync(TaskRow task, DateTimeOffset? at, string? job) =>
        UpdateAsync(Held(task), set => set.SetProperty(t => t.BilledAt, at).SetProperty(t => t.PaidJob, job));

    /// <summary>The worker stops without fault of the task, which becomes ready again and keeps its attempts.</summary>
    public Task<bool> HandBackAsync(TaskRow task) =>
        UpdateAsync(
            Held(task),
            set => set.SetProperty(t => t.State, TaskState.Ready).SetProperty(t => t.ReadyAt, clock.GetUtcNow())
                .SetProperty(t => t.Attempt, t => t.Attempt - 1).SetProperty(t => t.Lease, (Guid?)null)
                .SetProperty(t => t.Progress, 0));

    /// <summary>The machine failed the task, not the task itself: it becomes ready again a little later, and the attempt counts.</summary>
    public Task<bool> TryAgainAsync(TaskRow task) =>
        UpdateAsync(
            Held(task),
            set => set.SetProperty(t => t.State, TaskState.Ready).SetProperty(t => t.ReadyAt, clock.GetUtcNow() + s_pauseBeforeNextAttempt)
                .SetProperty(t => t.Lease, (Guid?)null).SetProperty(t => t.Progress, 0));

    /// <summary>The tenant no longer wants it. False: it had ended already.</summary>
    public Task<bool> CancelAsync(Guid id, string tenant) =>
        UpdateAsync(
            t => t.Id == id && t.Tenant == tenant && t.State < TaskState.Completed,
            set => Finish(set, TaskState.Cancelled));

    /// <summary>
    /// A song is deleted: unfinished tasks that read it end as cancelled, ended ones that read or made it lose their result, and all say when.
    /// </summary>
    /// <returns>The tasks that were unfinished.</returns>
    public async Task<IReadOnlyList<Guid>> LoseAudioAsync(ServiceDb db, AudioRow song)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        var audioId = song.Id.ToString();
        var own = db.Tasks.Where(t => t.Tenant == song.Tenant);
        var unfinished = own.Where(t => t.AudioId == song.Id && t.State < TaskState.Completed);
        var stopped = await unfinished.Select(t => t.Id).ToListAsync();
        await unfinished.ExecuteUpdateAsync(set => Finish(set, TaskState.Cancelled).SetProperty(t => t.AudioDeletedAt, now));
        await own.Where(t => t.State >= TaskState.Completed && t.AudioDeletedAt == null && (t.AudioId == song.Id || t.Result!.Contains(audioId)))
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Result, (string?)null).SetProperty(t => t.AudioDeletedAt, now));
        return stopped;
    }

    /// <summary>Takes tasks from lost workers: ready again, or failed after too many attempts.</summary>
    /// <param name="everything">True on start, when no worker of this data folder can be alive.</param>
    public async Task<int> RecoverAsync(bool everything)
    {
        var now = clock.GetUtcNow();
        Expression<Func<TaskRow, bool>> lost = t =>
            (t.State == TaskState.Assigned || t.State == TaskState.Processing) && (everything || t.LeaseUntil < now);
        await using var db = await factory.CreateDbContextAsync();
        await db.Tasks.Where(lost).Where(t => t.Attempt >= options.MaxAttempts)
            .ExecuteUpdateAsync(set => Finish(set, TaskState.Failed)
                .SetProperty(t => t.ErrorCode, 500)
                .SetProperty(t => t.ErrorMessage, "The worker was lost several times while it ran this task; send it again."));
        return await db.Tasks.Where(lost).ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TaskState.Ready)
            .SetProperty(t => t.ReadyAt, now).SetProperty(t => t.Lease, (Guid?)null).SetProperty(t => t.Progress, 0));
    }

    private static Expression<Func<TaskRow, bool>> Held(TaskRow task) =>
        t => t.Id == task.Id && t.Lease == task.Lease && (t.State == TaskState.Assigned || t.State == TaskState.Processing);

    private UpdateSettersBuilder<TaskRow> Finish(UpdateSettersBuilder<TaskRow> set, TaskState state)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        return set.SetProperty(t => t.State, state).SetProperty(t => t.FinishedAt, now).SetProperty(t => t.Lease, (Guid?)null)
            .SetProperty(t => t.Input, "").SetProperty(t => t.PaidJob, (string?)null)
            .SetProperty(t => t.CallbackDueAt, t => t.CallbackUrl == null ? null : now);
    }

    private Task<bool> UpdateAsync(Expression<Func<TaskRow, bool>> where, Action<UpdateSettersBuilder<TaskRow>> set) =>
        reserve.SpendAsync(async () =>
        {
            await using var db = await factory.CreateDbContextAsync();
            return await db.Tasks.Where(where).ExecuteUpdateAsync(set) == 1;
        });
}

internal enum AdmissionKind
{
    Added,

    /// <summary>The same request came before under this idempotency key.</summary>
    Known,

    /// <summary>Another request came before under this idempotency key.</summary>
    KeyClash,

    /// <summary>The tenant has too many unfinished tasks.</summary>
    TooMany,
}

internal readonly record struct Admission(AdmissionKind Kind, Guid TaskId);
