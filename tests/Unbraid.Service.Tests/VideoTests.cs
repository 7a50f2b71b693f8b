using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Unbraid.Service.Tests;

public sealed class VideoTests : IAsyncLifetime
{
    private RunningService _service = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await RunningService.StartAsync();
        _client = _service.As("ada");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _service.DisposeAsync();
    }

    [Theory]
    [InlineData("modern", "30/1", 60)]
    [InlineData("player", "30/1", 60)]
    [InlineData("simple", "5/1", 10)]
    public async Task A_video_is_full_hd_h264_with_the_songs_sound(string preset, string rate, int pictures)
    {
        var audio = await _client.UploadAsync(TestWav.Sine(2, 44_100), "A \"song\": 100 % {\\b1}, it's 東京 🎵.wav");

        var result = await MakeAsync(new { audioId = audio, preset });

        Assert.Equal(preset, result.GetProperty("preset").GetString());
        var file = await FetchAsync(result);
        Assert.Equal(
            $"h264,1920,1080,yuv420p,{rate},{pictures}",
            await TestSounds.ProbeAsync(file, "-select_streams", "v", "-show_entries", "stream=codec_name,width,height,pix_fmt,r_frame_rate,nb_frames"));
        Assert.Equal("aac", await TestSounds.ProbeAsync(file, "-select_streams", "a", "-show_entries", "stream=codec_name"));
        var (samples, _) = await TestSounds.ReadAsync(await File.ReadAllBytesAsync(file));
        Assert.Equal(2 * 2 * 44_100, samples.Length);
        Assert.True(IndexOf(file, "moov") < IndexOf(file, "mdat"), "The index stands behind the content, where a player that streams has to wait for it.");
        Assert.Empty(_service.Scratch());
    }

    [Fact]
    public async Task The_spectrum_moves_and_the_rest_stands_still()
    {
        var audio = await _client.UploadAsync(TestSounds.Noise(88_200, 44_100), "noise.wav");

        var file = await FetchAsync(await MakeAsync(new { audioId = audio }));

        var first = await PictureAsync(file, 0);
        var last = await PictureAsync(file, 55);
        Assert.InRange(Difference(first, last, 0, 500), 0, 1);
        Assert.InRange(Difference(first, last, 600, 900), 5, 255);
    }

    [Fact]
    public async Task The_same_request_again_is_answered_from_the_store()
    {
        var audio = await _client.UploadAsync(TestWav.Sine(0.5), "song.wav");
        await MakeAsync(new { audioId = audio, preset = "simple" });
        var stored = Path.Combine(_service.DataPath, "objects", _service.Objects().Single(key => key.StartsWith("videos", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(stored, "The very same object.");

        var again = await MakeAsync(new { audioId = audio, preset = "simple" });

        Assert.Equal("The very same object.", await _service.Client.GetStringAsync(again.GetProperty("videoUrl").GetString()));
        await _client.DeleteAsync($"/producer/audios/{audio}");
        Assert.Empty(_service.Objects());
    }

    [Fact]
    public async Task A_cancelled_video_leaves_no_child_and_no_file()
    {
        var audio = await _client.UploadAsync(TestWav.Sine(200, 8000), "long.wav");
        var task = await _client.SubmitAsync("/producer/download-video", new { audioId = audio, preset = "player" });
        while (!_service.Scratch().Any(path => path.EndsWith("video.mp4", StringComparison.Ordinal)))
            await Task.Delay(20);

        await _client.DeleteAsync($"/producer/tasks/{task}");

        while (_service.Scratch().Count > 0)
            await Task.Delay(20);
        Assert.Equal("cancelled", (await _client.PollAsync(task)).GetProperty("status").GetString());
        Assert.DoesNotContain(Process.GetProcessesByName("ffmpeg"), child => CommandLine(child).Contains(_service.DataPath, StringComparison.Ordinal));
        Assert.DoesNotContain(_service.Objects(), key => key.StartsWith("videos", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "audioId must be given")]
    [InlineData("""{"audioId":null,"preset":null}""", "audioId must be given")]
    [InlineData("""{"audioId":7,"preset":7}""", "audioId must be a string", "preset must be a string")]
    [InlineData("""{"audioId":"x","preset":"retro"}""", "preset must be modern, player or simple")]
    public async Task Every_wrong_member_is_named(string json, params string[] messages)
    {
        var response = await _client.PostAsync("/producer/download-video", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(messages, (await response.ReadJsonAsync()).GetProperty("message").EnumerateArray().Select(m => m.GetString()));
    }

    [Fact]
    public async Task Audio_of_another_tenant_is_as_unknown_as_none()
    {
        var foreign = await _service.AddAudioAsync("bob");

        foreach (var audioId in new[] { foreign.ToString(), Guid.NewGuid().ToString(), "not-an-id" })
            Assert.Equal(HttpStatusCode.NotFound, (await _client.PostAsJsonAsync("/producer/download-video", new { audioId })).StatusCode);
    }

    private async Task<JsonElement> MakeAsync(object request)
    {
        var task = await _client.WaitAsync(await _client.SubmitAsync("/producer/download-video", request));
        Assert.Equal("completed", task.GetProperty("status").GetString());
        return task.GetProperty("result");
    }

    private async Task<string> FetchAsync(JsonElement result)
    {
        var path = Path.Combine(_service.DataPath, "video");
        using var answer = await _service.Client.GetAsync(result.GetProperty("videoUrl").GetString());
        Assert.Equal("video/mp4", answer.Content.Headers.ContentType!.MediaType);
        await File.WriteAllBytesAsync(path, await answer.Content.ReadAsByteArrayAsync());
        return path;
    }

    /// <summary>The brightness of one picture, a quarter of the size.</summary>
    private static Task<byte[]> PictureAsync(string file, int number) => TestSounds.FfmpegAsync(
        "rawvideo", "-i", file, "-vf", $"select=eq(n\\,{number}),scale=480:270", "-frames:v", "1", "-an", "-pix_fmt", "gray");

    /// <summary>The mean difference between two rows of the full picture.</summary>
    private static double Difference(byte[] first, byte[] second, int top, int bottom) =>
        Enumerable.Range(top / 4 * 480, (bottom - top) / 4 * 480).Average(i => Math.Abs(first[i] - second[i]));

    private static int IndexOf(string file, string box) => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.ASCII.GetBytes(box));

    private static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
