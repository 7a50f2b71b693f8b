using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Outbound;

/// <summary>
/// The callbacks that are due, in the rows of their tasks: the update that ends a task also makes its callback due, so none is
/// forgotten and none is sent for an end that did not come.
/// </summary>
internal sealed class Outbox(IDbContextFactory<ServiceDb> factory, IDatabase database, OutboundOptions options)
{
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Takes the callback that waits longest, or null. It becomes due again after the pause of its next attempt, whatever happens to
    /// the sender; but not before this attempt must have ended, since another process would send it beside this one, unless
    /// <see cref="RetryAsync"/> says that it has.
    /// </summary>
    /// <param name="busy">Tenants that have to wait.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<TaskRow?> TakeAsync(IReadOnlyList<string> busy, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            var now = await database.NowAsync(db, cancellationToken);
            var task = await db.Tasks.AsNoTracking().Where(t => t.CallbackDueAt <= now && !busy.Contains(t.Tenant))
                .OrderBy(t => t.CallbackDueAt).FirstOrDefaultAsync(cancellationToken);
            if (task is null)
                return null;
            var seen = task.CallbackDueAt;
            task.CallbackAttempt++;
            task.CallbackDueAt = RetrySchedule.PauseAfter(task.CallbackAttempt, task.Id) is { } pause ? now + Longer(pause, options.WebhookTimeout + s_margin) : null;
            var won = await db.Tasks.Where(t => t.Id == task.Id && t.CallbackDueAt == seen).ExecuteUpdateAsync(
                set => set.SetProperty(t => t.CallbackAttempt, task.CallbackAttempt)
                    .SetProperty(t => t.CallbackDueAt, task.CallbackDueAt), cancellationToken);
            if (won == 1)
                return task;
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>It was not delivered, and is due again after the pause that follows this attempt.</summary>
    public async Task RetryAsync(TaskRow task)
    {
        await using var db = await factory.CreateDbContextAsync();
        DateTimeOffset? due = await database.NowAsync(db) + RetrySchedule.PauseAfter(task.CallbackAttempt, task.Id);
        var taken = task.CallbackDueAt;
        await db.Tasks.Where(t => t.Id == task.Id && t.CallbackAttempt == task.CallbackAttempt && t.CallbackDueAt == taken)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.CallbackDueAt, due));
        task.CallbackDueAt = due;
    }

    /// <summary>It was delivered, or never will be.</summary>
    public async Task CloseAsync(TaskRow task)
    {
        await using var db = await factory.CreateDbContextAsync();
        await db.Tasks.Where(t => t.Id == task.Id).ExecuteUpdateAsync(
            set => set.SetProperty(t => t.CallbackDueAt, (DateTimeOffset?)null).SetProperty(t => t.CallbackUrl, (string?)null));
    }
}
