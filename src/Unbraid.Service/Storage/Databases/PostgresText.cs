using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Unbraid.Service.Storage.Databases;

/// <summary>A text in the database, which all processes that share it see. Looked at anew a few times a second, however often it is asked for.</summary>
internal sealed class PostgresText : IGuardedText
{
    private const long LongestAge = 500;
    private static long s_changes;

    private readonly string _address;
    private readonly string _name;
    private readonly Lock _gate = new();
    private object? _stamp;
    private long _readAt = long.MinValue / 2;
    private long _changes;

    private PostgresText(string address, string name) => (_address, _name) = (address, name);

    public string Place => "in the database";

    /// <summary>Opens a text; the database is brought to this version first.</summary>
    /// <exception cref="ServiceException">It cannot be used.</exception>
    public static PostgresText Open(NpgsqlConnectionStringBuilder address, string name)
    {
        var options = new DbContextOptionsBuilder<ServiceDb>().UseNpgsql(address.ConnectionString).Options;
        using (var db = new ServiceDb(options))
            Task.Run(() => PostgresSchema.PrepareAsync(db, address, CancellationToken.None)).GetAwaiter().GetResult();
        return new PostgresText(address.ConnectionString, name);
    }

    public object? Stamp()
    {
        // One asks, and nobody waits for it: a server that is away may keep it for seconds.
        if (!_gate.TryEnter())
            return _stamp;
        try
        {
            var changes = Interlocked.Read(ref s_changes);
            return changes == _changes && Environment.TickCount64 - _readAt <= LongestAge ? _stamp : _stamp = ReadStamp(changes);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private object? ReadStamp(long changes)
    {
        try
        {
            _changes = changes;
            return Run(connection => Ask(connection, """SELECT "Version" FROM texts WHERE "Name" = $1"""));
        }
        finally
        {
            _readAt = Environment.TickCount64;
        }
    }

    public string? Read() => (string?)Run(connection => Ask(connection, """SELECT "Text" FROM texts WHERE "Name" = $1"""));

    public void Change(Func<string?, string> change) => Run(connection =>
    {
        using var transaction = connection.BeginTransaction();
        Ask(connection, "SELECT pg_advisory_xact_lock($2) WHERE $1 <> ''", PostgresLocks.Of($"text {_name}"));
        var text = change((string?)Ask(connection, """SELECT "Text" FROM texts WHERE "Name" = $1"""));
        Ask(
            connection,
            """
            INSERT INTO texts VALUES ($1, $2, 1) ON CONFLICT ("Name") DO UPDATE SET "Text" = EXCLUDED."Text", "Version" = texts."Version" + 1
            """, text);
        transaction.Commit();
        Interlocked.Increment(ref s_changes);
        return null;
    });

    private object? Ask(NpgsqlConnection connection, string sql, object? value = null)
    {
#pragma warning disable CA2100 // Review SQL queries: those above are constants
        using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = _name } } };
#pragma warning restore CA2100
        if (value is not null)
            command.Parameters.Add(new() { Value = value });
        return command.ExecuteScalar() is { } found and not DBNull ? found : null;
    }

    private object? Run(Func<NpgsqlConnection, object?> work)
    {
        try
        {
            using var connection = new NpgsqlConnection(_address);
            connection.Open();
            return work(connection);
        }
        catch (NpgsqlException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
