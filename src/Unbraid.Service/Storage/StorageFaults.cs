using Microsoft.Data.Sqlite;
using Npgsql;
using Unbraid.Audio;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Storage;

/// <summary>The reasons of faults as the service sees them: those of the system, and the database's by its own codes (for SQLite sqlite.org/rescode.html).</summary>
internal static class StorageFaults
{
    /// <summary>The reason of an exception, or of what caused it; null where it is no fault that is known, which is to say a bug.</summary>
    public static FaultReason? ReasonOf(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException file)
                return OfFile(file.SqliteErrorCode);
            if (cause is NpgsqlException server)
                return PostgresFaults.ReasonOf(server);
        }

        return SystemErrors.ReasonOf(exception);
    }

    /// <summary>Whether an error, or what caused it, is that the disk is full.</summary>
    public static bool IsDiskFull(Exception? e) => ReasonOf(e) is FaultReason.DiskFull or FaultReason.DiskQuota;

    /// <summary>Whether what was wanted may go well a little later: nobody is to blame, and nobody has to do anything.</summary>
    public static bool IsPassing(Exception? e) => ReasonOf(e)?.IsPassing() == true;

    private static FaultReason? OfFile(int code) => code switch
    {
        SQLitePCL.raw.SQLITE_FULL => FaultReason.DiskFull,
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => FaultReason.InUse,
        SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_CANTOPEN => FaultReason.ReadOnly,
        SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => FaultReason.DiskError,
        SQLitePCL.raw.SQLITE_NOMEM => FaultReason.OutOfMemory,
        _ => null,
    };
}
