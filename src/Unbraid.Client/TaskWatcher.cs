using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Unbraid.Client;

/// <summary>Waits for a task to end: by its events, and by polling where those do not come through.</summary>
internal sealed class TaskWatcher(RequestSender sender, UnbraidClientOptions options)
{
    /// <summary>So many streams in a row that bring nothing show that something on the way keeps events back.</summary>
    private const int MaxEmptyStreams = 3;

    private static readonly TimeSpan s_shortestPoll = TimeSpan.FromSeconds(0.5);

    public Task<TaskInfo> GetAsync(string taskId, CancellationToken cancellationToken) =>
        sender.GetAsync($"producer/tasks?taskId={Uri.EscapeDataString(taskId)}", Wire.Default.TaskInfo, cancellationToken);

    /// <summary>The task when it has ended, well or not.</summary>
    public async Task<TaskInfo> WaitAsync(string taskId, IProgress<TaskInfo>? progress, CancellationToken cancellationToken)
    {
        var stream = new EventStream(taskId);
        for (var empty = options.UseEvents ? 0 : MaxEmptyStreams; ;)
        {
            if (empty < MaxEmptyStreams)
                empty = await ListenAsync(stream, progress, cancellationToken) ? 0 : empty + 1;
            var task = stream.Latest is { HasEnded: true } last ? last : await GetAsync(taskId, cancellationToken);
            if (!task.Equals(stream.Latest))
                progress?.Report(task);
            stream.Latest = task;
            if (task.HasEnded)
                return task;
            await Task.Delay(PauseBeforePoll(task), options.Clock, cancellationToken);
        }
    }

    private TimeSpan PauseBeforePoll(TaskInfo task)
    {
        if (task.EstimatedFinishAt is not { } end)
            return options.PollInterval;
        var left = end - options.Clock.GetUtcNow();
        left = left > s_shortestPoll ? left : s_shortestPoll;
        return left < options.PollInterval ? left : options.PollInterval;
    }

    /// <summary>Listens until the stream ends, breaks off or falls silent; the poll that follows tells whether that matters. Returns whether it brought anything.</summary>
    private async Task<bool> ListenAsync(EventStream stream, IProgress<TaskInfo>? progress, CancellationToken cancellationToken)
    {
        var (response, failure) = await sender.TryAsync(stream.Request, options.RequestTimeout, cancellationToken);
        if (failure is not null)
            return false;
        using (response)
        {
            if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
                return false;
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await ReadAsync(body, stream, progress, cancellationToken);
        }
    }

    private async Task<bool> ReadAsync(Stream body, EventStream stream, IProgress<TaskInfo>? progress, CancellationToken cancellationToken)
    {
        // Each read of the body has its limit, and one that breaks ends the stream like any other end.
        using var patience = new Patience(options.SilenceTimeout, options.Clock, cancellationToken);
        await using var patient = new PatientStream(body, patience);
        var brought = false;
        await foreach (var item in SseParser.Create(patient).EnumerateAsync(cancellationToken))
        {
            brought = true;
            if (item.EventType != SseParser.EventTypeDefault)
                continue;
            if (Read(item.Data) is not { } task)
                break;
            stream.LastEventId = item.EventId ?? stream.LastEventId;
            stream.Latest = task;
            progress?.Report(task);
            if (task.HasEnded)
                break;
        }

        return brought;
    }

    // Null where it is not the service's.
    private static TaskInfo? Read(string data)
    {
        try
        {
            return JsonSerializer.Deserialize(data, Wire.Default.TaskInfo);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class EventStream(string taskId)
    {
        public string? LastEventId { get; set; }

        public TaskInfo? Latest { get; set; }

        public HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"producer/tasks/{Uri.EscapeDataString(taskId)}/events");
            if (LastEventId is { } id)
                request.Headers.TryAddWithoutValidation("Last-Event-ID", id);
            return request;
        }
    }
}
