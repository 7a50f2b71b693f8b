using Microsoft.EntityFrameworkCore;

namespace Unbraid.Service.Storage.Databases;

/// <summary>A file in the data folder, which one process has to itself.</summary>
internal sealed class SqliteDatabase(string file, TimeProvider clock, Lazy<IDbContextFactory<ServiceDb>> contexts) : IDatabase, IDisposable
{
    private readonly SemaphoreSlim _turns = new(1);

    public bool IsShared => false;

    public Patience Patience { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(250));

    public IDbContextFactory<ServiceDb> SignsOfLife => contexts.Value;

    public void Use(DbContextOptionsBuilder options) => options.UseSqlite(SqliteSchema.ConnectionString(file)).AddInterceptors(new BusyWait());

    public Task PrepareAsync(ServiceDb db, CancellationToken cancellationToken) => SqliteSchema.PrepareAsync(db, file, cancellationToken);

    public Task<string?> ComplaintAsync(CancellationToken cancellationToken) => SqliteReadiness.ComplaintAsync(file, cancellationToken);

    public ValueTask<DateTimeOffset> NowAsync(ServiceDb db, CancellationToken cancellationToken = default) => new(clock.GetUtcNow());

    public DateTimeOffset Now(ServiceDb db) => clock.GetUtcNow();

    // Turns are given only where none is ready, so that their cost, which grows with the tasks that wait, falls on many claims.
    public async Task<TaskRow?> ClaimAsync(ServiceDb db, Claim claim, CancellationToken cancellationToken)
    {
        if (await TakeAsync(db, claim, cancellationToken) is { } ready)
            return ready;
        await _turns.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited for another to give turns finds it done.
            return await TakeAsync(db, claim, cancellationToken)
                ?? (await PromoteAsync(db, claim, cancellationToken) ? await TakeAsync(db, claim, cancellationToken) : null);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    // A transaction that writes has the file to itself.
    public Task QueueUpAsync(ServiceDb db, string tenant, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IAsyncDisposable?> TryHoldAsync(string duty, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable?>(new AlwaysHeld());

    public Task<int> CountWorkersAsync(ServiceDb db, string lane, int own, CancellationToken cancellationToken) => Task.FromResult(own);

    public Task ListenAsync(Action<TaskChange?> changed, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<TaskRow?> TakeAsync(ServiceDb db, Claim claim, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            var id = await db.Tasks.Where(t => t.State == TaskState.Ready && t.ReadyAt <= now && claim.Kinds.Contains(t.Kind)).OrderBy(t => t.ReadyAt)
                .ThenBy(t => t.CreatedAt)
                .Select(t => (Guid?)t.Id).FirstOrDefaultAsync(cancellationToken);
            if (id is null)
                return null;
            var won = await db.Tasks.Where(t => t.Id == id && t.State == TaskState.Ready).ExecuteUpdateAsync(
                set => set.SetProperty(t => t.State, TaskState.Assigned).SetProperty(t => t.LeaseUntil, now + claim.Lease)
                    .SetProperty(t => t.Attempt, t => t.Attempt + 1).SetProperty(t => t.Progress, 0)
                    .SetProperty(t => t.EstimatedFinishAt, (DateTimeOffset?)null), cancellationToken);
            if (won == 1)
                return await db.Tasks.AsNoTracking().FirstAsync(t => t.Id == id, cancellationToken);
        }
    }

    /// <returns>Whether there was any whose turn it is.</returns>
    private async Task<bool> PromoteAsync(ServiceDb db, Claim claim, CancellationToken cancellationToken)
    {
        var waiting = await db.Tasks.Where(TaskRow.IsNotAwaitingContent)
            .Where(t => t.State == TaskState.Pending && claim.Kinds.Contains(t.Kind) && claim.PerTenant > db.Tasks.Count(o =>
                o.Tenant == t.Tenant && o.State >= TaskState.Ready && o.State <= TaskState.Processing && claim.Kinds.Contains(o.Kind)))
            .OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).Select(t => new { t.Id, t.Tenant }).Take(100)
            .ToListAsync(cancellationToken);
        foreach (var next in waiting.DistinctBy(t => t.Tenant))
        {
            await db.Tasks.Where(t => t.Id == next.Id && t.State == TaskState.Pending).ExecuteUpdateAsync(
                set => set.SetProperty(t => t.State, TaskState.Ready).SetProperty(t => t.ReadyAt, clock.GetUtcNow()),
                cancellationToken);
        }

        return waiting.Count > 0;
    }

    private sealed class AlwaysHeld : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
