using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Unbraid.Service.Storage.Databases;

/// <summary>Checks the database, makes the tables of a new one, and brings those of an older version to this one.</summary>
internal static class PostgresSchema
{
    /// <summary>The first version whose tables PostgreSQL can hold. Versions are counted as in <see cref="SqliteSchema"/>.</summary>
    private const int First = 10;

    /// <summary>What there is beside the tables of the model.</summary>
    private const string Rest =
        """
        CREATE TABLE unbraid_version ("Version" integer NOT NULL);
        CREATE TABLE workers ("Process" uuid, "Lane" text, "Count" integer NOT NULL, "SeenAt" bigint NOT NULL, PRIMARY KEY ("Process", "Lane"));
        CREATE TABLE texts ("Name" text PRIMARY KEY, "Text" text NOT NULL, "Version" bigint NOT NULL);

        CREATE INDEX tasks_pending ON tasks ("Tenant", "CreatedAt", "Id") WHERE "State" = 0;
        CREATE INDEX tasks_ready ON tasks ("ReadyAt", "CreatedAt") WHERE "State" = 1;
        CREATE INDEX tasks_running ON tasks ("LeaseUntil") WHERE "State" IN (2, 3);

        CREATE FUNCTION unbraid_now() RETURNS bigint LANGUAGE sql VOLATILE
            AS $$ SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint $$;

        CREATE FUNCTION unbraid_tell() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN PERFORM pg_notify('unbraid', NEW."Id" || ' ' || NEW."State" || ' ' || NEW."Kind"); RETURN NULL; END $$;
        CREATE TRIGGER unbraid_new AFTER INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION unbraid_tell();
        CREATE TRIGGER unbraid_change AFTER UPDATE ON tasks FOR EACH ROW
            WHEN (OLD."State" IS DISTINCT FROM NEW."State" OR OLD."ContentHash" IS DISTINCT FROM NEW."ContentHash") EXECUTE FUNCTION unbraid_tell();
        """;

    /// <summary>Brings the tables of each version to the next one; the first entry those of <see cref="First"/>.</summary>
    private static readonly string[] s_upgrades = [];

    private static readonly int s_version = First + s_upgrades.Length;

    /// <exception cref="ServiceException">It cannot be reached or used, or is of a newer version. Nothing in it was changed.</exception>
    public static async Task PrepareAsync(ServiceDb db, NpgsqlConnectionStringBuilder address, CancellationToken cancellationToken)
    {
        try
        {
            if (await ScalarAsync(db, "SHOW server_encoding", cancellationToken) is not "UTF8")
                throw new ServiceException($"The database {address.Database} does not hold texts as UTF-8; make it anew (createdb --encoding UTF8 --template template0 {address.Database}).");
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            // Of processes that start at once, one makes the tables.
            await ScalarAsync(db, $"SELECT pg_advisory_xact_lock({PostgresLocks.Schema})", cancellationToken);
            var version = await ScalarAsync(db, "SELECT to_regclass('unbraid_version')::text", cancellationToken) is DBNull
                ? 0
                : Convert.ToInt32(await ScalarAsync(db, """SELECT "Version" FROM unbraid_version""", cancellationToken), CultureInfo.InvariantCulture);
            if (version > s_version)
                throw new ServiceException(
                    $"The database {address.Database} at {address.Host} was made by a newer Unbraid (version {version} of its tables, this one knows {s_version}); update Unbraid.");
            if (version == 0)
                await ScalarAsync(db, $"{db.Database.GenerateCreateScript()}\n{Rest}\nINSERT INTO unbraid_version VALUES ({s_version});", cancellationToken);
            for (; version > 0 && version < s_version; version++)
                await ScalarAsync(db, $"""{s_upgrades[version - First]}; UPDATE unbraid_version SET "Version" = {version + 1};""", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (PostgresFaults.In(e) is { } fault)
        {
            throw PostgresFaults.Explain(address, fault);
        }
    }

    private static async Task<object?> ScalarAsync(ServiceDb db, string sql, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Review SQL queries: those above are constants
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
