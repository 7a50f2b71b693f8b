using Npgsql;
using Unbraid.Audio;

namespace Unbraid.Service.Storage.Databases;

/// <summary>The reasons of faults by the server's own codes (postgresql.org/docs/current/errcodes-appendix.html).</summary>
internal static class PostgresFaults
{
    /// <summary>The server ended a session that stood still in a transaction.</summary>
    private const string IdleInTransaction = "25P03";

    /// <summary>The reason; null where it is no fault that is known, which is to say a bug.</summary>
    public static FaultReason? ReasonOf(NpgsqlException e) => e is PostgresException said
        ? said.SqlState switch
        {
            PostgresErrorCodes.DiskFull => FaultReason.DiskFull,
            PostgresErrorCodes.OutOfMemory => FaultReason.OutOfMemory,
            PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ConfigurationLimitExceeded => FaultReason.OutOfHandles,
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
                or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ObjectInUse => FaultReason.InUse,
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.IdleSessionTimeout or PostgresErrorCodes.ObjectNotInPrerequisiteState or IdleInTransaction => FaultReason.Unreachable,
            PostgresErrorCodes.ReadOnlySqlTransaction => FaultReason.ReadOnly,
            PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => FaultReason.NoPermission,
            PostgresErrorCodes.IoError or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => FaultReason.DiskError,
            ['0', '8', ..] => FaultReason.Unreachable,
            _ => null,
        }
        : FaultReason.Unreachable; // no answer, half of one, or no connection left in the pool

    /// <summary>The database's own exception in another one, or null.</summary>
    public static NpgsqlException? In(Exception? e) => e is null or NpgsqlException ? e as NpgsqlException : In(e.InnerException);

    /// <summary>Whether the connection is lost, and with it what others may be in the pool.</summary>
    public static bool IsLostConnection(Exception? e) => In(e) is { } fault && ReasonOf(fault) == FaultReason.Unreachable;

    /// <summary>Why the service cannot start, with what to do. No password is in it.</summary>
    public static ServiceException Explain(NpgsqlConnectionStringBuilder address, NpgsqlException e)
    {
        const string Correct = "or correct the setting database (UNBRAID_DATABASE)";
        var (server, user, name) = ($"The database server at {address.Host}:{address.Port}", address.Username ?? "of this process", address.Database ?? address.Username);
        var reason = ReasonOf(e);
        return (e as PostgresException)?.SqlState switch
        {
            PostgresErrorCodes.InvalidCatalogName => new($"{server} has no database {name}; make it (createdb {name}), {Correct}.", e),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                new($"{server} refuses the user {user} or its password; correct them there, {Correct}.", e),
            PostgresErrorCodes.InsufficientPrivilege =>
                new($"The user {user} lacks rights in the database {name} ({Words(e)}); grant them (GRANT ALL ON DATABASE {name} TO {user}, GRANT ALL ON SCHEMA public TO {user}), {Correct}.", e),
            PostgresErrorCodes.DuplicateTable =>
                new($"The database {name} holds tables of another program ({Words(e)}); give Unbraid a database of its own, {Correct}.", e),
            PostgresErrorCodes.ReadOnlySqlTransaction => new(FaultReason.ReadOnly, $"The database {name} is read-only, as that of a standby server is; name the primary server in the setting database (UNBRAID_DATABASE).", e),
            PostgresErrorCodes.DiskFull => new(FaultReason.DiskFull, $"The disk of the database {name} is full; free some space, then start again.", e),
            PostgresErrorCodes.TooManyConnections => new(FaultReason.OutOfHandles, $"{server} has no connection left; end others or raise its max_connections, then start again.", e),
            PostgresErrorCodes.CannotConnectNow => new(FaultReason.Unreachable, $"{server} is starting or stopping; start again when it is up.", e),
            _ when reason == FaultReason.Unreachable => new(FaultReason.Unreachable, $"{server} cannot be reached ({Words(e)}); start it, {Correct}.", e),
            _ => new($"The database {name} cannot be used ({Words(e)}); correct that, {Correct}.", e),
        };
    }

    private static string Words(Exception e) => ((e as PostgresException)?.MessageText ?? e.InnerException?.Message ?? e.Message).Trim().TrimEnd('.');
}
