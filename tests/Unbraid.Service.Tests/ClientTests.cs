using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Client;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

/// <summary>The client package against the real service.</summary>
public sealed class ClientTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_song_is_uploaded_separated_and_fetched(bool events)
    {
        await using var service = await RunningService.StartAsync();
        using var client = Connect(service, new UnbraidClientOptions { UseEvents = events, PollInterval = TimeSpan.FromSeconds(0.2) });
        await File.WriteAllBytesAsync(At("song.wav"), TestWav.Sine(1, 44_100));
        var seen = new Seen();

        var upload = await client.UploadFileAsync(At("song.wav"));
        var song = await upload.WaitAsync();
        var separation = await client.SeparateAsync(song.AudioId, new SeparationRequest { Model = "classic", Stems = ["vocals", "bass"], Format = "flac" });
        var stems = await separation.WaitAsync(seen);
        foreach (var (name, link) in stems)
            await client.DownloadAsync(link, At($"{name}.flac"));

        Assert.Equal("song", song.Title);
        Assert.Equal(1, song.Duration, 0.001);
        Assert.Equal(["bass", "vocals"], stems.Keys.Order());
        Assert.Equal(["bass.flac", "song.wav", "vocals.flac"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        foreach (var name in stems.Keys)
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(service.DataPath, "objects", "stems", separation.Id, $"{name}.flac")), await File.ReadAllBytesAsync(At($"{name}.flac")));
        Assert.Equal(UnbraidTaskStatus.Completed, seen.Tasks[^1].Status);
        Assert.Equal([separation.Id, upload.Id], await client.ListTasksAsync(UnbraidTaskStatus.Completed).Select(task => task.TaskId).ToListAsync());
    }

    [Fact]
    public async Task A_song_is_made_separated_exported_and_filmed()
    {
        await using var service = await RunningService.StartAsync();
        using var client = Connect(service);

        var made = await client.GenerateAsync(new GenerationRequest { SoundPrompt = "calm folk waltz, 20 seconds", Title = "Quiet feet", Seed = 7 });
        var song = await made.WaitAsync();
        var stems = await (await client.SeparateAsync(song.AudioId, new SeparationRequest { Model = "classic" })).WaitAsync();
        var export = await (await client.ExportAsync(song.AudioId, "flac")).WaitAsync();
        await client.DownloadAsync(export.Url, At("song.flac"));
        var video = await (await client.RenderVideoAsync(song.AudioId, "simple")).WaitAsync();
        await client.DownloadAsync(video.VideoUrl, At("song.mp4"));

        Assert.Equal("simple", video.Preset);
        Assert.Equal("ftyp"u8.ToArray(), (await File.ReadAllBytesAsync(At("song.mp4")))[4..8]);
        Assert.Equal("Quiet feet", song.Title);
        Assert.Equal(["bass", "drums", "other", "vocals"], stems.Keys.Order());
        Assert.Equal("flac", export.Format);
        Assert.Equal("fLaC"u8.ToArray(), (await File.ReadAllBytesAsync(At("song.flac")))[..4]);
    }

    [Fact]
    public async Task Stems_are_mixed_and_packed_and_songs_listed_looked_at_and_deleted()
    {
        await using var service = await RunningService.StartAsync();
        using var client = Connect(service);
        using var first = new MemoryStream(TestWav.Sine(0.5));
        using var second = new MemoryStream(TestWav.Sine(1));
        var song = await (await client.UploadAsync(first, "first.wav")).WaitAsync();
        var other = await (await client.UploadAsync(second, "second.wav")).WaitAsync();
        var separation = await client.SeparateAsync(song.AudioId, new SeparationRequest { Model = "classic", Recipe = "instrumental" });
        var stems = await separation.WaitAsync();

        var mix = await (await client.MixAsync(separation.Id, new MixRequest { Gains = new Dictionary<string, double> { ["vocals"] = -6 }, End = 0.25, Format = "flac" })).WaitAsync();
        await client.DownloadAsync(mix.MixUrl, At("mix.flac"));
        var package = await (await client.PackageAsync(separation.Id, "zip")).WaitAsync();
        await client.DownloadAsync(package.PackageUrl, At("stems.zip"));
        var listed = await client.ListAudiosAsync().ToListAsync();
        var looked = await client.GetAudioAsync(song.AudioId);

        Assert.Equal(["instrumental", "vocals"], stems.Keys.Order());
        Assert.Equal(("flac", 0), (mix.Format, mix.ClippedSamples));
        Assert.Equal("fLaC"u8.ToArray(), (await File.ReadAllBytesAsync(At("mix.flac")))[..4]);
        Assert.Equal(("zip", "PK"), (package.Format, System.Text.Encoding.ASCII.GetString((await File.ReadAllBytesAsync(At("stems.zip")))[..2])));
        Assert.Equal([(other.AudioId, "second"), (song.AudioId, "first")], listed.Select(audio => (audio.AudioId, audio.Title)));
        Assert.Equal(("first", 0.5, 2, "upload"), (looked.Title, looked.Duration, looked.Channels, looked.Source));
        Assert.Contains(looked.Tasks!, task => (task.TaskId, task.Type, task.Status) == (separation.Id, "stems", UnbraidTaskStatus.Completed));

        await client.DeleteAudioAsync(song.AudioId);
        Assert.Equal(other.AudioId, Assert.Single(await client.ListAudiosAsync().ToListAsync()).AudioId);
        var gone = await Assert.ThrowsAsync<UnbraidRequestException>(() => client.DeleteAudioAsync(song.AudioId));
        Assert.Equal(HttpStatusCode.NotFound, gone.Problem.Status);
    }

    [Fact]
    public async Task A_stream_is_uploaded_from_where_it_stands_and_stays_open()
    {
        await using var service = await RunningService.StartAsync();
        using var client = Connect(service);
        using var stream = new MemoryStream([1, 2, 3, .. TestWav.Sine(0.5)]);
        stream.Position = 3;

        var song = await (await client.UploadAsync(stream, "Tön.wav")).WaitAsync();

        Assert.Equal(("Tön", 0.5), (song.Title, song.Duration));
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task A_refusal_carries_what_the_service_said()
    {
        await using var service = await RunningService.StartAsync();
        using var client = Connect(service);
        using var stranger = new UnbraidClient(service.Client.BaseAddress!, "not-a-token");

        var wrong = await Assert.ThrowsAsync<UnbraidRequestException>(() => client.SeparateAsync("x", new SeparationRequest { Format = "aiff", Stems = [] }));
        var unknown = await Assert.ThrowsAsync<UnbraidRequestException>(() => client.SeparateAsync(Guid.NewGuid().ToString()));
        var outside = await Assert.ThrowsAsync<UnbraidRequestException>(() => stranger.GetTaskAsync("x"));

        Assert.Equal(HttpStatusCode.BadRequest, wrong.Problem.Status);
        Assert.Equal(["stems must name at least one stem", "format must be wav, flac, mp3, m4a, ogg or opus"], wrong.Problem.Messages);
        Assert.Equal("There is no audio with this audioId.", unknown.Message);
        Assert.Equal(HttpStatusCode.Unauthorized, outside.Problem.Status);
    }

    [Fact]
    public async Task A_task_that_failed_says_why()
    {
        await using var service = await StartAsync((_, _, _) => throw new Refusal(422, "The file holds no sound."));
        using var client = Connect(service);
        var separation = await client.SeparateAsync((await service.AddAudioAsync("ada")).ToString());

        var e = await Assert.ThrowsAsync<UnbraidTaskException>(() => separation.WaitAsync());

        Assert.Equal("The file holds no sound.", e.Message);
        Assert.Equal((UnbraidTaskStatus.Failed, 422), (e.Task.Status, e.Task.ErrorCode));
    }

    [Fact]
    public async Task Waiting_can_be_given_up_and_the_task_cancelled()
    {
        await using var service = await StartAsync((_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        using var client = Connect(service);
        var separation = await client.SeparateAsync((await service.AddAudioAsync("ada")).ToString());
        using var stop = new CancellationTokenSource();
        var waiting = separation.WaitAsync(new Seen(_ => stop.Cancel()), stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.Equal(UnbraidTaskStatus.Cancelled, (await separation.CancelAsync()).Status);
        var e = await Assert.ThrowsAsync<UnbraidTaskException>(() => separation.WaitAsync());
        Assert.Equal("The task ended as cancelled.", e.Message);
    }

    [Fact]
    public async Task One_key_starts_one_task()
    {
        await using var service = await StartAsync((_, _, _) => Task.CompletedTask);
        using var client = Connect(service);
        var audioId = (await service.AddAudioAsync("ada")).ToString();
        var once = new SubmitOptions { IdempotencyKey = "once", CallbackUrl = new Uri("https://example.com/done") };

        var first = await client.SeparateAsync(audioId, options: once);

        Assert.Equal(first.Id, (await client.SeparateAsync(audioId, options: once)).Id);
        Assert.NotEqual(first.Id, (await client.SeparateAsync(audioId)).Id);
        var clash = await Assert.ThrowsAsync<UnbraidRequestException>(() => client.SeparateAsync(audioId, new SeparationRequest { Format = "mp3" }, once));
        Assert.Equal(HttpStatusCode.Conflict, clash.Problem.Status);
    }

    [Fact]
    public async Task A_link_that_has_expired_is_said_to_be()
    {
        var clock = new ManualClock();
        await using var service = await RunningService.StartAsync(replace: services => services.AddSingleton<TimeProvider>(clock));
        using var client = Connect(service);
        using var stream = new MemoryStream(TestWav.Sine(0.5));
        var song = await (await client.UploadAsync(stream, "song.wav")).WaitAsync();
        clock.Advance(TimeSpan.FromHours(2));

        var e = await Assert.ThrowsAsync<UnbraidRequestException>(() => client.DownloadAsync(song.Url, At("song.wav")));

        Assert.Equal(HttpStatusCode.Gone, e.Problem.Status);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static Task<RunningService> StartAsync(Func<TaskRow, IProgress<double>, CancellationToken, Task> work) =>
        RunningService.StartAsync(replace: services => services.ReplaceStems(work));

    private static UnbraidClient Connect(RunningService service, UnbraidClientOptions? options = null) =>
        new(service.Client.BaseAddress!, TokenIssuer.Issue(service.Settings, "ada", TimeSpan.FromHours(1), TimeProvider.System), options);

    private sealed class Seen(Action<TaskInfo>? then = null) : IProgress<TaskInfo>
    {
        public List<TaskInfo> Tasks { get; } = [];

        public void Report(TaskInfo value)
        {
            Tasks.Add(value);
            then?.Invoke(value);
        }
    }
}
