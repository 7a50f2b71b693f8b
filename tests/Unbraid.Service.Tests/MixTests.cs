using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Unbraid.Service.Tests;

public sealed class MixTests : IAsyncLifetime
{
    private RunningService _service = null!;
    private HttpClient _client = null!;
    private byte[] _song = null!;
    private string _audio = "";
    private string _stems = "";

    public async ValueTask InitializeAsync()
    {
        _service = await RunningService.StartAsync();
        _client = _service.As("ada");
        _song = TestWav.Sine(2, 44_100);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(_song), "file", "Song.wav" } };
        var upload = await _client.WaitAsync((await (await _client.PostAsync("/producer/upload", form)).ReadJsonAsync()).GetProperty("taskId").GetString()!);
        _audio = upload.GetProperty("result").GetProperty("audioId").GetString()!;
        _stems = await _client.SubmitAsync("/producer/stems", new { audioId = _audio, model = "classic", residual = true });
        await _client.WaitAsync(_stems);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Everything_as_it_is_gives_the_song_back()
    {
        var result = await MixAsync(new { taskId = _stems, solo = Array.Empty<string>() });

        Assert.Equal("wav", result.GetProperty("format").GetString());
        Assert.Equal(0, result.GetProperty("clippedSamples").GetInt64());
        Assert.Equal(Samples(_song), Samples(await FileAsync(result)));
    }

    [Fact]
    public async Task Gains_pans_mutes_and_a_part_are_those_asked_for()
    {
        var stems = (await _client.PollAsync(_stems)).GetProperty("result");
        var vocals = Samples(await _service.Client.GetByteArrayAsync(stems.GetProperty("vocals").GetString()));
        var other = Samples(await _service.Client.GetByteArrayAsync(stems.GetProperty("other").GetString()));

        var mix = Samples(await FileAsync(await MixAsync(new
        {
            taskId = _stems,
            gains = new { vocals = -6.0 },
            pans = new { other = 1.0 },
            solo = new[] { "vocals", "other" },
            start = 0.5,
            end = 1.5,
        })));

        Assert.Equal(2 * 44_100, mix.Length);
        for (var i = 0; i < mix.Length; i++)
        {
            var at = (2 * 22_050) + i;
            var expected = (Math.Pow(10, -6 / 20.0) * vocals[at]) + (i % 2 == 0 ? 0 : other[at]);
            Assert.InRange(mix[i], expected - 2.1, expected + 2.1); // rounding, and dither of a step either way
        }
    }

    [Fact]
    public async Task Names_that_are_none_of_the_stems_and_values_out_of_range_are_refused_by_name()
    {
        await RefusedAsync(new { taskId = _stems, gains = new { kazoo = 1 } }, 404, "gains may name bass, drums, other, residual, vocals, the stems of this task");
        await RefusedAsync(new { taskId = _stems, gains = new { vocals = 25 } }, 400, "gains must be -120 to 24");
        await RefusedAsync(new { taskId = _stems, pans = new { vocals = "left" } }, 400, "pans must be an object of numbers");
        await RefusedAsync(new { taskId = _stems, start = 1.5, end = 1.5 }, 400, "end must be after start");
        await RefusedAsync(new { taskId = _audio }, 404, "There is no completed stems task with this taskId, or its stems are no longer kept.");
        using var bob = _service.As("bob");
        Assert.Equal(HttpStatusCode.NotFound, (await bob.PostAsJsonAsync("/producer/mix", new { taskId = _stems })).StatusCode);
    }

    [Fact]
    public async Task A_part_after_the_end_is_said_and_a_mix_goes_with_its_song()
    {
        var late = await _client.WaitAsync(await _client.SubmitAsync("/producer/mix", new { taskId = _stems, start = 5 }));
        Assert.Equal((422, "Nothing is left to mix: the tracks end before 5 s."), (late.GetProperty("errorCode").GetInt32(), late.GetProperty("errorMessage").GetString()));

        var link = (await MixAsync(new { taskId = _stems, format = "mp3" })).GetProperty("mixUrl").GetString();
        Assert.Equal(HttpStatusCode.OK, (await _service.Client.GetAsync(link)).StatusCode);
        await _client.DeleteAsync($"/producer/audios/{_audio}");
        Assert.Equal(HttpStatusCode.NotFound, (await _service.Client.GetAsync(link)).StatusCode);
        Assert.Empty(_service.Objects());
    }

    private async Task RefusedAsync(object request, int status, string message)
    {
        var answer = await _client.PostAsJsonAsync("/producer/mix", request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(message, (await answer.ReadJsonAsync()).GetProperty("detail").GetString());
    }

    private async Task<JsonElement> MixAsync(object request)
    {
        var task = await _client.WaitAsync(await _client.SubmitAsync("/producer/mix", request));
        Assert.Equal(("completed", "mix"), (task.GetProperty("status").GetString(), task.GetProperty("type").GetString()));
        return task.GetProperty("result");
    }

    private Task<byte[]> FileAsync(JsonElement result) => _service.Client.GetByteArrayAsync(result.GetProperty("mixUrl").GetString());

    /// <summary>The 16-bit samples of a WAV file.</summary>
    private static short[] Samples(byte[] wav)
    {
        var data = wav.AsSpan().IndexOf("data"u8) + 8;
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(wav.AsSpan(data)).ToArray();
    }
}
