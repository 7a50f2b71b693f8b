using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Unbraid.Service.Http;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Jobs;

/// <summary>A task as a stream of server-sent events (WHATWG HTML, section 9.2).</summary>
internal static class TaskEventsApi
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(3);

    public static void MapTaskEvents(this IEndpointRouteBuilder producer) =>
        producer.MapGet("/tasks/{taskId}/events", Listen)
            .WithName("ApiPublicController_listenToTask")
            .WithSummary("Listen to a task")
            .WithDescription(
                "Server-sent events: the task as a poll gives it, now and after each change, until its status is final; then the stream ends. An event `heartbeat` without data comes where nothing changed for 15 seconds. The header Last-Event-ID goes on where a stream broke off; 204 says that nothing can follow.")
            .Produces<TaskDto>(200, "text/event-stream").Produces(204)
            .Refuses(401, 404, 429)
            .RequireRateLimiting(RateLimits.Streams);

    private static async Task<IResult> Listen(
        HttpContext http, TaskStore tasks, TaskKinds kinds, TaskFeed feed, LinkFactory links, TokenStanding standing, string taskId)
    {
        var task = await TasksApi.FindAsync(http, tasks, taskId);
        var known = http.Request.Headers["Last-Event-ID"].ToString();
        if (task.State >= TaskState.Completed && task.Version == known)
            return TypedResults.NoContent();
        http.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would keep events back
        return TypedResults.ServerSentEvents(
            EventsAsync(feed.WatchAsync(task.Id, known, http.RequestAborted), seen => kinds.Present(seen, links.For(http.Request)), () => standing.IsGood(http.User)));
    }

    private static async IAsyncEnumerable<SseItem<TaskDto?>> EventsAsync(
        IAsyncEnumerable<SeenTask?> changes, Func<SeenTask, TaskDto> present, Func<bool> isAllowed,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var task in changes.WithCancellation(cancellationToken))
        {
            if (!isAllowed())
                yield break; // whoever asks again is told why
            yield return task is null
                ? new SseItem<TaskDto?>(null, "heartbeat")
                : new SseItem<TaskDto?>(present(task)) { EventId = task.Version, ReconnectionInterval = s_retry };
        }
    }
}
