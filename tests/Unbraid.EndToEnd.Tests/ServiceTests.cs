using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Unbraid.EndToEnd.Tests;

public sealed class ServiceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_song_is_uploaded_separated_and_fetched_and_its_stems_sum_to_it()
    {
        var data = _folder.At("data");
        var song = WavFile.Tones(2);
        WavFile.Write(_folder.At("song.wav"), song);
        var token = Assert.Single((await _folder.RunAsync("token", "--subject", "ada", "--data", data)).Exited(0).Output);
        await using var service = _folder.Start("serve", "--urls", "http://127.0.0.1:0", "--data", data);
        using var client = new HttpClient { BaseAddress = AddressIn(await service.FirstErrorLineAsync()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var form = new MultipartFormDataContent { { new ByteArrayContent(File.ReadAllBytes(_folder.At("song.wav"))), "file", "song.wav" } };
        var upload = await ResultAsync(client, await client.PostAsync("/producer/upload", form), service.Limit);
        var audioId = upload.GetProperty("audioId").GetString();
        var stems = await ResultAsync(client, await client.PostAsJsonAsync("/producer/stems", new { audioId, model = "classic" }), service.Limit);

        using var anybody = new HttpClient { BaseAddress = client.BaseAddress };
        var sum = new int[song.Length];
        foreach (var link in stems.EnumerateObject())
        {
            var stem = WavFile.Read(await anybody.GetByteArrayAsync(link.Value.GetString()));
            Assert.Equal(song.Length, stem.Length);
            for (int i = 0; i < sum.Length; i++)
                sum[i] += stem[i];
        }

        Assert.Equal(["bass", "drums", "other", "vocals"], stems.EnumerateObject().Select(link => link.Name).Order(StringComparer.Ordinal));
        // Each of the four is rounded with dither, which takes it at most one and a half steps from its value.
        Assert.All(sum.Zip(song), pair => Assert.InRange(pair.First - pair.Second, -6, 6));

        await service.SignalAsync("TERM");
        Assert.Empty((await service.WaitAsync()).Exited(0).Output);
        Assert.Empty(_folder.Processes());
    }

    /// <summary>The port that the system gave, out of "Unbraid listens on http://127.0.0.1:40123; its data ...".</summary>
    private static Uri AddressIn(string line)
    {
        var start = line.IndexOf("http://", StringComparison.Ordinal);
        Assert.True(start >= 0, $"The service did not start: {line}");
        return new Uri(line[start..line.IndexOf(';', start)]);
    }

    /// <summary>Waits for the task that an answer names, and gives its result.</summary>
    private static async Task<JsonElement> ResultAsync(HttpClient client, HttpResponseMessage answer, CancellationToken limit)
    {
        Assert.Equal(201, (int)answer.StatusCode);
        var taskId = (await answer.Content.ReadFromJsonAsync<JsonElement>(limit)).GetProperty("taskId").GetString();
        while (true)
        {
            var task = await client.GetFromJsonAsync<JsonElement>($"/producer/tasks?taskId={taskId}", limit);
            switch (task.GetProperty("status").GetString())
            {
                case "completed":
                    return task.GetProperty("result");
                case "pending" or "ready" or "assigned" or "processing":
                    await Task.Delay(100, limit);
                    break;
                default:
                    Assert.Fail(task.ToString());
                    break;
            }
        }
    }
}
