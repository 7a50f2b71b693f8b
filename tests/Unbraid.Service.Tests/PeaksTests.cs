using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Unbraid.Service.Tests;

public sealed class PeaksTests
{
    [Fact]
    public async Task A_song_is_drawn_from_its_lowest_and_highest_samples()
    {
        await using var service = await RunningService.StartAsync();
        using var ada = service.As("ada");
        var audio = await service.AddAudioAsync("ada", content: TestWav.Sine(1, 44_100));

        using var answer = await ada.GetAsync($"/producer/audios/{audio}/peaks");
        var peaks = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("max-age=3600, private", answer.Headers.CacheControl!.ToString());
        Assert.Equal((2, 1, 8, 44_100, 256), (Int(peaks, "version"), Int(peaks, "channels"), Int(peaks, "bits"), Int(peaks, "sample_rate"), Int(peaks, "samples_per_pixel")));
        var data = peaks.GetProperty("data").EnumerateArray().Select(value => value.GetInt32()).ToList();
        Assert.Equal(173, Int(peaks, "length")); // 44,100 frames in stretches of 256
        Assert.Equal(2 * 173, data.Count);
        Assert.Equal((-31, 31), (data.Min(), data.Max())); // 8,000 of 32,768, of 127
    }

    [Fact]
    public async Task Stems_are_drawn_each_by_its_name_and_computed_once()
    {
        await using var service = await RunningService.StartAsync();
        using var ada = service.As("ada");
        var stems = await service.AddStemsAsync("ada", await service.AddAudioAsync("ada"));

        var first = await ada.GetStringAsync($"/producer/stems/{stems}/peaks");
        Assert.Contains($"stem-peaks/{stems}", service.Objects());
        var again = await ada.GetStringAsync($"/producer/stems/{stems}/peaks");

        Assert.Equal(first, again);
        using var document = JsonDocument.Parse(first);
        Assert.Equal(["drums", "vocals"], document.RootElement.EnumerateObject().Select(stem => stem.Name).Order());
    }

    [Fact]
    public async Task They_go_with_the_song_and_are_nobody_elses()
    {
        await using var service = await RunningService.StartAsync();
        using var ada = service.As("ada");
        using var bob = service.As("bob");
        var audio = await service.AddAudioAsync("ada", content: TestWav.Sine(0.1));
        var stems = await service.AddStemsAsync("ada", audio);
        await ada.GetStringAsync($"/producer/audios/{audio}/peaks");
        await ada.GetStringAsync($"/producer/stems/{stems}/peaks");

        Assert.Equal(HttpStatusCode.NotFound, (await bob.GetAsync($"/producer/audios/{audio}/peaks")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.GetAsync($"/producer/stems/{stems}/peaks")).StatusCode);
        await ada.DeleteAsync($"/producer/audios/{audio}");

        Assert.DoesNotContain(service.Objects(), key => key.Contains("peaks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_song_that_cannot_be_read_is_a_complaint()
    {
        await using var service = await RunningService.StartAsync();
        using var ada = service.As("ada");
        var audio = await service.AddAudioAsync("ada", content: [1, 2, 3]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.GetAsync($"/producer/audios/{audio}/peaks")).StatusCode);
    }

    private static int Int(JsonElement peaks, string name) => peaks.GetProperty(name).GetInt32();
}
