using Microsoft.EntityFrameworkCore;

namespace Unbraid.Service.Storage.Databases;

/// <summary>How workers of many processes get tasks: each in one statement, which passes over rows that another one is just taking.</summary>
internal static class PostgresClaims
{
    /// <summary>The most tenants that get their turn in one round.</summary>
    private const int MostTurns = 100;

    public static async Task<TaskRow?> ClaimAsync(ServiceDb db, Claim claim, CancellationToken cancellationToken)
    {
        do
        {
            if (await TakeAsync(db, claim, cancellationToken) is { } task)
                return task;
        }
        while (await PromoteAsync(db, claim, cancellationToken));
        return null;
    }

    private static async Task<TaskRow?> TakeAsync(ServiceDb db, Claim claim, CancellationToken cancellationToken)
    {
        var (kinds, lease) = (claim.Kinds.ToArray(), (long)claim.Lease.TotalMilliseconds);
        var taken = await db.Tasks.FromSql(
            $"""
            UPDATE tasks SET "State" = 2, "LeaseUntil" = unbraid_now() + {lease}, "Attempt" = "Attempt" + 1, "Progress" = 0, "EstimatedFinishAt" = NULL
            WHERE "Id" = (
                SELECT "Id" FROM tasks WHERE "State" = 1 AND "Kind" = ANY ({kinds}) AND "ReadyAt" <= (SELECT unbraid_now())
                ORDER BY "ReadyAt", "CreatedAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return taken.SingleOrDefault();
    }

    /// <summary>
    /// Makes the oldest task ready of each tenant that has fewer than so many. One process at a time does it, so that no tenant gets more; and only
    /// where none is ready, so that its cost, which grows with the tenants that wait, falls on many claims.
    /// </summary>
    /// <returns>Whether there are ready ones now.</returns>
    private static async Task<bool> PromoteAsync(ServiceDb db, Claim claim, CancellationToken cancellationToken)
    {
        var (kinds, turn) = (claim.Kinds.ToArray(), PostgresLocks.Of($"turns of {string.Join(' ', claim.Kinds)}"));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({turn})", cancellationToken);
        // Whoever waited for another to do it finds it done.
        if (await db.Database.SqlQuery<bool>(
            $"""SELECT EXISTS (SELECT 1 FROM tasks WHERE "State" = 1 AND "Kind" = ANY ({kinds}) AND "ReadyAt" <= (SELECT unbraid_now())) AS "Value" """)
            .SingleAsync(cancellationToken))
            return true;
        // The first part steps from tenant to tenant through the index of pending tasks.
        var promoted = await db.Database.ExecuteSqlAsync(
            $"""
            WITH RECURSIVE tenants AS (
                (SELECT "Tenant" FROM tasks WHERE "State" = 0 ORDER BY "Tenant" LIMIT 1)
                UNION ALL
                SELECT (SELECT t."Tenant" FROM tasks t WHERE t."State" = 0 AND t."Tenant" > tenants."Tenant" ORDER BY t."Tenant" LIMIT 1)
                FROM tenants WHERE tenants."Tenant" IS NOT NULL
            ), turns AS (
                SELECT first."Id" FROM tenants CROSS JOIN LATERAL (
                    SELECT t."Id", t."CreatedAt" FROM tasks t
                    WHERE t."State" = 0 AND t."Tenant" = tenants."Tenant" AND t."Kind" = ANY ({kinds})
                        AND (t."ContentLength" IS NULL OR t."ContentHash" IS NOT NULL)
                    ORDER BY t."CreatedAt", t."Id" LIMIT 1) first
                WHERE {claim.PerTenant} > (
                    SELECT count(*) FROM tasks o WHERE o."Tenant" = tenants."Tenant" AND o."State" IN (1, 2, 3) AND o."Kind" = ANY ({kinds}))
                ORDER BY first."CreatedAt", first."Id" LIMIT {MostTurns}
            )
            UPDATE tasks SET "State" = 1, "ReadyAt" = unbraid_now() WHERE "Id" IN (SELECT "Id" FROM turns) AND "State" = 0
            """, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return promoted > 0;
    }
}
