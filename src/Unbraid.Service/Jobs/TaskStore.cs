using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Http;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Jobs;

/// <summary>
/// Tasks as their tenants see them. Each change is one conditional update: of two that want the same change, one wins and the other is told.
/// </summary>
internal sealed class TaskStore(IDbContextFactory<ServiceDb> factory, IDatabase database, TaskUpdates updates, JobOptions options, HttpOptions http, TimeProvider clock)
{
    private const int MostAttempts = 4;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

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

    /// <summary>The time by the clock of the rows.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await database.NowAsync(db, cancellationToken);
    }

    /// <summary>
    /// Saves a new task, unless the same idempotency key was used, the tenant has too many unfinished tasks, or sends them too fast to all processes
    /// together.
    /// </summary>
    public async Task<Admission> AddAsync(TaskRow task, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AddAsync(task, isRepeated: attempt > 1, cancellationToken);
            }
            catch (Exception e) when (database.IsShared && attempt < MostAttempts && StorageFaults.IsPassing(e))
            {
                await Task.Delay(s_pause * attempt, clock, cancellationToken);
            }
        }
    }

    private async Task<Admission> AddAsync(TaskRow task, bool isRepeated, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await database.QueueUpAsync(db, task.Tenant, cancellationToken);
        if (isRepeated && await db.Tasks.AnyAsync(t => t.Id == task.Id, cancellationToken))
            return new(AdmissionKind.Added, task); // it was saved, and only the answer was lost
        if (task.IdempotencyKey is { } key &&
            await db.Tasks.AsNoTracking()
                .FirstOrDefaultAsync(t => t.Tenant == task.Tenant && t.IdempotencyKey == key, cancellationToken) is { } earlier)
            return new(earlier.RequestHash == task.RequestHash ? AdmissionKind.Known : AdmissionKind.KeyClash, earlier);
        if (await _countUnfinished(db, task.Tenant) >= options.MaxTasksInFlight)
            return new(AdmissionKind.TooMany, task);
        if (database.IsShared && await IsTooFastAsync(db, task, cancellationToken))
            return new(AdmissionKind.TooFast, task);
        db.Tasks.Add(task);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(AdmissionKind.Added, task);
    }

    /// <summary>What a limit in one process cannot see: that a tenant sends to several.</summary>
    private async Task<bool> IsTooFastAsync(ServiceDb db, TaskRow task, CancellationToken cancellationToken)
    {
        var since = task.CreatedAt - s_minute;
        return await db.Tasks.Where(t => t.Tenant == task.Tenant && t.CreatedAt > since).OrderByDescending(t => t.CreatedAt).Skip(http.SubmissionsPerMinute - 1)
            .AnyAsync(cancellationToken);
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

    /// <summary>The tenant no longer wants it. False: it had ended already.</summary>
    public Task<bool> CancelAsync(Guid id, string tenant) =>
        updates.ApplyAsync(
            t => t.Id == id && t.Tenant == tenant && t.State < TaskState.Completed,
            (set, now) => set.Finish(TaskState.Cancelled, now));

    /// <summary>All content that a task waited for is stored. False: the task had ended, or has it already.</summary>
    public Task<bool> ReceiveContentAsync(Guid id, string contentHash) =>
        updates.ApplyAsync(
            t => t.Id == id && t.State == TaskState.Pending && t.ContentHash == null,
            (set, _) => set.SetProperty(t => t.ContentHash, contentHash));

    /// <summary>Ends tasks whose content has not all come in this time.</summary>
    public async Task ExpireUploadsAsync(TimeSpan lifetime)
    {
        await using var db = await factory.CreateDbContextAsync();
        var now = await database.NowAsync(db);
        var begunBefore = now - lifetime;
        await db.Tasks.Where(TaskRow.IsAwaitingContent).Where(t => t.State == TaskState.Pending && t.CreatedAt < begunBefore)
            .ExecuteUpdateAsync(set => set.Finish(TaskState.Failed, now)
                .SetProperty(t => t.ErrorCode, StatusCodes.Status408RequestTimeout)
                .SetProperty(t => t.ErrorMessage, $"The upload was not finished in the time allowed {Setting.Limit(nameof(StorageOptions.UploadLifetime))}; send the file again."));
    }

    /// <summary>
    /// A song is deleted: unfinished tasks that read it end as cancelled, ended ones that read or made it lose their result, and all say when.
    /// </summary>
    /// <returns>The tasks that were unfinished.</returns>
    public async Task<IReadOnlyList<Guid>> LoseAudioAsync(ServiceDb db, AudioRow song)
    {
        DateTimeOffset? now = await database.NowAsync(db);
        var audioId = song.Id.ToString();
        var own = db.Tasks.Where(t => t.Tenant == song.Tenant);
        var unfinished = own.Where(t => t.AudioId == song.Id && t.State < TaskState.Completed);
        var stopped = await unfinished.Select(t => t.Id).ToListAsync();
        await unfinished.ExecuteUpdateAsync(set => set.Finish(TaskState.Cancelled, now).SetProperty(t => t.AudioDeletedAt, now));
        await own.Where(t => t.State >= TaskState.Completed && t.AudioDeletedAt == null && (t.AudioId == song.Id || t.Result!.Contains(audioId)))
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Result, (string?)null).SetProperty(t => t.AudioDeletedAt, now));
        return stopped;
    }
}
