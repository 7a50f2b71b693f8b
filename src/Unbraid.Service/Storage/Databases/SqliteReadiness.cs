using Microsoft.Data.Sqlite;
using Unbraid.Audio;

namespace Unbraid.Service.Storage.Databases;

/// <summary>Whether the file can be read and written just now.</summary>
internal static class SqliteReadiness
{
    public static async Task<string?> ComplaintAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            // A connection of its own, opened anew, sees what has become of the file.
            var open = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 1 };
            await using var connection = new SqliteConnection(open.ToString());
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE; SELECT count(*) FROM (SELECT 1 FROM tasks LIMIT 1); ROLLBACK;";
            await command.ExecuteScalarAsync(cancellationToken);
            return null;
        }
        catch (SqliteException e)
        {
            return StorageFaults.ReasonOf(e) switch
            {
                FaultReason.InUse => "Another program holds the database.",
                FaultReason.ReadOnly when e.SqliteErrorCode == SQLitePCL.raw.SQLITE_CANTOPEN => "The database cannot be opened.",
                FaultReason.ReadOnly => "The database is read-only.",
                FaultReason.DiskFull => "The disk of the database is full.",
                FaultReason.DiskError when e.SqliteErrorCode != SQLitePCL.raw.SQLITE_IOERR => "The database is damaged.",
                _ => "The database cannot be read and written.",
            };
        }
    }
}
