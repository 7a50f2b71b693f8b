using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public sealed class ResumableUploadTests
{
    private static readonly byte[] s_song = TestWav.Sine(3, 44_100, 1);

    [Fact]
    public async Task A_file_comes_in_pieces_and_its_task_begins_when_it_is_whole()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");

        var (upload, taskId) = await BeginAsync(client, s_song.Length, "Mein Lied.wav");
        Assert.Equal(0, await OffsetAsync(client, upload));
        Assert.Equal("pending", (await client.PollAsync(taskId)).GetProperty("status").GetString());
        for (var offset = 0; offset < s_song.Length; offset += 50_000)
        {
            using var piece = await SendAsync(client, upload, offset, s_song[offset..Math.Min(offset + 50_000, s_song.Length)]);
            Assert.Equal(HttpStatusCode.NoContent, piece.StatusCode);
            Assert.Equal(Math.Min(offset + 50_000, s_song.Length), NumberIn(piece, "Upload-Offset"));
        }

        var result = (await client.WaitAsync(taskId)).GetProperty("result");
        Assert.Equal("Mein Lied", result.GetProperty("title").GetString());
        Assert.Equal(s_song, await service.Client.GetByteArrayAsync(result.GetProperty("url").GetString()));
        Assert.Equal(s_song.Length, await OffsetAsync(client, upload));
        Assert.Single(service.Objects());
    }

    [Fact]
    public async Task After_a_lost_connection_it_goes_on_from_what_came_even_in_another_process()
    {
        var data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
        try
        {
            string upload, taskId;
            await using (var first = await RunningService.StartAsync(dataPath: data))
            {
                using var client = first.As("ada");
                (upload, taskId) = await BeginAsync(client, s_song.Length);
                using (await HalfSentAsync(first, upload, s_song.Length, s_song[..70_000]))
                    await UntilStoredAsync(first, 70_000);
                Assert.Equal(70_000, await OffsetAsync(client, upload));
            }

            await using var second = await RunningService.StartAsync(dataPath: data);
            using var again = second.As("ada");
            Assert.Equal(70_000, await OffsetAsync(again, upload));
            using var rest = await SendAsync(again, upload, 70_000, s_song[70_000..]);
            Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
            var result = (await again.WaitAsync(taskId)).GetProperty("result");
            Assert.Equal(s_song, await second.Client.GetByteArrayAsync(result.GetProperty("url").GetString()));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_client_that_comes_back_does_not_wait_for_its_connection_of_before()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var (upload, taskId) = await BeginAsync(client, s_song.Length);
        using var silent = await HalfSentAsync(service, upload, s_song.Length, s_song[..70_000]);
        await UntilStoredAsync(service, 70_000);

        Assert.Equal(70_000, await OffsetAsync(client, upload));
        using var reader = new StreamReader(silent.GetStream(), leaveOpen: true);
        Assert.Contains(" 409 ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        (await SendAsync(client, upload, 70_000, s_song[70_000..])).Dispose();
        Assert.Equal("completed", (await client.WaitAsync(taskId)).GetProperty("status").GetString());
    }

    /// <summary>A request that waited for another, and which began when the upload was not complete.</summary>
    [Fact]
    public async Task A_request_that_waited_for_the_one_that_completed_the_upload_learns_it_at_once()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var (upload, taskId) = await BeginAsync(client, s_song.Length);
        var before = (await service.Get<TaskStore>().FindAsync(Guid.Parse(taskId), "ada"))!;
        (await SendAsync(client, upload, 0, s_song)).Dispose();

        var content = service.Get<IncomingContent>();
        Assert.True(before.AwaitsContent);
        Assert.Equal(s_song.Length, await content.OffsetOfAsync(before, CancellationToken.None));
        var refusal = await Assert.ThrowsAsync<Refusal>(() => content.AppendAsync(before, 0, 5, new MemoryStream(new byte[5]), CancellationToken.None));
        Assert.Equal(StatusCodes.Status409Conflict, refusal.Status);
        await client.WaitAsync(taskId);
        Assert.Single(service.Objects());
    }

    [Fact]
    public async Task The_first_bytes_may_come_with_the_beginning_and_a_repeated_beginning_is_the_same_upload()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");

        var (upload, taskId) = await BeginAsync(client, s_song.Length, first: s_song[..1000], key: "abc");
        Assert.Equal(1000, await OffsetAsync(client, upload));
        var (again, sameTask) = await BeginAsync(client, s_song.Length, key: "abc");
        Assert.Equal((upload, taskId), (again, sameTask));
        using var other = await RequestAsync(client, HttpMethod.Post, "/producer/uploads", new() { ["Upload-Length"] = "5", ["Idempotency-Key"] = "abc" });
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        (await SendAsync(client, upload, 1000, s_song[1000..])).Dispose();
        Assert.Equal("completed", (await client.WaitAsync(taskId)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_and_what_came_before_stays()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        using var bob = service.As("bob");
        var (upload, _) = await BeginAsync(client, 100);
        (await SendAsync(client, upload, 0, new byte[60])).Dispose();

        foreach (var (offset, bytes, chunked, status) in new[]
                 {
                     (0, 10, false, HttpStatusCode.Conflict), (61, 10, false, HttpStatusCode.Conflict),
                     (60, 41, false, HttpStatusCode.BadRequest), (60, 41, true, HttpStatusCode.BadRequest),
                 })
        {
            using var answer = await SendAsync(client, upload, offset, new byte[bytes], chunked);
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(60, await OffsetAsync(client, upload));
        }

        using var theirs = await SendAsync(bob, upload, 60, new byte[10]);
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        using var stranger = await SendAsync(service.Client, upload, 60, new byte[10]);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        using var asText = await RequestAsync(client, HttpMethod.Patch, upload, new() { ["Upload-Offset"] = "60" }, new StringContent("x"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, asText.StatusCode);
    }

    [Theory]
    [InlineData("Upload-Length", null, 400, "Upload-Length must be given")]
    [InlineData("Upload-Length", "-1", 400, "Upload-Length must be given")]
    [InlineData("Upload-Length", "200000001", 413, "200,000,000 bytes, the most allowed")]
    [InlineData("Upload-Metadata", "filename !", 400, "UTF-8 in Base64")]
    [InlineData("Upload-Metadata", "filename eA==,filename eA==", 400, "each key once")]
    [InlineData("Upload-Metadata", "callbackUrl aHR0cDovLzEyNy4wLjAuMS8=", 400, "callbackUrl must not point to a private")]
    [InlineData("Tus-Resumable", "0.2.2", 412, "Tus-Resumable must be 1.0.0")]
    public async Task A_beginning_that_is_wrong_is_refused_in_a_sentence(string header, string? value, int status, string words)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var headers = new Dictionary<string, string> { ["Upload-Length"] = "100" };
        headers.Remove(header);
        if (value is not null)
            headers[header] = value;

        using var answer = await RequestAsync(client, HttpMethod.Post, "/producer/uploads", headers);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await client.GetFromJsonAsync<System.Text.Json.JsonElement>("/producer/usage")).GetProperty("unfinishedTasks").GetInt32());
    }

    [Theory]
    [InlineData("/producer/uploads/")]
    [InlineData("/producer/tasks/")]
    public async Task An_upload_that_is_given_up_leaves_nothing(string path)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var (upload, taskId) = await BeginAsync(client, 100);
        (await SendAsync(client, upload, 0, new byte[60])).Dispose();

        (await client.DeleteAsync(path + taskId)).EnsureSuccessStatusCode();
        await service.Get<Janitor>().DropContentAsync(TimeSpan.FromDays(1));

        Assert.Empty(service.Objects());
        Assert.Equal("cancelled", (await client.PollAsync(taskId)).GetProperty("status").GetString());
        using var late = await SendAsync(client, upload, 60, new byte[40]);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Empty(service.Objects());
    }

    [Fact]
    public async Task An_upload_that_is_never_finished_ends_and_leaves_nothing()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var (upload, taskId) = await BeginAsync(client, 100);
        (await SendAsync(client, upload, 0, new byte[60])).Dispose();

        await service.Get<TaskStore>().ExpireUploadsAsync(TimeSpan.FromDays(-1));
        await service.Get<Janitor>().DropContentAsync(TimeSpan.FromDays(1));

        var task = await client.PollAsync(taskId);
        Assert.Equal("failed", task.GetProperty("status").GetString());
        Assert.Equal(408, task.GetProperty("errorCode").GetInt32());
        Assert.Empty(service.Objects());
    }

    [Theory]
    [InlineData(0, "empty")]
    [InlineData(40, "")]
    public async Task What_is_no_song_fails_its_task_and_leaves_nothing(int bytes, string word)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var (upload, taskId) = await BeginAsync(client, bytes);
        if (bytes > 0)
            (await SendAsync(client, upload, 0, new byte[bytes])).Dispose();

        var task = await client.WaitAsync(taskId);
        await service.Get<Janitor>().DropContentAsync(TimeSpan.FromDays(1));

        Assert.Equal("failed", task.GetProperty("status").GetString());
        Assert.Contains(word, task.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal(bytes, await OffsetAsync(client, upload));
        Assert.Empty(service.Objects());
    }

    [Fact]
    public async Task An_upload_counts_as_a_task_from_its_beginning_but_nobody_waits_behind_it()
    {
        await using var service = await RunningService.StartAsync(
            settings => settings.With((JobOptions jobs) => jobs with { MaxTasksInFlight = 2 }).With((StorageOptions storage) => storage with { MaxStoragePerTenant = 1_000_000 }));
        using var client = service.As("ada");

        using var tooLarge = await RequestAsync(client, HttpMethod.Post, "/producer/uploads", new() { ["Upload-Length"] = "1000001" });
        Assert.Equal(HttpStatusCode.InsufficientStorage, tooLarge.StatusCode);
        await BeginAsync(client, 100);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(s_song), "file", "song.wav" } };
        var other = (await (await client.PostAsync("/producer/upload", form)).ReadJsonAsync()).GetProperty("taskId").GetString()!;
        Assert.Equal("completed", (await client.WaitAsync(other)).GetProperty("status").GetString());
        await BeginAsync(client, 100);
        using var third = await RequestAsync(client, HttpMethod.Post, "/producer/uploads", new() { ["Upload-Length"] = "100" });
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
    }

    [Fact]
    public async Task The_service_tells_what_it_speaks_and_how_large_a_file_may_be()
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((AudioOptions songs) => songs with { MaxUploadBytes = 12_345 }));

        using var answer = await service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/producer/uploads"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("1.0.0", Assert.Single(answer.Headers.GetValues("Tus-Version")));
        Assert.Equal(12_345, NumberIn(answer, "Tus-Max-Size"));
        Assert.Contains("creation", Assert.Single(answer.Headers.GetValues("Tus-Extension")), StringComparison.Ordinal);
    }

    private static async Task<(string Upload, string TaskId)> BeginAsync(
        HttpClient client, long length, string name = "song.wav", byte[]? first = null, string? key = null)
    {
        var headers = new Dictionary<string, string>
        {
            ["Tus-Resumable"] = "1.0.0",
            ["Upload-Length"] = $"{length}",
            ["Upload-Metadata"] = $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))},filetype YXVkaW8=",
        };
        if (key is not null)
            headers["Idempotency-Key"] = key;
        using var answer = await RequestAsync(client, HttpMethod.Post, "/producer/uploads", headers, first is null ? null : Bytes(first));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(first?.LongLength ?? (length == 0 ? 0 : null), answer.Headers.Contains("Upload-Offset") ? NumberIn(answer, "Upload-Offset") : null);
        return (answer.Headers.Location!.ToString(), (await answer.ReadJsonAsync()).GetProperty("taskId").GetString()!);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string upload, long offset, byte[] bytes, bool isChunked = false)
    {
        var content = Bytes(bytes);
        if (isChunked)
            content.Headers.ContentLength = null;
        return RequestAsync(client, HttpMethod.Patch, upload, new() { ["Tus-Resumable"] = "1.0.0", ["Upload-Offset"] = $"{offset}" }, content, isChunked);
    }

    private static async Task<long> OffsetAsync(HttpClient client, string upload)
    {
        using var answer = await RequestAsync(client, HttpMethod.Head, upload, new() { ["Tus-Resumable"] = "1.0.0" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        return NumberIn(answer, "Upload-Offset");
    }

    private static async Task<HttpResponseMessage> RequestAsync(
        HttpClient client, HttpMethod method, string path, Dictionary<string, string> headers, HttpContent? content = null, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await client.SendAsync(request);
    }

    private static ByteArrayContent Bytes(byte[] bytes) => new(bytes) { Headers = { ContentType = new("application/offset+octet-stream") } };

    private static long NumberIn(HttpResponseMessage answer, string header) =>
        long.Parse(answer.Headers.GetValues(header).Single(), CultureInfo.InvariantCulture);

    /// <summary>A connection on which a client promises the whole, sends a part, and falls silent.</summary>
    private static async Task<TcpClient> HalfSentAsync(RunningService service, string upload, int promised, byte[] part)
    {
        var token = TokenIssuer.Issue(service.Settings, "ada", TimeSpan.FromHours(1), TimeProvider.System);
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, service.Client.BaseAddress!.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"PATCH {upload} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            + $"Content-Type: application/offset+octet-stream\r\nContent-Length: {promised}\r\n\r\n"));
        await client.GetStream().WriteAsync(part);
        return client;
    }

    private static async Task UntilStoredAsync(RunningService service, long bytes)
    {
        var folder = Path.Combine(service.DataPath, "objects", "uploads");
        while (!Directory.Exists(folder) || Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length) < bytes)
            await Task.Delay(10);
    }
}
