using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Api;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;
using Unbraid.Service.Workers;

namespace Unbraid.Service.Tasks;

internal static class TasksApi
{
    public static void MapTasks(this IEndpointRouteBuilder producer)
    {
        producer.MapGet("/tasks", Poll)
            .WithName("ApiPublicController_getTask")
            .WithSummary("Poll a task")
            .WithDescription(
                "Poll every 3 to 5 seconds until the status is final. A task that failed is a 200 answer with status `failed`.")
            .Refuses(400, 401, 404, 429)
            .RequireRateLimiting(RateLimits.Polls);

        producer.MapDelete("/tasks/{taskId}", Cancel)
            .WithName("ApiPublicController_cancelTask")
            .WithSummary("Cancel a task")
            .WithDescription("The task ends as `cancelled`; a task that has ended stays as it is.")
            .Refuses(401, 404, 429)
            .RequireRateLimiting(RateLimits.Polls);
    }

    private static async Task<Ok<TaskDto>> Poll(
        HttpContext http, TaskStore tasks, TaskKinds kinds, LinkFactory links, string? taskId)
    {
        if (string.IsNullOrEmpty(taskId))
            throw new Refusal(StatusCodes.Status400BadRequest, ["taskId must be given"]);
        var task = await FindAsync(http, tasks, taskId);
        var result = task.Result is { } stored ? kinds[task.Kind].Present(stored, links.For(http.Request)) : null;
        return TypedResults.Ok(TaskDto.From(task, result));
    }

    private static async Task<Ok<TaskDto>> Cancel(HttpContext http, TaskStore tasks, RunningTasks running, string taskId)
    {
        var task = await FindAsync(http, tasks, taskId);
        if (await tasks.CancelAsync(task.Id, task.Tenant))
            running.Stop(task.Id);
        return TypedResults.Ok(TaskDto.From(await FindAsync(http, tasks, taskId), result: null));
    }

    private static async Task<TaskRow> FindAsync(HttpContext http, TaskStore tasks, string taskId) =>
        (Guid.TryParse(taskId, out var id) ? await tasks.FindAsync(id, http.User.Tenant()) : null)
        ?? throw new Refusal(StatusCodes.Status404NotFound, "There is no task with this id.");
}
