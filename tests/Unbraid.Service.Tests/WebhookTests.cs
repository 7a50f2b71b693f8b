using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StandardWebhooks;
using Unbraid.Service.Outbound;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public sealed class WebhookTests : IDisposable
{
    private const string Friend = "hooks.internal";
    private readonly string _data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task The_end_of_a_task_is_reported_once_signed_and_as_polled()
    {
        await using var endpoint = await EndpointAsync(_ => 204);
        await using var service = await StartAsync();
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client, UrlOf(endpoint));

        var call = await CallAsync(1);

        Assert.Equal($"msg_{Guid.Parse(task):N}", call.Id);
        Verify(call, "ada", call.Body);
        Assert.ThrowsAny<Exception>(() => Verify(call, "ada", call.Body + " "));
        Assert.ThrowsAny<Exception>(() => Verify(call, "bob", call.Body));
        Assert.Equal("application/json", call.ContentType);
        var poll = await client.PollAsync(task);
        var payload = JsonDocument.Parse(call.Body).RootElement;
        Assert.Equal("task.completed", payload.GetProperty("type").GetString());
        Assert.Equal(poll.GetProperty("finishedAt").GetString(), payload.GetProperty("timestamp").GetString());
        Assert.Equal(poll.GetRawText(), payload.GetProperty("data").GetRawText());
        await ClosedAsync(service, task);
        Assert.Single(_calls);
    }

    [Fact]
    public async Task A_cancelled_task_is_reported_too()
    {
        await using var endpoint = await EndpointAsync(_ => 200);
        await using var service = await StartAsync((_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client, UrlOf(endpoint));

        await client.DeleteAsync($"/producer/tasks/{task}");

        Assert.Contains("\"type\":\"task.cancelled\"", (await CallAsync(1)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_fails_for_an_hour_gets_its_report_in_the_end()
    {
        var mended = _clock.GetUtcNow() + TimeSpan.FromHours(1);
        await using var endpoint = await EndpointAsync(_ => _clock.GetUtcNow() < mended ? 500 : 200);
        await using var service = await StartAsync();
        using var client = service.As("ada");
        var task = await SubmitAsync(service, client, UrlOf(endpoint));
        var pauses = new List<TimeSpan>();
        await CallAsync(1);

        while (await DueAsync(service, task) is { } due)
        {
            pauses.Add(due - _clock.GetUtcNow());
            _clock.Advance(due - _clock.GetUtcNow());
            await CallAsync(pauses.Count + 1);
            if (_clock.GetUtcNow() >= mended)
                await ClosedAsync(service, task);
        }

        double[] expected = [5, 60, 300, 1800, 7200];
        Assert.Equal(expected.Length, pauses.Count);
        Assert.All(pauses.Zip(expected), pair => Assert.InRange(pair.First.TotalSeconds, pair.Second, 1.2 * pair.Second));
        Assert.Single(_calls.Select(call => call.Id).Distinct());
        Assert.Equal(_calls.Count, _calls.Select(call => call.Timestamp).Distinct().Count());
    }

    [Fact]
    public void Pauses_grow_over_hours_and_end()
    {
        var task = Guid.Parse("019a8f3e-5b1c-7d42-9e6a-2f0c8d1b7a55");

        var pauses = Enumerable.Range(1, RetrySchedule.Attempts).Select(attempt => RetrySchedule.PauseAfter(attempt, task)).ToList();

        Assert.Null(pauses[^1]);
        Assert.Equal(pauses.SkipLast(1).Order(), pauses.SkipLast(1));
        Assert.InRange(pauses.Sum(pause => pause?.TotalHours ?? 0), 17, 22);
        Assert.NotEqual(RetrySchedule.PauseAfter(1, task), RetrySchedule.PauseAfter(1, Guid.Parse("019a8f3e-5b1c-7d42-9e6a-2f0c8d1b7a56")));
    }

    [Fact]
    public async Task After_410_or_the_last_attempt_it_is_given_up()
    {
        await using var endpoint = await EndpointAsync(path => path == "/gone" ? 410 : 503);
        await using var service = await StartAsync();
        using var client = service.As("ada");
        var gone = await SubmitAsync(service, client, UrlOf(endpoint, "/gone"));
        await ClosedAsync(service, gone);
        Assert.Single(_calls);

        var never = await SubmitAsync(service, client, UrlOf(endpoint, "/never"));
        await CallAsync(2);
        await using (var db = await service.DbAsync())
            await db.Tasks.Where(t => t.Id == Guid.Parse(never)).ExecuteUpdateAsync(set => set.SetProperty(t => t.CallbackAttempt, RetrySchedule.Attempts - 1));
        _clock.Advance(TimeSpan.FromHours(12));
        await ClosedAsync(service, never);
        Assert.Equal(3, _calls.Count);
    }

    [Fact]
    public async Task A_hanging_endpoint_is_left_and_holds_up_nobody_else()
    {
        var left = new TaskCompletionSource();
        await using var endpoint = await FileServer.StartAsync(async http =>
        {
            await TakeAsync(http);
            if (http.Request.Path != "/hang")
                return;
            await using var abort = http.RequestAborted.Register(() => left.TrySetResult());
            await left.Task;
        });
        await using var service = await StartAsync(timeout: TimeSpan.FromSeconds(3));
        using var ada = service.As("ada");
        using var bob = service.As("bob");
        var hanging = await SubmitAsync(service, ada, UrlOf(endpoint, "/hang"));
        await CallAsync(1);
        for (var i = 0; i < 6; i++)
            await SubmitAsync(service, ada, UrlOf(endpoint, "/hang"));

        await SubmitAsync(service, bob, UrlOf(endpoint, "/quick"), "bob");

        while (!_calls.Any(call => call.Path == "/quick"))
            await Task.Delay(20);
        Assert.False(left.Task.IsCompleted);
        await left.Task;
        Assert.NotNull(await DueAsync(service, hanging));
    }

    [Theory]
    [InlineData("http://hooks.internal:{port}/redirect?http://127.0.0.1:{port}/secret")]
    [InlineData("http://hooks.internal:{port}/redirect?http://hooks.internal:{port}/secret")]
    [InlineData("http://inside.test:{port}/secret")]
    [InlineData("http://two-addresses.test:{port}/secret")]
    [InlineData("http://nowhere.test:{port}/secret")]
    public async Task Redirects_and_private_addresses_are_never_asked(string template)
    {
        await using var endpoint = await FileServer.StartAsync(http =>
        {
            http.Response.Redirect(http.Request.QueryString.Value!.TrimStart('?'));
            return Task.CompletedTask;
        });
        await using var service = await StartAsync();
        using var client = service.As("ada");

        var task = await SubmitAsync(service, client, template.Replace("{port}", $"{endpoint.Port}", StringComparison.Ordinal));

        while (await RowAsync(service, task) is not { CallbackAttempt: 1 })
            await Task.Delay(20);
        await Task.Delay(100);
        Assert.DoesNotContain("/secret", endpoint.Asked);
        Assert.NotNull(await DueAsync(service, task));
    }

    [Fact]
    public async Task What_could_not_be_delivered_is_delivered_after_a_restart()
    {
        var up = false;
        await using var endpoint = await EndpointAsync(_ => up ? 200 : 500);
        string task;
        await using (var service = await StartAsync())
        {
            using var client = service.As("ada");
            task = await SubmitAsync(service, client, UrlOf(endpoint));
            await CallAsync(1);
        }

        up = true;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await using var next = await StartAsync();

        await CallAsync(2);
        await ClosedAsync(next, task);
        Assert.Contains(task, (await CallAsync(2)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", "callbackUrl must be a string")]
    [InlineData("\"\"", "callbackUrl must be an absolute http or https address")]
    [InlineData("\"/done\"", "callbackUrl must be an absolute http or https address")]
    [InlineData("\"ftp://example.com/done\"", "callbackUrl must be an absolute http or https address")]
    [InlineData("\"http://127.0.0.1/done\"", "callbackUrl must not point to a private or reserved address")]
    [InlineData("\"http://[::1]/done\"", "callbackUrl must not point to a private or reserved address")]
    [InlineData("\"http://user:word@example.com/done\"", "callbackUrl must not contain a user name or password")]
    [InlineData("\"https://example.com/LONG\"", "callbackUrl must have at most 4096 characters")]
    public async Task A_callback_that_makes_no_sense_is_refused_in_every_operation(string json, string message)
    {
        json = json.Replace("LONG", new string('x', 4096), StringComparison.Ordinal);
        await using var service = await StartAsync();
        using var client = service.As("ada");
        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var posts = ApiOperation.All(document).Where(operation => operation.StartsWork && operation.Body("application/json") is not null)
            .Select(operation => operation.Path).ToList();

        Assert.Contains("/producer/stems", posts);
        foreach (var path in posts)
            await RefusedAsync(path, new StringContent($"{{\"callbackUrl\":{json}}}", Encoding.UTF8, "application/json"));
        if (json[0] == '"')
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "song.wav" }, { new StringContent(json.Trim('"')), "callbackUrl" } };
            await RefusedAsync("/producer/upload", form);
            using var none = new ByteArrayContent([]);
            none.Headers.Add("Upload-Length", "5");
            none.Headers.Add("Upload-Metadata", $"callbackUrl {Convert.ToBase64String(Encoding.UTF8.GetBytes(json.Trim('"')))}");
            await RefusedAsync("/producer/uploads", none);
        }

        async Task RefusedAsync(string path, HttpContent body)
        {
            var response = await client.PostAsync(path, body);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(message, (await response.ReadJsonAsync()).GetProperty("message").EnumerateArray().Select(m => m.GetString()));
        }
    }

    [Fact]
    public async Task An_uploaded_file_may_be_followed_by_its_callback()
    {
        await using var endpoint = await EndpointAsync(_ => 200);
        await using var service = await StartAsync();
        using var client = service.As("ada");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(TestWav.Sine(0.2)), "file", "song.wav" }, { new StringContent(UrlOf(endpoint)), "callbackUrl" } };

        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync("/producer/upload", form)).StatusCode);

        Assert.Contains("\"audioId\":", (await CallAsync(1)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idempotency_key_with_another_callback_is_refused()
    {
        await using var service = await StartAsync();
        using var client = service.As("ada");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        var audioId = await service.AddAudioAsync("ada");
        var first = await client.SubmitAsync("/producer/stems", new { audioId, callbackUrl = "https://example.com/a" });

        Assert.Equal(first, await client.SubmitAsync("/producer/stems", new { audioId, callbackUrl = "https://example.com/a" }));
        foreach (var other in new object[] { new { audioId, callbackUrl = "https://example.com/b" }, new { audioId }, new { audioId, callbackUrl = "https://example.com/a", format = "flac" } })
            Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsJsonAsync("/producer/stems", other)).StatusCode);
    }

    /// <summary>What a receiver does who uses a library of Standard Webhooks.</summary>
    private void Verify(Call call, string tenant, string body) => new StandardWebhook(WebhookSecret.Of(RunningService.SettingsIn(_data), tenant)).Verify(body, new HeaderDictionary
    {
        ["webhook-id"] = call.Id,
        ["webhook-timestamp"] = call.Timestamp,
        ["webhook-signature"] = call.Signature,
    });

    private Task<RunningService> StartAsync(
        Func<TaskRow, IProgress<double>, CancellationToken, Task>? work = null, TimeSpan? timeout = null) =>
        RunningService.StartAsync(
            settings => settings.With((OutboundOptions calls) => calls with { AllowedPrivateHosts = [Friend], WebhookTimeout = timeout ?? calls.WebhookTimeout }),
            services =>
            {
                services.ReplaceStems(work ?? ((_, _, _) => Task.CompletedTask));
                services.AddSingleton<TimeProvider>(_clock);
                services.AddSingleton<HostResolver>((host, _) => Task.FromResult<IPAddress[]>(host switch
                {
                    Friend or "inside.test" => [IPAddress.Loopback],
                    "two-addresses.test" => [IPAddress.Parse("192.88.98.1"), IPAddress.Loopback],
                    _ => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound),
                }));
            },
            _data);

    private Task<FileServer> EndpointAsync(Func<string, int> answer) => FileServer.StartAsync(async http =>
    {
        http.Response.StatusCode = answer(http.Request.Path);
        await TakeAsync(http);
    });

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers;
        _calls.Enqueue(new Call(
            http.Request.Path, headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!,
            http.Request.ContentType!, await reader.ReadToEndAsync()));
    }

    private async Task<Call> CallAsync(int number)
    {
        while (_calls.Count < number)
            await Task.Delay(20);
        return _calls.ElementAt(number - 1);
    }

    private static string UrlOf(FileServer endpoint, string path = "/done") => $"http://{Friend}:{endpoint.Port}{path}";

    private static async Task<string> SubmitAsync(RunningService service, HttpClient client, string callbackUrl, string tenant = "ada") =>
        await client.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync(tenant), callbackUrl });

    private static async Task<TaskRow> RowAsync(RunningService service, string task)
    {
        await using var db = await service.DbAsync();
        return await db.Tasks.AsNoTracking().SingleAsync(t => t.Id == Guid.Parse(task));
    }

    private static async Task<DateTimeOffset?> DueAsync(RunningService service, string task) => (await RowAsync(service, task)).CallbackDueAt;

    private static async Task ClosedAsync(RunningService service, string task)
    {
        while (await RowAsync(service, task) is not { CallbackUrl: null, CallbackDueAt: null })
            await Task.Delay(20);
    }

    private sealed record Call(string Path, string Id, string Timestamp, string Signature, string ContentType, string Body);
}
