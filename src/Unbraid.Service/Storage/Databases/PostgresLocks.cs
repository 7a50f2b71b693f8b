using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Unbraid.Service.Storage.Databases;

/// <summary>Advisory locks (postgresql.org/docs/current/explicit-locking.html): the server keeps them for whoever asks by the same number.</summary>
internal static class PostgresLocks
{
    /// <summary>Of whoever makes or changes the tables.</summary>
    public static readonly long Schema = Of("schema");

    /// <summary>The number of a name.</summary>
    public static long Of(string name) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"unbraid {name}")));

    /// <summary>Takes a lock for as long as a connection of its own lasts: with the process, or the connection, it is free again.</summary>
    /// <returns>Null where somebody else has it.</returns>
    public static async Task<IAsyncDisposable?> TryHoldAsync(NpgsqlConnectionStringBuilder address, string name, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            // A process that is stopped loses it too, by servers that know how (PostgreSQL 14 and later).
            await using (var limit = new NpgsqlCommand("SELECT set_config(name, '60s', false) FROM pg_settings WHERE name = 'idle_session_timeout'", connection))
                await limit.ExecuteScalarAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = Of(name) } } };
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
                return connection;
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
