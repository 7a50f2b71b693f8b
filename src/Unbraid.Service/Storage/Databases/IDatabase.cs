using Microsoft.EntityFrameworkCore;

namespace Unbraid.Service.Storage.Databases;

/// <summary>
/// What the databases that can hold the rows do differently. All else is said once, in LINQ; nobody outside this folder knows which of them it is.
/// </summary>
internal interface IDatabase
{
    /// <summary>Whether other processes work on the same rows.</summary>
    bool IsShared { get; }

    /// <summary>How long workers and listeners wait for a signal before they look by themselves.</summary>
    Patience Patience { get; }

    /// <summary>Contexts for signs of life, on connections that nobody else can use up.</summary>
    IDbContextFactory<ServiceDb> SignsOfLife { get; }

    /// <summary>Makes contexts use this database.</summary>
    void Use(DbContextOptionsBuilder options);

    /// <summary>Checks the database and brings its tables to this version.</summary>
    /// <exception cref="ServiceException">It cannot be used, in one sentence that says what to do.</exception>
    Task PrepareAsync(ServiceDb db, CancellationToken cancellationToken);

    /// <summary>What keeps it from being read and written just now, without names of places; null if nothing does.</summary>
    Task<string?> ComplaintAsync(CancellationToken cancellationToken);

    /// <summary>The time by the one clock that counts for rows. When it is used it is a moment past, never ahead.</summary>
    ValueTask<DateTimeOffset> NowAsync(ServiceDb db, CancellationToken cancellationToken = default);

    /// <summary>The same for a thread that must not wait for others of the pool.</summary>
    DateTimeOffset Now(ServiceDb db);

    /// <summary>Gives one task to a worker, or null: the next that is ready, a tenant's next pending one being ready when its turn has come.</summary>
    Task<TaskRow?> ClaimAsync(ServiceDb db, Claim claim, CancellationToken cancellationToken);

    /// <summary>Inside a transaction: waits until no other one adds tasks of this tenant.</summary>
    Task QueueUpAsync(ServiceDb db, string tenant, CancellationToken cancellationToken);

    /// <summary>Takes a duty that only one process may have at a time, until it is disposed.</summary>
    /// <returns>Null where another process has it.</returns>
    Task<IAsyncDisposable?> TryHoldAsync(string duty, CancellationToken cancellationToken);

    /// <summary>Says that this process has so many workers of a lane.</summary>
    /// <returns>Those of all processes that said so lately.</returns>
    Task<int> CountWorkersAsync(ServiceDb db, string lane, int own, CancellationToken cancellationToken);

    /// <summary>Tells of tasks that other processes changed, until cancelled. A hint: what is lost is found by looking.</summary>
    /// <param name="changed">Gets each change, or null where some may have been missed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task ListenAsync(Action<TaskChange?> changed, CancellationToken cancellationToken);
}

/// <summary>What a worker asks for.</summary>
/// <param name="Kinds">Of these kinds.</param>
/// <param name="PerTenant">Tasks of one tenant that may be ready or running at once.</param>
/// <param name="Lease">How long it is the worker's without a sign of life.</param>
internal sealed record Claim(IReadOnlyList<string> Kinds, int PerTenant, TimeSpan Lease);

/// <summary>A task came, or has another state.</summary>
internal readonly record struct TaskChange(Guid TaskId, string Kind, TaskState State);

/// <summary>How long is waited for a signal.</summary>
/// <param name="OfWorkers">By workers that look for a task.</param>
/// <param name="OfListeners">By those who tell listeners what has changed.</param>
internal readonly record struct Patience(TimeSpan OfWorkers, TimeSpan OfListeners);
