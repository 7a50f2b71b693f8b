using System.Net;

namespace Unbraid.Service.Tests;

public sealed class StemRecipeTests
{
    [Fact]
    public async Task A_recipe_gives_its_stems_and_they_sum_to_the_song()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var song = TestWav.Sine(2, 44_100);
        var audioId = await service.AddAudioAsync("ada", content: song);

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/stems", new { audioId, recipe = "instrumental", model = "classic", residual = true }));

        Assert.Equal(("completed", "classic"), (task.GetProperty("status").GetString(), task.GetProperty("model").GetString()));
        var links = task.GetProperty("result").EnumerateObject().ToDictionary(stem => stem.Name, stem => stem.Value.GetString());
        Assert.Equal(["instrumental", "residual", "vocals"], links.Keys.Order(StringComparer.Ordinal));
        var sum = new int[Samples(song).Length];
        foreach (var link in links.Values)
        {
            var stem = Samples(await service.Client.GetByteArrayAsync(link));
            for (var i = 0; i < sum.Length; i++)
                sum[i] += stem[i];
        }

        Assert.Equal(Samples(song).Select(sample => (int)sample), sum);
    }

    [Theory]
    [InlineData("{\"recipe\":\"soup\"}", "recipe must be drumkit or instrumental")]
    [InlineData("{\"recipe\":\"karaoke\"}", "recipe must be drumkit or instrumental")]
    [InlineData("{\"recipe\":\"instrumental\",\"stems\":[\"drums\"]}", "stems must be among vocals, instrumental, which the recipe instrumental makes; there is no \"drums\"")]
    public async Task What_no_recipe_makes_is_400_at_once(string members, string message)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var body = members.Replace("{", $"{{\"audioId\":\"{await service.AddAudioAsync("ada")}\",", StringComparison.Ordinal);

        var answer = await client.PostAsync("/producer/stems", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(message, (await answer.ReadJsonAsync()).GetProperty("detail").GetString());
    }

    private static short[] Samples(byte[] wav)
    {
        var data = wav.AsSpan().IndexOf("data"u8) + 8;
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(wav.AsSpan(data)).ToArray();
    }
}
