using Microsoft.Data.Sqlite;
using Unbraid.Audio;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Storage;

/// <summary>Whether the data folder can be worked with: the database read and written, files made, and room for more.</summary>
internal static class StorageReadiness
{
    public static void AddStorageReadiness(this IServiceCollection services)
    {
        services.AddReadiness("database", async (provider, cancellationToken) =>
            await DatabaseComplaintAsync(provider.GetRequiredService<DataFolder>(), cancellationToken));
        services.AddReadiness("disk", provider =>
            DiskComplaint(provider.GetRequiredService<DataFolder>(), provider.GetRequiredService<StorageOptions>().MinFreeSpace));
    }

    private static async Task<string?> DatabaseComplaintAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            // A connection of its own, opened anew, sees what has become of the file.
            var open = new SqliteConnectionStringBuilder
            {
                DataSource = folder.Database,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
                DefaultTimeout = 1,
            };
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

    private static string? DiskComplaint(DataFolder folder, long needed)
    {
        try
        {
            foreach (var place in (string[])[folder.Path, folder.Scratch, folder.Objects])
                WriteIn(place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return StorageFaults.ReasonOf(e) switch
            {
                FaultReason.DiskFull or FaultReason.DiskQuota => "The disk of the data folder is full.",
                FaultReason.ReadOnly => "The data folder is read-only.",
                _ => "The data folder cannot be written.",
            };
        }

        var free = DiskSpace.FreeAt(folder.Path);
        return free >= needed
            ? null
            : $"The disk of the data folder has {free / 1_000_000:N0} MB left, and {needed / 1_000_000:N0} MB should be free.";
    }

    private static void WriteIn(string folder)
    {
        using var probe = new FileStream(
            Path.Combine(folder, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        probe.WriteByte(0);
        probe.Flush();
    }
}
