using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

internal static class TasksApi
{
    /// <summary>The operation that is a poll with an id, and a list without.</summary>
    public const string PollOrListName = "ApiPublicController_getTask";

    public static void MapTasks(this IEndpointRouteBuilder producer)
    {
        producer.MapGet("/tasks", PollOrList)
            .WithName(PollOrListName)
            .WithSummary("Poll a task, or list tasks")
            .WithDescription(
                "With `taskId`, that task: poll every 3 to 5 seconds until the status is final. A task that failed is a 200 answer with status `failed`. Without `taskId`, a list of your tasks, newest first.")
            .Produces<TaskDto>(200)
            .Refuses(400, 401, 404, 429)
            .RequireRateLimiting(RateLimits.Polls);

        producer.MapPost("/tasks", PollByBody)
            .WithName("ApiPublicController_pollTask")
            .WithSummary("Poll a task by its id in the body")
            .WithDescription("The same as polling with `taskId` in the query, for clients that ask with POST.")
            .Refuses(400, 401, 404, 413, 415, 429)
            .RequireRateLimiting(RateLimits.Polls);

        producer.MapGet("/tasks/{taskId}", Poll)
            .WithName("ApiPublicController_getTaskById")
            .WithSummary("Poll a task by its address")
            .WithDescription("The same as polling with `taskId` in the query.")
            .Refuses(401, 404, 429)
            .RequireRateLimiting(RateLimits.Polls);

        producer.MapDelete("/tasks/{taskId}", Cancel)
            .WithName("ApiPublicController_cancelTask")
            .WithSummary("Cancel a task")
            .WithDescription("The task ends as `cancelled`; a task that has ended stays as it is.")
            .Refuses(401, 404, 429)
            .RequireRateLimiting(RateLimits.Polls);

        producer.MapTaskEvents();
    }

    /// <summary>The caller's own task.</summary>
    /// <exception cref="Refusal">404, there is none with this id.</exception>
    public static async Task<TaskRow> FindAsync(HttpContext http, TaskStore tasks, string taskId) =>
        (Guid.TryParse(taskId, out var id) ? await tasks.FindAsync(id, http.User.Tenant()) : null)
        ?? throw new Refusal(StatusCodes.Status404NotFound, "There is no task with this id.");

    private static async Task<IResult> PollOrList(
        HttpContext http, TaskStore tasks, TaskKinds kinds, QueueView queue, LinkFactory links, string? taskId, string? status,
        string? limit, string? cursor) => taskId switch
        {
            null => await List(http, tasks, kinds, queue, links, status, limit, cursor),
            "" => throw new Refusal(StatusCodes.Status400BadRequest, ["taskId must not be empty"]),
            _ => await Poll(http, tasks, kinds, queue, links, taskId),
        };

    private static Task<Ok<TaskDto>> PollByBody(
        HttpContext http, Body<PollTaskDto> body, TaskStore tasks, TaskKinds kinds, QueueView queue, LinkFactory links) =>
        Poll(http, tasks, kinds, queue, links, body.Value.TaskId);

    private static async Task<Ok<TaskDto>> Poll(
        HttpContext http, TaskStore tasks, TaskKinds kinds, QueueView queue, LinkFactory links, string taskId)
    {
        var task = await queue.SeeAsync(await FindAsync(http, tasks, taskId), http.RequestAborted);
        return TypedResults.Ok(kinds.Present(task, links.For(http.Request)));
    }

    private static async Task<Ok<Page<TaskDto>>> List(
        HttpContext http, TaskStore tasks, TaskKinds kinds, QueueView queue, LinkFactory links, string? status, string? limit, string? cursor)
    {
        List<string> errors = [];
        var paging = Paging.Read(limit, cursor, errors);
        TaskState? state = status is not null && TaskStates.ByName.TryGetValue(status, out var known) ? known : null;
        if (status is not null && state is null)
            errors.Add($"status must be one of {string.Join(", ", TaskStates.ByName.Keys)}");
        if (errors.Count > 0)
            throw new Refusal(StatusCodes.Status400BadRequest, errors);
        var rows = await tasks.ListAsync(http.User.Tenant(), state, paging.After, paging.Limit + 1, http.RequestAborted);
        var found = await queue.SeeAsync(rows, http.RequestAborted);
        var signer = links.For(http.Request);
        return TypedResults.Ok(
            paging.PageOf(found, task => kinds.Present(task, signer), task => new Cursor(task.Row.CreatedAt, task.Row.Id)));
    }

    private static async Task<Ok<TaskDto>> Cancel(
        HttpContext http, TaskStore tasks, TaskKinds kinds, RunningTasks running, QueueView queue, LinkFactory links, string taskId)
    {
        var task = await FindAsync(http, tasks, taskId);
        if (await tasks.CancelAsync(task.Id, task.Tenant))
            running.Stop(task.Id);
        return await Poll(http, tasks, kinds, queue, links, taskId);
    }
}
