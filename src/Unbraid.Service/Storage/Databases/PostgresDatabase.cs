using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Unbraid.Service.Storage.Databases;

/// <summary>A database on a server, which several processes may share.</summary>
internal sealed class PostgresDatabase : IDatabase, IAsyncDisposable
{
    /// <summary>Workers of a process that has not been seen for so long no longer count.</summary>
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromSeconds(30);

    private readonly Guid _process = Guid.NewGuid();
    private readonly NpgsqlConnectionStringBuilder _address;
    private readonly NpgsqlConnectionStringBuilder _signs;
    private readonly ILogger _log;

    public PostgresDatabase(NpgsqlConnectionStringBuilder address, ILogger log)
    {
        (_address, _log) = (address, log);
        _signs = new(address.ConnectionString) { ApplicationName = $"{address.ApplicationName} signs of life", MaxPoolSize = 4, CommandTimeout = 5 };
        SignsOfLife = new PooledDbContextFactory<ServiceDb>(Options(new DbContextOptionsBuilder<ServiceDb>(), _signs).Options);
    }

    public bool IsShared => true;

    public Patience Patience { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));

    public IDbContextFactory<ServiceDb> SignsOfLife { get; }

    public void Use(DbContextOptionsBuilder options) => Options(options, _address);

    public Task PrepareAsync(ServiceDb db, CancellationToken cancellationToken) => PostgresSchema.PrepareAsync(db, _address, cancellationToken);

    public Task<string?> ComplaintAsync(CancellationToken cancellationToken) => PostgresReadiness.ComplaintAsync(_address, cancellationToken);

    public async ValueTask<DateTimeOffset> NowAsync(ServiceDb db, CancellationToken cancellationToken = default) =>
        DateTimeOffset.FromUnixTimeMilliseconds(await Clock(db).SingleAsync(cancellationToken));

    public DateTimeOffset Now(ServiceDb db) => DateTimeOffset.FromUnixTimeMilliseconds(Clock(db).Single());

    public Task<TaskRow?> ClaimAsync(ServiceDb db, Claim claim, CancellationToken cancellationToken) => PostgresClaims.ClaimAsync(db, claim, cancellationToken);

    public Task QueueUpAsync(ServiceDb db, string tenant, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PostgresLocks.Of($"tasks of {tenant}")})", cancellationToken);

    public Task<IAsyncDisposable?> TryHoldAsync(string duty, CancellationToken cancellationToken) => PostgresLocks.TryHoldAsync(_address, duty, cancellationToken);

    public async Task<int> CountWorkersAsync(ServiceDb db, string lane, int own, CancellationToken cancellationToken)
    {
        var silence = (long)s_longestSilence.TotalMilliseconds;
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO workers VALUES ({_process}, {lane}, {own}, unbraid_now())
            ON CONFLICT ("Process", "Lane") DO UPDATE SET "Count" = EXCLUDED."Count", "SeenAt" = EXCLUDED."SeenAt"
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""DELETE FROM workers WHERE "SeenAt" < unbraid_now() - {silence}""", cancellationToken);
        return await db.Database.SqlQuery<int>($"""SELECT coalesce(sum("Count"), 0)::int AS "Value" FROM workers WHERE "Lane" = {lane}""").SingleAsync(cancellationToken);
    }

    public Task ListenAsync(Action<TaskChange?> changed, CancellationToken cancellationToken) =>
        PostgresChanges.ListenAsync(_address, changed, _log, cancellationToken);

    public ValueTask DisposeAsync()
    {
        foreach (var address in (NpgsqlConnectionStringBuilder[])[_address, _signs])
        {
            using var connection = new NpgsqlConnection(address.ConnectionString);
            NpgsqlConnection.ClearPool(connection);
        }

        return ValueTask.CompletedTask;
    }

    private static IQueryable<long> Clock(ServiceDb db) => db.Database.SqlQuery<long>($"""SELECT unbraid_now() AS "Value" """);

    private static T Options<T>(T options, NpgsqlConnectionStringBuilder address) where T : DbContextOptionsBuilder
    {
        options.UseNpgsql(address.ConnectionString).AddInterceptors(new PostgresCommands());
        return options;
    }
}
