using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unbraid.Service.Outbound;

namespace Unbraid.Service.Tests;

public class TraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task The_work_of_a_task_is_in_the_trace_of_its_request_and_the_log_names_it()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString() == Trace)
                    spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var log = new CapturedLog();
        await using var service = await RunningService.StartAsync(replace: services => services.AddSingleton<ILoggerProvider>(log)
            .ReplaceStems((_, _, _) => Task.FromException(new Refusal(422, "The file\nholds no sound."))));
        // Adds no trace of its own, as a program in another language would not.
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = service.Client.BaseAddress };
        using (var known = service.As("ada"))
            client.DefaultRequestHeaders.Authorization = known.DefaultRequestHeaders.Authorization;
        client.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        var song = await service.AddAudioAsync("ada");

        var id = await client.SubmitAsync("/producer/stems", new { audioId = song, model = "classic" });
        var task = await client.WaitAsync(id);
        while (!log.Lines.Any(line => line.Contains("because", StringComparison.Ordinal)))
            await Task.Delay(20);

        Assert.Equal(Trace, task.GetProperty("traceId").GetString());
        var work = Assert.Single(spans, span => span.OperationName == "task stems");
        var request = Assert.Single(spans, span => span.SpanId == work.ParentSpanId);
        Assert.Equal(ActivityKind.Server, request.Kind);
        Assert.Equal(ActivityStatusCode.Error, work.Status);
        Assert.Contains(log.Lines, line => line.StartsWith("POST /producer/stems 201: ", StringComparison.Ordinal) && line.Contains($"to ada, trace {Trace}", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.StartsWith($"Task {id} begins: stems of ada, attempt 1, ", StringComparison.Ordinal) && line.Contains(Trace, StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.StartsWith($"Task {id} failed: stems of ada, attempt 1, ", StringComparison.Ordinal)
            && line.Contains($"trace {Trace}, 422 because: The file?holds no sound.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_an_address_that_a_client_named_a_span_holds_the_host_alone()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var origin = await FileServer.StartAsync(http => http.Response.WriteAsync("not a song"));
        await using var service = await RunningService.StartAsync(
            settings => settings.With((OutboundOptions calls) => calls with { AllowedPrivateHosts = ["localhost"] }));
        using var client = service.As("ada");

        var task = await client.WaitAsync(
            await client.SubmitAsync("/producer/upload", new { audioUrl = $"http://localhost:{origin.Port}/secret-path/song.mp3?key=s3cret" }));

        var trace = task.GetProperty("traceId").GetString();
        var fetch = Assert.Single(spans, span => span.TraceId.ToHexString() == trace && (int?)span.GetTagItem("server.port") == origin.Port);
        Assert.Equal($"http://localhost:{origin.Port}", fetch.GetTagItem("url.full"));
        Assert.DoesNotContain(fetch.TagObjects, tag => tag.Value is string text && text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_holds_no_query_and_no_line_break_of_a_client()
    {
        using var log = new CapturedLog();
        await using var service = await RunningService.StartAsync(replace: services => services.AddSingleton<ILoggerProvider>(log));
        using var client = service.As("ada\u001b[31m");

        await client.GetAsync("/producer/tasks?taskId=5&secret=s3cret");
        await service.Client.GetAsync("/no%0Aline/" + new string('x', 500));
        await service.Client.GetAsync("/health/live");

        Assert.Contains(log.Lines, line => line.StartsWith("GET /producer/tasks 404: ", StringComparison.Ordinal) && line.Contains("to ada?[31m,", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.StartsWith("GET /no%0Aline/xxx", StringComparison.Ordinal) && line.Contains("... 404: ", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("s3cret", StringComparison.Ordinal) || line.Contains("/health", StringComparison.Ordinal));
    }
}
