using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Tests;

/// <summary>
/// Databases for tests: files, or where the variable <c>POSTGRES_FOR_TESTS</c> names a server, a database of its own for each, copied from a template.
/// </summary>
internal static class TestDatabase
{
    /// <summary>The trait of tests that are about SQLite's file, and are left out on a server.</summary>
    public const string Trait = "database";

    /// <summary>The time is what a test says, or the server's.</summary>
    private const string MovableClock =
        """
        CREATE TABLE test_clock (ms bigint);
        CREATE OR REPLACE FUNCTION unbraid_now() RETURNS bigint LANGUAGE sql VOLATILE
            AS $$ SELECT coalesce((SELECT ms FROM test_clock), floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) $$;
        """;

    private static readonly string? s_server = Environment.GetEnvironmentVariable("POSTGRES_FOR_TESTS") is { Length: > 0 } server ? server : null;
    private static readonly ConcurrentDictionary<string, string> s_ofFolders = new();
    private static readonly Lazy<Task<string>> s_template = new(MakeTemplateAsync);

    public static bool IsServer => s_server is not null;

    /// <summary>What <see cref="OfFolderAsync"/> gave for this folder, or null.</summary>
    public static string? Of(string folder) => s_ofFolders.GetValueOrDefault(folder);

    /// <summary>The setting of a service that has its data in this folder: the same database each time; null for the file in it.</summary>
    public static async Task<string?> OfFolderAsync(string folder)
    {
        if (s_server is null)
            return null;
        if (s_ofFolders.TryGetValue(folder, out var known))
            return known;
        foreach (var (gone, name) in s_ofFolders.Where(entry => !Directory.Exists(entry.Key)).ToList())
        {
            if (s_ofFolders.TryRemove(gone, out _))
                await DropAsync(name);
        }

        return s_ofFolders[folder] = await MakeAsync();
    }

    /// <summary>A database of its own on the server, with the tables of this version.</summary>
    public static async Task<string> MakeAsync()
    {
        var template = await s_template.Value;
        var name = $"test_{Guid.NewGuid():N}";
        await RunAsync(s_server!, $"CREATE DATABASE {name} TEMPLATE {template}");
        return AddressOf(name);
    }

    public static async Task DropAsync(string address)
    {
        await using (var connection = new NpgsqlConnection(address))
            NpgsqlConnection.ClearPool(connection);
        await RunAsync(s_server!, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(address).Database} WITH (FORCE)");
    }

    /// <summary>An empty database, without tables.</summary>
    public static async Task<string> MakeEmptyAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await RunAsync(s_server!, $"CREATE DATABASE {name}");
        return AddressOf(name);
    }

    /// <summary>Makes a clock that a test moves the clock of a database too.</summary>
    public static void Follow(string? address, TimeProvider clock)
    {
        if (address is null || clock is not IMovedClock moved)
            return;
        moved.WhenMoved(Set);
        Set();

        void Set()
        {
            try
            {
                using var connection = new NpgsqlConnection(address);
                connection.Open();
                using var command = new NpgsqlCommand($"DELETE FROM test_clock; INSERT INTO test_clock VALUES ({clock.GetUtcNow().ToUnixTimeMilliseconds()})", connection);
                command.ExecuteNonQuery();
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
            {
                // The database went with its test.
            }
        }
    }

    public static async Task<IReadOnlyList<string>> RunAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Review SQL queries: of tests
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
            rows.Add($"{reader.GetValue(0)}");
        return rows;
    }

    private static string AddressOf(string name) => new NpgsqlConnectionStringBuilder(s_server) { Database = name, MaxPoolSize = 20, ConnectionIdleLifetime = 5, ConnectionPruningInterval = 2 }.ConnectionString;

    private static async Task<string> MakeTemplateAsync()
    {
        var name = $"template_{Guid.NewGuid():N}";
        await RunAsync(s_server!, $"CREATE DATABASE {name}");
        await using (var rows = await TestRows.OfServerAsync(AddressOf(name)))
            await RunAsync(rows.Address!, MovableClock);
        await using (var connection = new NpgsqlConnection(AddressOf(name)))
            NpgsqlConnection.ClearPool(connection);
        return name;
    }
}

/// <summary>A clock that a test moves.</summary>
internal interface IMovedClock
{
    /// <summary>Calls this after each move.</summary>
    void WhenMoved(Action call);
}

/// <summary>The rows without the service.</summary>
internal sealed class TestRows(string? address, IDatabase database, Func<DbContextOptions<ServiceDb>> options, Func<Task> remove) : IAsyncDisposable
{
    public string? Address => address;

    public IDatabase Database => database;

    public PooledDbContextFactory<ServiceDb> Factory { get; } = new(options());

    /// <summary>New ones, in this folder where they are a file.</summary>
    public static async Task<TestRows> OpenAsync(string folder, TimeProvider clock)
    {
        if (TestDatabase.IsServer)
        {
            var address = await TestDatabase.MakeAsync();
            TestDatabase.Follow(address, clock);
            return await OfServerAsync(address, () => TestDatabase.DropAsync(address));
        }

        TestRows? rows = null;
        var database = new SqliteDatabase(Path.Combine(folder, "unbraid.db"), clock, new(() => rows!.Factory));
        rows = new TestRows(null, database, () => OptionsOf(database), () => Task.CompletedTask);
        await rows.PrepareAsync();
        return rows;
    }

    /// <summary>Those of a server, brought to this version.</summary>
    public static async Task<TestRows> OfServerAsync(string address, Func<Task>? remove = null)
    {
        var database = new PostgresDatabase(PostgresAddress.Parse(address)!, NullLogger.Instance);
        var rows = new TestRows(address, database, () => OptionsOf(database), remove ?? (() => Task.CompletedTask));
        await rows.PrepareAsync();
        return rows;
    }

    public async Task PrepareAsync()
    {
        await using var db = await Factory.CreateDbContextAsync();
        await database.PrepareAsync(db, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (database is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        (database as IDisposable)?.Dispose();
        await remove();
    }

    private static DbContextOptions<ServiceDb> OptionsOf(IDatabase database)
    {
        var builder = new DbContextOptionsBuilder<ServiceDb>();
        database.Use(builder);
        return builder.Options;
    }
}
