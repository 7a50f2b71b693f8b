using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

internal static class UsageApi
{
    public static void MapUsage(this IEndpointRouteBuilder producer) =>
        producer.MapGet("/usage", Get)
            .WithName("ApiPublicController_getUsage")
            .WithSummary("See what you use")
            .WithDescription("What your songs and results take, and how many tasks are unfinished, beside what is allowed.")
            .Refuses(401, 429)
            .RequireRateLimiting(RateLimits.Polls);

    private static async Task<Ok<UsageDto>> Get(HttpContext http, StorageQuota quota, TaskStore tasks, JobOptions options)
    {
        var tenant = http.User.Tenant();
        return TypedResults.Ok(new UsageDto
        {
            StoredBytes = await quota.UsedByAsync(tenant, http.RequestAborted),
            MaxStoredBytes = quota.Limit,
            UnfinishedTasks = await tasks.CountUnfinishedAsync(tenant, http.RequestAborted),
            MaxUnfinishedTasks = options.MaxTasksInFlight,
        });
    }
}

[Description("What you use, and what is allowed.")]
internal sealed record UsageDto : IExample<UsageDto>
{
    public static UsageDto Example => new() { StoredBytes = 183_500_800, MaxStoredBytes = 10_000_000_000, UnfinishedTasks = 1, MaxUnfinishedTasks = 20 };

    [Description("Bytes of your songs, with their covers, and of everything made of them.")]
    public required long StoredBytes { get; init; }

    [Description("At this many, new work is refused with 507. Absent where there is no limit.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MaxStoredBytes { get; init; }

    public required int UnfinishedTasks { get; init; }

    [Description("At this many, new work is refused with 429.")]
    public required int MaxUnfinishedTasks { get; init; }
}
