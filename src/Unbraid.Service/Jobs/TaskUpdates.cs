using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>Changes of a task's row; they find room even on a full disk.</summary>
internal sealed class TaskUpdates(IDbContextFactory<ServiceDb> factory, Reserve reserve)
{
    /// <returns>Whether there was such a row.</returns>
    public Task<bool> ApplyAsync(Expression<Func<TaskRow, bool>> where, Action<UpdateSettersBuilder<TaskRow>> set) =>
        reserve.SpendAsync(async () =>
        {
            await using var db = await factory.CreateDbContextAsync();
            return await db.Tasks.Where(where).ExecuteUpdateAsync(set) == 1;
        });
}

internal static class TaskEnding
{
    /// <summary>What every end of a task sets.</summary>
    public static UpdateSettersBuilder<TaskRow> Finish(this UpdateSettersBuilder<TaskRow> set, TaskState state, DateTimeOffset? now) =>
        set.SetProperty(t => t.State, state).SetProperty(t => t.FinishedAt, now).SetProperty(t => t.Lease, (Guid?)null)
            .SetProperty(t => t.Input, "").SetProperty(t => t.PaidJob, (string?)null)
            .SetProperty(t => t.CallbackDueAt, t => t.CallbackUrl == null ? null : now);
}
