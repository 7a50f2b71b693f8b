using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Unbraid.Audio;

namespace Unbraid.Service.Storage.Databases;

/// <summary>Checks the file, makes the tables of a new one, and brings those of an older one to this version.</summary>
internal static class SqliteSchema
{
    /// <summary>Brings the tables of each version to the next one; the first entry those of version 1 to 2.</summary>
    private static readonly string[] s_upgrades =
    [
        """
        ALTER TABLE tasks ADD COLUMN EstimatedFinishAt INTEGER NULL;
        ALTER TABLE tasks ADD COLUMN CallbackUrl TEXT NULL;
        ALTER TABLE tasks ADD COLUMN LinkBase TEXT NULL;
        ALTER TABLE tasks ADD COLUMN CallbackDueAt INTEGER NULL;
        ALTER TABLE tasks ADD COLUMN CallbackAttempt INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX IX_tasks_CallbackDueAt ON tasks (CallbackDueAt) WHERE CallbackDueAt IS NOT NULL;
        CREATE INDEX IX_tasks_Tenant_CreatedAt_Id ON tasks (Tenant, CreatedAt, Id);
        """,
        """
        ALTER TABLE audios ADD COLUMN Source TEXT NOT NULL DEFAULT 'upload';
        ALTER TABLE audios ADD COLUMN CoverKey TEXT NULL;
        CREATE INDEX IX_audios_Tenant_CreatedAt_Id ON audios (Tenant, CreatedAt, Id);
        """,
        "ALTER TABLE audios ADD COLUMN Origin TEXT NULL;",
        "ALTER TABLE tasks RENAME COLUMN TraceId TO TraceParent;",
        """
        ALTER TABLE tasks ADD COLUMN Model TEXT NULL;
        ALTER TABLE tasks ADD COLUMN AudioDeletedAt INTEGER NULL;
        UPDATE tasks SET Kind = 'audio' WHERE Kind = 'generation';
        UPDATE tasks SET Kind = 'video' WHERE Kind = 'download-video';
        UPDATE tasks SET AudioDeletedAt = FinishedAt, ErrorCode = NULL, ErrorMessage = NULL
            WHERE ErrorCode = 410 AND ErrorMessage LIKE 'The audio was deleted,%';
        """,
        """
        ALTER TABLE tasks ADD COLUMN BilledAt INTEGER NULL;
        ALTER TABLE tasks ADD COLUMN PaidJob TEXT NULL;
        """,
        "ALTER TABLE tasks ADD COLUMN ContentLength INTEGER NULL;",
        "ALTER TABLE tasks DROP COLUMN Deadline;",
        """
        ALTER TABLE tasks ADD COLUMN HandedBack INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE tasks DROP COLUMN Lease;
        """,
    ];

    private static readonly long s_schemaVersion = s_upgrades.Length + 1;

    /// <summary>Readers never wait in WAL mode; writers wait for each other for at most this many seconds.</summary>
    private const int BusyTimeoutSeconds = 10;

    public static string ConnectionString(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = BusyTimeoutSeconds }.ToString();

    /// <exception cref="ServiceException">The file is damaged, unreadable or of a newer version. Nothing in it was
    /// changed.</exception>
    public static async Task PrepareAsync(ServiceDb db, string file, CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(file) && await ScalarAsync(db, "PRAGMA quick_check(1)", cancellationToken) is not "ok")
                throw Damaged(file, null);
            var version = (long)(await ScalarAsync(db, "PRAGMA user_version", cancellationToken))!;
            if (version > s_schemaVersion)
                throw new ServiceException(
                    $"The database {file} was made by a newer Unbraid (version {version} of its tables, this one knows {s_schemaVersion}); update Unbraid.");
            await ScalarAsync(db, "PRAGMA journal_mode = WAL", cancellationToken);
            if (version == 0)
            {
                await db.Database.EnsureCreatedAsync(cancellationToken);
                await ScalarAsync(db, $"PRAGMA user_version = {s_schemaVersion}", cancellationToken);
            }

            if (version > 0 && version < s_schemaVersion)
                await CopyAsync(db, file, version, cancellationToken);
            for (; version > 0 && version < s_schemaVersion; version++)
            {
                var upgrade = $"BEGIN IMMEDIATE;\n{s_upgrades[version - 1]}\nPRAGMA user_version = {version + 1};\nCOMMIT;";
                await ScalarAsync(db, upgrade, cancellationToken);
            }

            await BillMarks.TakeOverAsync(db, Path.GetDirectoryName(file)!, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw Explain(file, e);
        }
    }

    /// <summary>Where the database of an older version is kept when its tables are brought to this one. One copy is kept, the latest.</summary>
    public static string CopyOf(string file, long version) => $"{file}.v{version}";

    private static async Task CopyAsync(ServiceDb db, string file, long version, CancellationToken cancellationToken)
    {
        for (var earlier = 1; earlier <= version; earlier++)
            File.Delete(CopyOf(file, earlier));
        await ScalarAsync(db, $"VACUUM INTO '{CopyOf(file, version).Replace("'", "''", StringComparison.Ordinal)}'", cancellationToken);
    }

    private static ServiceException Explain(string file, SqliteException e) => StorageFaults.ReasonOf(e) switch
    {
        FaultReason.DiskFull => new ServiceException(
            FaultReason.DiskFull, $"The disk of the database {file} is full; free some space, then start again.", e),
        FaultReason.InUse => new ServiceException(
            FaultReason.InUse, $"The database {file} is locked by another program; stop that one, then start again.", e),
        FaultReason.ReadOnly => new ServiceException(
            FaultReason.ReadOnly, $"The database {file} cannot be written: it, its folder or the disk is read-only or of another owner; correct that, then start again.", e),
        _ when e.SqliteErrorCode == SQLitePCL.raw.SQLITE_IOERR => new ServiceException(
            FaultReason.DiskError, $"The disk of the database {file} reports an error ({e.Message}); check it, then start again.", e),
        _ => Damaged(file, e),
    };

    /// <summary>Closes the connections kept for reuse; with the last one SQLite folds its log into the file.</summary>
    public static void Close(string file)
    {
        using var connection = new SqliteConnection(ConnectionString(file));
        SqliteConnection.ClearPool(connection);
    }

    private static async Task<object?> ScalarAsync(ServiceDb db, string sql, CancellationToken cancellationToken)
    {
        var connection = db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Review SQL queries: those above are constants
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static ServiceException Damaged(string file, SqliteException? e) =>
        new($"The database {file} is damaged or cannot be read ({e?.Message ?? "the integrity check failed"}); move it away or put a copy back, then start again.", e!);
}
