using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public sealed class AudiosApiTests : IAsyncLifetime
{
    private RunningService _service = null!;
    private HttpClient _ada = null!;

    public async ValueTask InitializeAsync()
    {
        // Separations go on until they are stopped.
        _service = await RunningService.StartAsync(replace: services => services.ReplaceStems((_, _, stop) => Task.Delay(Timeout.Infinite, stop)));
        _ada = _service.As("ada");
    }

    public ValueTask DisposeAsync()
    {
        _ada.Dispose();
        return _service.DisposeAsync();
    }

    [Fact]
    public async Task A_song_tells_what_it_is_and_which_tasks_read_it()
    {
        var id = await _ada.UploadAsync(TestWav.Sine(0.5, 22_050, 1), "Söng.wav");
        var task = await _ada.SubmitAsync("/producer/download", new { audioId = id, format = "wav" });
        await _ada.WaitAsync(task);

        var audio = await _ada.GetFromJsonAsync<JsonElement>($"/producer/audios/{id}");

        Assert.Equal((id, id), (Text(audio, "id"), Text(audio, "audioId")));
        Assert.Equal(("Söng", "upload"), (Text(audio, "title"), Text(audio, "source")));
        Assert.Equal((0.5, 22_050, 1), (audio.GetProperty("duration").GetDouble(), audio.GetProperty("sampleRate").GetInt32(), audio.GetProperty("channels").GetInt32()));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", Text(audio, "createdAt"));
        Assert.Equal(TestWav.Sine(0.5, 22_050, 1), await _service.Client.GetByteArrayAsync(Text(audio, "url")));
        Assert.False(audio.TryGetProperty("coverUrl", out _));
        var derived = Assert.Single(audio.GetProperty("tasks").EnumerateArray());
        Assert.Equal((task, "download", "completed"), (Text(derived, "taskId"), Text(derived, "type"), Text(derived, "status")));
    }

    [Fact]
    public async Task A_song_with_a_picture_in_its_file_has_a_cover()
    {
        var picture = Path.Combine(_service.DataPath, "picture.png");
        await File.WriteAllBytesAsync(picture, await TestSounds.FfmpegAsync("image2pipe", "-f", "lavfi", "-i", "color=blue:s=64x48", "-frames:v", "1", "-c:v", "png"));
        var song = await TestSounds.FfmpegAsync(
            "mp3", "-f", "lavfi", "-i", "sine=duration=0.5", "-f", "png_pipe", "-i", picture, "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic");

        var audio = await _ada.GetFromJsonAsync<JsonElement>($"/producer/audios/{await _ada.UploadAsync(song, "blue.mp3")}");

        using var cover = await _service.Client.GetAsync(Text(audio, "coverUrl"));
        Assert.Equal("image/jpeg", cover.Content.Headers.ContentType!.MediaType);
        await File.WriteAllBytesAsync(picture, await cover.Content.ReadAsByteArrayAsync());
        Assert.Equal("mjpeg,64,48", await TestSounds.ProbeAsync(picture, "-show_entries", "stream=codec_name,width,height"));
        await _ada.DeleteAsync($"/producer/audios/{Text(audio, "id")}");
        Assert.Empty(_service.Objects());
    }

    [Fact]
    public async Task Pages_hold_every_song_once_newest_first_and_nobody_elses()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Insert(0, (await _service.AddAudioAsync("ada", $"Song {i}")).ToString());
        await _service.AddAudioAsync("bob");

        var (found, cursor) = (new List<string>(), "");
        do
        {
            var page = await _ada.GetFromJsonAsync<JsonElement>($"/producer/audios?limit=2{cursor}");
            var items = page.GetProperty("items").EnumerateArray().ToList();
            Assert.InRange(items.Count, 1, 2);
            Assert.False(items[0].TryGetProperty("tasks", out _));
            found.AddRange(items.Select(item => Text(item, "audioId")));
            cursor = page.TryGetProperty("nextCursor", out var next) ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(ids.Order(), found.Order());
        var times = await Task.WhenAll(found.Select(async id => Text(await _ada.GetFromJsonAsync<JsonElement>($"/producer/audios/{id}"), "createdAt")));
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=ten")]
    [InlineData("cursor=nonsense")]
    public async Task A_page_that_cannot_be_is_400(string query)
    {
        var answer = await _ada.GetAsync($"/producer/audios?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(query.Split('=')[0], (await answer.ReadJsonAsync()).GetProperty("message")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Foreign_and_unknown_songs_are_404_to_look_at_and_to_delete()
    {
        var foreign = await _service.AddAudioAsync("bob");

        foreach (var id in new[] { foreign.ToString(), Guid.NewGuid().ToString(), "not-an-id" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await _ada.GetAsync($"/producer/audios/{id}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await _ada.DeleteAsync($"/producer/audios/{id}")).StatusCode);
        }

        Assert.Single(_service.Objects());
    }

    [Fact]
    public async Task Deleting_a_song_takes_its_files_and_ends_what_was_made_of_it()
    {
        var id = await _ada.UploadAsync(TestWav.Sine(0.5), "song.wav");
        var download = await _ada.SubmitAsync("/producer/download", new { audioId = id, format = "wav" });
        var link = Text((await _ada.WaitAsync(download)).GetProperty("result"), "url");
        var stems = Directory.CreateDirectory(Path.Combine(_service.DataPath, "objects", "stems", await CompletedStemsAsync(id)));
        await File.WriteAllTextAsync(Path.Combine(stems.FullName, "vocals.wav"), "vocals");

        var answer = await _ada.DeleteAsync($"/producer/audios/{id}");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty(_service.Objects());
        Assert.Equal(HttpStatusCode.NotFound, (await _service.Client.GetAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _ada.PostAsJsonAsync("/producer/download", new { audioId = id })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _ada.DeleteAsync($"/producer/audios/{id}")).StatusCode);
        await using var db = await _service.DbAsync();
        foreach (var task in await db.Tasks.Select(t => t.Id.ToString()).ToListAsync())
            AssertSaysSo(await _ada.PollAsync(task), "completed");
    }

    [Fact]
    public async Task Deleting_a_song_stops_the_tasks_that_read_it()
    {
        var id = await _service.AddAudioAsync("ada");
        var running = await _ada.SubmitAsync("/producer/stems", new { audioId = id });
        var waiting = await _ada.SubmitAsync("/producer/stems", new { audioId = id });
        await _ada.WaitAsync(running, "processing");

        await _ada.DeleteAsync($"/producer/audios/{id}");

        AssertSaysSo(await _ada.PollAsync(running), "cancelled");
        AssertSaysSo(await _ada.PollAsync(waiting), "cancelled");
        // The worker is free again: the next song's task gets its turn.
        await _ada.WaitAsync(await _ada.SubmitAsync("/producer/stems", new { audioId = await _service.AddAudioAsync("ada") }), "processing");
    }

    [Fact]
    public async Task Content_that_another_song_shares_stays()
    {
        using var bob = _service.As("bob");
        var song = TestWav.Sine(0.5);
        var adas = await _ada.UploadAsync(song, "song.wav");
        var bobs = await bob.UploadAsync(song, "song.wav");

        await _ada.DeleteAsync($"/producer/audios/{adas}");

        Assert.Equal(song, await _service.Client.GetByteArrayAsync(Text(await bob.GetFromJsonAsync<JsonElement>($"/producer/audios/{bobs}"), "url")));
        await bob.DeleteAsync($"/producer/audios/{bobs}");
        Assert.Empty(_service.Objects());
    }

    /// <summary>A separation of the song that has ended, without one having run.</summary>
    private async Task<string> CompletedStemsAsync(string audioId)
    {
        var id = await _ada.SubmitAsync("/producer/stems", new { audioId });
        await _ada.WaitAsync(id, "processing");
        await using var db = await _service.DbAsync();
        await db.Tasks.Where(t => t.Id == Guid.Parse(id)).ExecuteUpdateAsync(
            set => set.SetProperty(t => t.State, TaskState.Completed).SetProperty(t => t.Result, "{}"));
        return id;
    }

    private static void AssertSaysSo(JsonElement task, string status)
    {
        Assert.Equal(status, Text(task, "status"));
        Assert.False(task.TryGetProperty("result", out _));
        Assert.False(task.TryGetProperty("errorCode", out _));
        Assert.False(task.TryGetProperty("errorMessage", out _));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", Text(task, "audioDeletedAt"));
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
