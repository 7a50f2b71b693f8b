using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Package;

namespace Unbraid.Service.Tests;

public sealed class PackageTests : IAsyncLifetime
{
    private RunningService _service = null!;
    private HttpClient _client = null!;
    private string _audio = "";
    private string _stems = "";

    public async ValueTask InitializeAsync()
    {
        _service = await RunningService.StartAsync();
        _client = _service.As("ada");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(TestWav.Sine(2, 44_100)), "file", "Song.wav" } };
        var upload = await _client.WaitAsync((await (await _client.PostAsync("/producer/upload", form)).ReadJsonAsync()).GetProperty("taskId").GetString()!);
        _audio = upload.GetProperty("result").GetProperty("audioId").GetString()!;
        _stems = await _client.SubmitAsync("/producer/stems", new { audioId = _audio, model = "classic", format = "flac" });
        await _client.WaitAsync(_stems);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task The_stems_of_a_task_come_in_their_format_with_a_description()
    {
        var entries = await EntriesAsync(await PackAsync(new { taskId = _stems, audioId = _audio, format = "zip" }));

        Assert.Equal(["bass.flac", "drums.flac", "other.flac", "project.json", "vocals.flac"], entries.Keys.Order(StringComparer.Ordinal));
        var links = (await _client.PollAsync(_stems)).GetProperty("result");
        Assert.Equal(await _service.Client.GetByteArrayAsync(links.GetProperty("vocals").GetString()), entries["vocals.flac"]);
        var project = JsonSerializer.Deserialize<JsonElement>(entries["project.json"]);
        Assert.Equal(("Song", 44_100, 88_200), (project.GetProperty("title").GetString(), project.GetProperty("sampleRate").GetInt32(), project.GetProperty("frames").GetInt32()));
        Assert.False(project.TryGetProperty("tempo", out _));
    }

    [Theory]
    [InlineData("stem.mp4", "Song.stem.mp4", "audio/mp4")]
    [InlineData("dawproject", "Song.dawproject", "application/octet-stream")]
    [InlineData("reaper", "Song.zip", "application/zip")]
    public async Task A_package_is_named_after_its_song_and_goes_with_it(string format, string name, string type)
    {
        var link = (await PackAsync(new { taskId = _stems, format })).GetProperty("packageUrl").GetString();

        using var answer = await _service.Client.GetAsync(link);
        Assert.Equal((HttpStatusCode.OK, name, type), (answer.StatusCode, answer.Content.Headers.ContentDisposition!.FileName, answer.Content.Headers.ContentType!.MediaType));
        await _client.DeleteAsync($"/producer/audios/{_audio}");
        Assert.Equal(HttpStatusCode.NotFound, (await _service.Client.GetAsync(link)).StatusCode);
        Assert.Empty(_service.Objects());
        Assert.Empty(_service.Scratch());
    }

    [Fact]
    public async Task A_song_of_the_composer_comes_whole_with_its_tempo_and_a_click_track()
    {
        var made = await _client.WaitAsync(await _client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "waltz, 96 BPM, 20 seconds", seed = 1 }));
        var audioId = made.GetProperty("result").GetProperty("audioId").GetString();

        var entries = await EntriesAsync(await PackAsync(new { audioId, format = "zip" }));

        Assert.Equal(["click.wav", "project.json", "song.wav"], entries.Keys.Order(StringComparer.Ordinal));
        var project = JsonSerializer.Deserialize<JsonElement>(entries["project.json"]);
        Assert.Equal((96, 3, 0.04), (project.GetProperty("tempo").GetDouble(), project.GetProperty("beatsPerBar").GetInt32(), project.GetProperty("firstBeat").GetDouble()));
    }

    [Fact]
    public void A_tempo_without_beats_makes_no_click_and_one_that_is_none_is_left_out()
    {
        var tempo = PackageHandler.TempoOf(new SongOrigin { Model = "x", Tempo = 100, Meter = "6/8" })!;
        Assert.Equal((100, 4, null), (tempo.BeatsPerMinute, tempo.BeatsPerBar, tempo.FirstBeat));
        Assert.Null(PackageHandler.TempoOf(new SongOrigin { Model = "x", Tempo = 1e9 }));
        Assert.Null(PackageHandler.TempoOf(new SongOrigin { Model = "x" }));
        Assert.Null(PackageHandler.TempoOf(null));
    }

    [Fact]
    public async Task What_cannot_be_had_is_refused_in_a_sentence()
    {
        await RefusedAsync(new { audioId = _audio, format = "stem.mp4" }, 409, "stem.mp4 holds exactly 4 stems, such as drums, bass, other and vocals, and here are 1: song. Separate into four without a residual, or choose another format.");
        await RefusedAsync(new { taskId = _stems }, 400, "format must be given");
        await RefusedAsync(new { taskId = _stems, format = "rar" }, 400, "format must be zip, stem.mp4, reaper or dawproject");
        await RefusedAsync(new { format = "zip" }, 400, "taskId or audioId must be given");
        await RefusedAsync(new { taskId = _audio, format = "zip" }, 404, "There is no completed stems task with this taskId, or its stems are no longer kept.");
        await RefusedAsync(
            new { taskId = _stems, audioId = await _service.AddAudioAsync("ada"), format = "zip" }, 404, "The stems of this taskId are not of this audioId: leave audioId out.");
        using var bob = _service.As("bob");
        Assert.Equal(HttpStatusCode.NotFound, (await bob.PostAsJsonAsync("/producer/package", new { taskId = _stems, format = "zip" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.PostAsJsonAsync("/producer/package", new { audioId = _audio, format = "zip" })).StatusCode);
    }

    [Fact]
    public async Task Stems_with_a_residual_are_too_many_for_stem_mp4_and_it_says_so()
    {
        var five = await _client.SubmitAsync("/producer/stems", new { audioId = _audio, model = "classic", residual = true });
        await _client.WaitAsync(five);
        var answer = await _client.PostAsJsonAsync("/producer/package", new { taskId = five, format = "stem.mp4" });
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("here are 5", (await answer.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task RefusedAsync(object request, int status, string message)
    {
        var answer = await _client.PostAsJsonAsync("/producer/package", request);
        Assert.Equal((status, message), ((int)answer.StatusCode, (await answer.ReadJsonAsync()).GetProperty("detail").GetString()));
    }

    private async Task<JsonElement> PackAsync(object request)
    {
        var task = await _client.WaitAsync(await _client.SubmitAsync("/producer/package", request));
        Assert.Equal(("completed", "package"), (task.GetProperty("status").GetString(), task.GetProperty("type").GetString()));
        return task.GetProperty("result");
    }

    private async Task<Dictionary<string, byte[]>> EntriesAsync(JsonElement result)
    {
        await using var zip = new ZipArchive(await _service.Client.GetStreamAsync(result.GetProperty("packageUrl").GetString()), ZipArchiveMode.Read);
        var entries = new Dictionary<string, byte[]>();
        foreach (var entry in zip.Entries)
        {
            using var content = new MemoryStream();
            await using var stream = await entry.OpenAsync();
            await stream.CopyToAsync(content);
            entries.Add(entry.FullName, content.ToArray());
        }

        return entries;
    }
}
