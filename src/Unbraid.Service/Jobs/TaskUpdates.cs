using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Jobs;

/// <summary>Changes of a task's row, by the time of the database; they find room even on a full disk.</summary>
internal sealed class TaskUpdates(IDbContextFactory<ServiceDb> factory, IDatabase database, Reserve reserve)
{
    /// <param name="where">Which row.</param>
    /// <param name="set">What to set at this time.</param>
    /// <returns>Whether there was such a row.</returns>
    public Task<bool> ApplyAsync(Expression<Func<TaskRow, bool>> where, Action<UpdateSettersBuilder<TaskRow>, DateTimeOffset> set) =>
        reserve.SpendAsync(async () =>
        {
            await using var db = await factory.CreateDbContextAsync();
            var now = await database.NowAsync(db);
            return await db.Tasks.Where(where).ExecuteUpdateAsync(row => set(row, now)) == 1;
        });

    /// <summary>The same for signs of life, on the calling thread and a connection of its own.</summary>
    public bool Apply(Expression<Func<TaskRow, bool>> where, Action<UpdateSettersBuilder<TaskRow>, DateTimeOffset> set) =>
        reserve.Spend(() =>
        {
            using var db = database.SignsOfLife.CreateDbContext();
            var now = database.Now(db);
            return db.Tasks.Where(where).ExecuteUpdate(row => set(row, now)) == 1;
        });
}

internal static class TaskEnding
{
    /// <summary>What every end of a task sets.</summary>
    public static UpdateSettersBuilder<TaskRow> Finish(this UpdateSettersBuilder<TaskRow> set, TaskState state, DateTimeOffset? now) =>
        set.SetProperty(t => t.State, state).SetProperty(t => t.FinishedAt, now)
            .SetProperty(t => t.Input, "").SetProperty(t => t.PaidJob, (string?)null)
            .SetProperty(t => t.CallbackDueAt, t => t.CallbackUrl == null ? null : now);
}
