using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Unbraid.Service.Storage;

/// <summary>Opens the SQLite file, checks it, and makes the tables of a new one.</summary>
internal static class Database
{
    private const long SchemaVersion = 1;

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
            if (version > SchemaVersion)
                throw new ServiceException(
                    $"The database {file} was made by a newer Unbraid (version {version} of its tables, this one knows {SchemaVersion}); update Unbraid.");
            await ScalarAsync(db, "PRAGMA journal_mode = WAL", cancellationToken);
            if (version == 0)
            {
                await db.Database.EnsureCreatedAsync(cancellationToken);
                await ScalarAsync(db, $"PRAGMA user_version = {SchemaVersion}", cancellationToken);
            }
        }
        catch (SqliteException e)
        {
            throw Damaged(file, e);
        }
    }

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
#pragma warning disable CA2100 // Review SQL queries: the pragmas above are constants
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static ServiceException Damaged(string file, SqliteException? e) =>
        new($"The database {file} is damaged or cannot be read ({e?.Message ?? "the integrity check failed"}); move it away or put a copy back, then start again.", e!);
}
