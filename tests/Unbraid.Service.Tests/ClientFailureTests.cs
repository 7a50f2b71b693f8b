using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Unbraid.Client;

namespace Unbraid.Service.Tests;

/// <summary>The client package against servers that misbehave.</summary>
public sealed class ClientFailureTests : IDisposable
{
    private const string Done = """{"taskId":"t","status":"completed","result":{"vocals":"http://x/v"},"progress":1,"createdAt":"2026-02-06T10:30:00.000Z"}""";

    private static readonly byte[] s_file = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 % 251))];

    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
    private readonly ConcurrentQueue<string> _ranges = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_request_is_sent_again_under_its_key_until_it_is_taken()
    {
        var keys = new ConcurrentQueue<string>();
        await using var server = await FileServer.StartAsync(async http =>
        {
            keys.Enqueue(http.Request.Headers["Idempotency-Key"]!);
            http.Response.StatusCode = keys.Count switch { 1 => 429, 2 => 503, 3 => 502, _ => 201 };
            http.Response.Headers.RetryAfter = "0";
            if (keys.Count == 4)
                http.Abort();
            else if (keys.Count == 5)
                await http.Response.WriteAsync("""{"taskId":"t"}""");
        });
        using var client = Connect(server);

        Assert.Equal("t", (await client.SeparateAsync("x")).Id);

        Assert.Equal(5, keys.Count);
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task Trying_again_has_an_end()
    {
        await using var server = await FileServer.StartAsync(http =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        using var client = Connect(server);

        var e = await Assert.ThrowsAsync<UnbraidRequestException>(() => client.GetTaskAsync("t"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.Zero), (e.Problem.Status, e.RetryAfter));
        Assert.Equal(6, server.Asked.Count);
    }

    [Fact]
    public async Task Nobody_there_is_one_sentence()
    {
        using var client = new UnbraidClient(new Uri("http://127.0.0.1:9"), "t", Quick());

        var e = await Assert.ThrowsAsync<UnbraidException>(() => client.GetTaskAsync("t"));

        Assert.StartsWith("The service at http://127.0.0.1:9/ cannot be reached: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_request_has_the_token_that_is_given_for_it()
    {
        var tokens = new ConcurrentQueue<string>();
        await using var server = await FileServer.StartAsync(async http =>
        {
            tokens.Enqueue(http.Request.Headers.Authorization.ToString());
            http.Response.StatusCode = tokens.Count == 1 ? 503 : 200;
            http.Response.Headers.RetryAfter = "0";
            if (tokens.Count > 1)
                await http.Response.WriteAsync(Done);
        });
        var given = 0;
        using var client = new UnbraidClient(
            new Uri($"http://127.0.0.1:{server.Port}"), _ => ++given < 3 ? ValueTask.FromResult($"t{given}") : throw new InvalidOperationException("signed out"), Quick());

        Assert.Equal("t", (await client.GetTaskAsync("t")).TaskId);
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetTaskAsync("t"));

        Assert.Equal("signed out", e.Message);
        Assert.Equal(["Bearer t1", "Bearer t2"], tokens);
    }

    [Fact]
    public async Task An_answer_that_stands_still_is_an_error_of_the_client()
    {
        await using var server = await FileServer.StartAsync(async http =>
        {
            await http.Response.WriteAsync("{");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using var client = Connect(server);

        var e = await Assert.ThrowsAsync<UnbraidException>(() => client.GetTaskAsync("t"));

        Assert.EndsWith("broke off: nothing came for 1 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_caller_stops_is_cancelled_and_nothing_else()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await FileServer.StartAsync(async http =>
        {
            await http.Response.Body.FlushAsync();
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using var client = Connect(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.DownloadAsync(new Uri($"http://127.0.0.1:{server.Port}/song.wav"), At("song.wav"), cancellationToken: stop.Token));
    }

    [Fact]
    public async Task Where_events_do_not_come_through_it_polls()
    {
        await using var server = await FileServer.StartAsync(async http =>
        {
            if (http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
                await http.Response.WriteAsync("<html>no events here</html>");
            else
                await http.Response.WriteAsync(Done);
        });
        using var client = Connect(server);

        Assert.Equal(UnbraidTaskStatus.Completed, (await client.WaitAsync("t")).Status);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_or_falls_silent_is_taken_up_after_its_last_event()
    {
        var lastIds = new ConcurrentQueue<string>();
        await using var server = await FileServer.StartAsync(async http =>
        {
            var running = Done.Replace("completed", "processing", StringComparison.Ordinal);
            if (!http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
            {
                await http.Response.WriteAsync(running);
                return;
            }

            lastIds.Enqueue(http.Request.Headers["Last-Event-ID"].ToString());
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync($"id: {lastIds.Count}\ndata: {(lastIds.Count < 3 ? running : Done)}\n\n");
            if (lastIds.Count == 2)
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using var client = Connect(server);

        Assert.Equal(UnbraidTaskStatus.Completed, (await client.WaitAsync("t")).Status);

        Assert.Equal(["", "1", "2"], lastIds);
    }

    [Fact]
    public async Task A_download_goes_on_where_it_broke_off()
    {
        await using var server = await FileServer.StartAsync(http => SendAsync(http, part: 100_000));
        using var client = Connect(server);

        await client.DownloadAsync(new Uri($"http://127.0.0.1:{server.Port}/song.wav?signature=1"), At("song.wav"));

        Assert.Equal(s_file, await File.ReadAllBytesAsync(At("song.wav")));
        Assert.Equal(["", "bytes=100000-", "bytes=200000-"], _ranges);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Another_call_with_a_fresh_link_goes_on_too_and_the_old_file_stays_until_then()
    {
        var works = false;
        await using var server = await FileServer.StartAsync(http => SendAsync(http, works ? s_file.Length : _ranges.IsEmpty ? 100_000 : 0));
        using var client = Connect(server);
        await File.WriteAllTextAsync(At("song.wav"), "old");

        await Assert.ThrowsAsync<UnbraidException>(() => client.DownloadAsync(new Uri($"http://127.0.0.1:{server.Port}/song.wav?signature=1"), At("song.wav")));
        Assert.Equal("old", await File.ReadAllTextAsync(At("song.wav")));
        works = true;
        _ranges.Clear();
        await client.DownloadAsync(new Uri($"http://127.0.0.1:{server.Port}/song.wav?signature=2"), At("song.wav"));

        Assert.Equal(s_file, await File.ReadAllBytesAsync(At("song.wav")));
        Assert.Equal(["bytes=100000-"], _ranges);
    }

    [Fact]
    public async Task The_token_is_not_shown_to_whoever_a_link_points_to()
    {
        var seen = "";
        await using var server = await FileServer.StartAsync(http =>
        {
            seen = http.Request.Headers.Authorization.ToString();
            return http.Response.WriteAsync("sound");
        });
        using var client = Connect(server);

        await client.DownloadAsync(new Uri($"http://127.0.0.1:{server.Port}/song.wav"), At("song.wav"));

        Assert.Equal("", seen);
    }

    /// <summary>Sends the file from where it is asked for, so many bytes of it, and then breaks off.</summary>
    private async Task SendAsync(HttpContext http, int part)
    {
        var range = http.Request.Headers.Range.ToString();
        _ranges.Enqueue(range);
        var from = range.Length == 0 ? 0 : int.Parse(range["bytes=".Length..^1]);
        http.Response.StatusCode = from == 0 ? 200 : 206;
        http.Response.ContentLength = s_file.Length - from;
        if (from > 0)
            http.Response.Headers.ContentRange = $"bytes {from}-{s_file.Length - 1}/{s_file.Length}";
        await http.Response.Body.WriteAsync(s_file.AsMemory(from, Math.Min(part, s_file.Length - from)));
        await http.Response.Body.FlushAsync();
        if (from + part < s_file.Length)
        {
            await Task.Delay(50); // Else the end overtakes the bytes.
            http.Abort();
        }
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static UnbraidClientOptions Quick() => new()
    {
        RetryPause = TimeSpan.FromMilliseconds(1),
        PollInterval = TimeSpan.FromMilliseconds(20),
        SilenceTimeout = TimeSpan.FromSeconds(1),
    };

    private static UnbraidClient Connect(FileServer server) => new(new Uri($"http://127.0.0.1:{server.Port}"), "t", Quick());
}
