using Npgsql;
using Unbraid.Audio;

namespace Unbraid.Service.Storage.Databases;

/// <summary>Whether the database can be reached, read and written just now.</summary>
internal static class PostgresReadiness
{
    public static async Task<string?> ComplaintAsync(NpgsqlConnectionStringBuilder address, CancellationToken cancellationToken)
    {
        try
        {
            // A connection of its own, opened anew, sees what a pool would hide.
            var open = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false, Timeout = 2, CommandTimeout = 2 };
            await using var connection = new NpgsqlConnection(open.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(
                "SELECT (SELECT count(*) FROM (SELECT 1 FROM tasks LIMIT 1) one) >= 0 AND current_setting('transaction_read_only') = 'off'", connection);
            return await command.ExecuteScalarAsync(cancellationToken) is true ? null : "The database is read-only.";
        }
        catch (NpgsqlException e)
        {
            return PostgresFaults.ReasonOf(e) switch
            {
                FaultReason.Unreachable => "The database cannot be reached.",
                FaultReason.OutOfHandles => "The database has no connection left.",
                FaultReason.NoPermission => "The database refuses the service's user.",
                FaultReason.ReadOnly => "The database is read-only.",
                FaultReason.DiskFull => "The disk of the database is full.",
                FaultReason.DiskError => "The database is damaged.",
                _ => "The database cannot be read and written.",
            };
        }
    }
}
