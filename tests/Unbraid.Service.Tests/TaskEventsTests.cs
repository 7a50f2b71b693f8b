using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Http;
using Unbraid.Service.Security;

namespace Unbraid.Service.Tests;

public class TaskEventsTests
{
    private readonly Channel<double> _steps = Channel.CreateUnbounded<double>();

    [Fact]
    public async Task Events_say_what_polls_say_and_end_with_the_task()
    {
        await using var service = await StartAsync();
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client);
        var events = (await OpenAsync(client, task)).GetAsyncEnumerator();

        await NextAsync(events, seen => seen.GetProperty("status").GetString() == "processing");
        _steps.Writer.TryWrite(0.25);
        var quarter = await NextAsync(events, seen => seen.GetProperty("progress").GetDouble() == 0.25);
        Assert.Equal("processing", quarter.GetProperty("status").GetString());
        _steps.Writer.Complete();
        var last = await NextAsync(events, seen => seen.GetProperty("status").GetString() == "completed");

        Assert.False(await events.MoveNextAsync());
        var poll = await client.PollAsync(task);
        Assert.Equal(poll.EnumerateObject().Select(m => m.Name), last.EnumerateObject().Select(m => m.Name));
        Assert.Equal(poll.GetProperty("finishedAt").GetString(), last.GetProperty("finishedAt").GetString());
        Assert.True(last.GetProperty("result").TryGetProperty("vocals", out _));
    }

    [Fact]
    public async Task A_stream_ends_when_its_token_does()
    {
        await using var service = await StartAsync();
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client);
        var events = (await OpenAsync(client, task)).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        new TokenLedger(SecretTexts.Of(service.Settings).Tokens).RevokeAll("ada", TimeProvider.System.GetUtcNow());
        _steps.Writer.TryWrite(0.25);
        while (await events.MoveNextAsync())
            Assert.DoesNotContain("0.25", events.Current.Data ?? "", StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"/producer/tasks/{task}/events")).StatusCode);
        _steps.Writer.Complete();
    }

    [Fact]
    public async Task A_tenant_listens_to_so_many_tasks_at_once()
    {
        await using var service = await StartAsync(streams: 1);
        using var ada = service.As("ada");
        using var bob = service.As("bob");
        var task = await SubmitAsync(service, ada);
        using (var first = await SendAsync(ada, task, null))
        {
            using var second = await SendAsync(ada, task, null);

            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
            Assert.Contains("the service's setting maxEventStreams", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(bob, task, null)).StatusCode);
        }

        _steps.Writer.Complete();
    }

    [Fact]
    public async Task Streams_are_not_opened_faster_than_polls_are_sent()
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((HttpOptions http) => http with { PollsPerSecond = 1 }));
        using var client = service.As("ada");

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
            answers.Add((await client.GetAsync($"/producer/tasks/{Guid.NewGuid()}/events")).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, answers[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Fact]
    public async Task A_stream_that_broke_off_goes_on_after_the_last_event()
    {
        await using var service = await StartAsync();
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client);
        await client.WaitAsync(task, "processing");
        var first = await FirstAsync(await OpenAsync(client, task));

        var again = (await OpenAsync(client, task, first.EventId)).GetAsyncEnumerator();
        Assert.True(await again.MoveNextAsync());
        Assert.Equal("heartbeat", again.Current.EventType);
        _steps.Writer.TryWrite(0.5);
        Assert.True(await again.MoveNextAsync());
        Assert.Contains("\"progress\":0.5", again.Current.Data, StringComparison.Ordinal);
        Assert.NotEqual(first.EventId, again.Current.EventId);

        _steps.Writer.Complete();
        await client.WaitAsync(task);
        var end = await FirstAsync(await OpenAsync(client, task, again.Current.EventId));
        using var nothing = await SendAsync(client, task, end.EventId);
        Assert.Equal(HttpStatusCode.NoContent, nothing.StatusCode);
    }

    [Fact]
    public async Task Many_listeners_hear_the_same_end()
    {
        await using var service = await StartAsync();
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client);
        var listeners = new List<Task<SseItem<string>>>();
        for (var i = 0; i < 80; i++)
            listeners.Add(LastAsync(await OpenAsync(client, task)));

        await client.DeleteAsync($"/producer/tasks/{task}");

        var ends = await Task.WhenAll(listeners);
        Assert.All(ends, end => Assert.Contains("\"status\":\"cancelled\"", end.Data, StringComparison.Ordinal));
        Assert.Single(ends.DistinctBy(end => (end.EventId, end.Data)));
    }

    [Fact]
    public async Task A_quiet_stream_gives_signs_of_life()
    {
        var clock = new ManualClock();
        await using var service = await StartAsync(clock);
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client);
        await client.WaitAsync(task, "processing");
        var events = (await OpenAsync(client, task)).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        clock.Advance(TimeSpan.FromSeconds(16));

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("heartbeat", events.Current.EventType);
        Assert.Equal("", events.Current.Data);
    }

    [Fact]
    public async Task Stopping_the_service_ends_the_streams()
    {
        var service = await StartAsync();
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client);
        await client.WaitAsync(task, "processing");
        var events = (await OpenAsync(client, task)).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        await service.DisposeAsync();

        while (await events.MoveNextAsync())
            Assert.DoesNotContain("completed", events.Current.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenants_task_is_as_unknown_as_none()
    {
        await using var service = await StartAsync();
        using var client = service.As("ada");
        using var stranger = service.As("bob");
        var task = await SubmitAsync(service, client);

        foreach (var id in new[] { task, Guid.NewGuid().ToString(), "not-an-id" })
        {
            using var response = await SendAsync(stranger, id);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        }
    }

    private Task<RunningService> StartAsync(TimeProvider? clock = null, int streams = 100) => RunningService.StartAsync(
        settings => settings.With((HttpOptions http) => http with { PollsPerSecond = 1000, MaxEventStreams = streams }),
        services =>
        {
            services.ReplaceStems(async (_, progress, stop) =>
            {
                await foreach (var step in _steps.Reader.ReadAllAsync(stop))
                    progress.Report(step);
            });
            services.AddSingleton(clock ?? TimeProvider.System);
        });

    private static async Task<string> SubmitAsync(RunningService service, HttpClient client) =>
        await client.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync("ada") });

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string task, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/producer/tasks/{task}/events");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<IAsyncEnumerable<SseItem<string>>> OpenAsync(HttpClient client, string task, string? lastEventId = null)
    {
        var response = await SendAsync(client, task, lastEventId);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync();
    }

    private static async Task<JsonElement> NextAsync(IAsyncEnumerator<SseItem<string>> events, Func<JsonElement, bool> wanted)
    {
        while (await events.MoveNextAsync())
        {
            using var json = JsonDocument.Parse(events.Current.Data);
            if (wanted(json.RootElement))
                return json.RootElement.Clone();
        }

        throw new InvalidOperationException("The stream ended before the event came.");
    }

    private static async Task<SseItem<string>> FirstAsync(IAsyncEnumerable<SseItem<string>> events)
    {
        await foreach (var item in events)
            return item;
        throw new InvalidOperationException("There was no event.");
    }

    private static async Task<SseItem<string>> LastAsync(IAsyncEnumerable<SseItem<string>> events)
    {
        SseItem<string> last = default;
        await foreach (var item in events)
            last = item;
        return last;
    }
}
