using System.Net;
using System.Net.Http.Json;
using Unbraid.Service.Jobs;
using Unbraid.Service.Outbound;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public sealed class StorageQuotaTests
{
    private const long Limit = 1_000_000;

    [Fact]
    public async Task What_a_tenant_has_stored_is_shown_and_goes_with_the_song()
    {
        await using var service = await RunningService.StartAsync();
        using var ada = service.As("ada");
        using var bob = service.As("bob");
        var song = TestWav.Sine(1);
        var audio = await UploadAsync(ada, song);
        await UploadAsync(bob, song);
        var task = await ada.WaitAsync(await ada.SubmitAsync("/producer/download", new { audioId = audio, format = "flac" }));
        var file = await service.Client.GetByteArrayAsync(task.GetProperty("result").GetProperty("url").GetString());

        Assert.Equal(song.Length + file.Length, await StoredAsync(ada));
        Assert.Equal(song.Length, await StoredAsync(bob));
        await ada.DeleteAsync($"/producer/audios/{audio}");
        Assert.Equal(0, await StoredAsync(ada));
        Assert.Equal(song.Length, await StoredAsync(bob));
    }

    [Fact]
    public async Task At_the_limit_new_work_is_507_with_the_figures_until_something_is_deleted()
    {
        await using var service = await StartAsync();
        using var client = service.As("ada");
        var audio = await UploadAsync(client, Song(700_000));
        var over = await client.PostAsync("/producer/upload", Form(Song(400_000)));

        Assert.Equal(HttpStatusCode.InsufficientStorage, over.StatusCode);
        Assert.Contains("of the 1.0 MB allowed (the service's setting maxStoragePerTenant)", await over.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(service.Objects());
        Assert.Empty(service.Scratch());

        await service.AddAudioAsync("ada", content: new byte[400_000]);
        var work = await client.PostAsJsonAsync("/producer/stems", new { audioId = audio });
        Assert.Equal(HttpStatusCode.InsufficientStorage, work.StatusCode);
        Assert.Contains("would take 1.1 MB", await work.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var bob = service.As("bob");
        await UploadAsync(bob, TestWav.Sine(1));

        await client.DeleteAsync($"/producer/audios/{audio}");
        Assert.NotNull(await UploadAsync(client, TestWav.Sine(1)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_repeated_upload_gets_its_first_answer_where_there_is_no_room_for_another(bool isFull)
    {
        await using var service = await StartAsync();
        using var client = service.As("ada");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "abc");
        var song = Song(600_000);
        var task = await SubmitAsync(client, song);
        await client.WaitAsync(task);
        if (isFull)
            await service.AddAudioAsync("ada", content: new byte[700_000]);
        var stored = service.Objects();

        Assert.Equal(task, await SubmitAsync(client, song));
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsync("/producer/upload", Form(Song(500_000)))).StatusCode);
        Assert.Equal(stored, service.Objects());
        Assert.Empty(service.Scratch());
        client.DefaultRequestHeaders.Remove("Idempotency-Key");
        Assert.Equal(HttpStatusCode.InsufficientStorage, (await client.PostAsync("/producer/upload", Form(song))).StatusCode);
    }

    [Fact]
    public async Task A_fetched_file_stops_at_the_limit_too()
    {
        await using var server = await FileServer.StartAsync(http => http.Response.Body.WriteAsync(Song(1_200_000)).AsTask());
        await using var service = await StartAsync(settings => settings.With((OutboundOptions calls) => calls with { AllowedPrivateHosts = ["localhost"] }));
        using var client = service.As("ada");

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/upload", new { audioUrl = $"http://localhost:{server.Port}/x.wav" }));

        Assert.Equal(507, task.GetProperty("errorCode").GetInt32());
        Assert.Empty(service.Objects());
        Assert.Empty(service.Scratch());
    }

    [Fact]
    public async Task Refused_content_goes_with_the_refusal()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "abc");
        await client.PostAsync("/producer/upload", Form(TestWav.Sine(0.5)));
        var clash = await client.PostAsync("/producer/upload", Form(TestWav.Sine(0.6)));

        Assert.Equal(HttpStatusCode.Conflict, clash.StatusCode);
        Assert.Single(service.Objects());
    }

    [Fact]
    public async Task Too_many_tasks_are_told_before_the_body_and_a_repetition_is_not_one_more()
    {
        await using var service = await RunningService.StartAsync(
            settings => settings.With((JobOptions jobs) => jobs with { MaxTasksInFlight = 1 }),
            services => services.ReplaceStems((_, _, stop) => Task.Delay(Timeout.Infinite, stop)));
        using var client = service.As("ada");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "abc");
        var audio = await service.AddAudioAsync("ada");
        var task = await client.SubmitAsync("/producer/stems", new { audioId = audio });
        var again = await client.PostAsJsonAsync("/producer/stems", new { audioId = audio });
        client.DefaultRequestHeaders.Remove("Idempotency-Key");
        using var endless = new HttpRequestMessage(HttpMethod.Post, "/producer/upload") { Content = Form(new byte[50_000_000]) };
        endless.Headers.ExpectContinue = true;
        var refused = await client.SendAsync(endless);

        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(task, (await again.ReadJsonAsync()).GetProperty("taskId").GetString());
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal((1, 1), await TasksAsync(client));
        Assert.Single(service.Objects());
    }

    [Fact]
    public async Task What_came_for_an_upload_that_failed_goes_unless_somebody_has_the_same()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var (noise, shared) = (new byte[50_000], new byte[60_000]);
        await service.AddAudioAsync("bob", content: shared);
        foreach (var content in (byte[][])[noise, shared])
            Assert.Equal("failed", (await client.WaitAsync(await SubmitAsync(client, content))).GetProperty("status").GetString());

        await service.Get<Janitor>().DropContentAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(60_000, new FileInfo(Path.Combine(service.DataPath, "objects", Assert.Single(service.Objects()))).Length);
        Assert.Equal(0, await StoredAsync(client));
    }

    private static byte[] Song(int bytes) => TestWav.Sine(bytes / (double)TestWav.Sine(1).Length);

    private static Task<RunningService> StartAsync(Func<ServiceSettings, ServiceSettings>? more = null) =>
        RunningService.StartAsync(settings => (more ?? (same => same))(settings.With((StorageOptions storage) => storage with { MaxStoragePerTenant = Limit })));

    private static async Task<long> StoredAsync(HttpClient client) =>
        (await (await client.GetAsync("/producer/usage")).ReadJsonAsync()).GetProperty("storedBytes").GetInt64();

    private static async Task<(int Unfinished, int Most)> TasksAsync(HttpClient client)
    {
        var usage = await (await client.GetAsync("/producer/usage")).ReadJsonAsync();
        return (usage.GetProperty("unfinishedTasks").GetInt32(), usage.GetProperty("maxUnfinishedTasks").GetInt32());
    }

    private static async Task<string> UploadAsync(HttpClient client, byte[] song) =>
        (await client.WaitAsync(await SubmitAsync(client, song))).GetProperty("result").GetProperty("audioId").GetString()!;

    private static async Task<string> SubmitAsync(HttpClient client, byte[] content)
    {
        var response = await client.PostAsync("/producer/upload", Form(content));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.ReadJsonAsync()).GetProperty("taskId").GetString()!;
    }

    private static MultipartFormDataContent Form(byte[] content) => new() { { new ByteArrayContent(content), "file", "song.wav" } };
}
