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

    [Fact]
    public async Task Without_ffmpeg_the_service_says_that_it_is_not_ready()
    {
        await using var service = CliProcess.Start(
            _folder.At("home"), ["serve", "--urls", "http://127.0.0.1:0", "--data", _folder.At("data")], [("PATH", _folder.Root)]);
        using var client = new HttpClient { BaseAddress = AddressIn(await service.FirstErrorLineAsync()) };

        var answer = await client.GetAsync("/health/ready", service.Limit);

        Assert.Equal(503, (int)answer.StatusCode);
        var checks = (await answer.Content.ReadFromJsonAsync<JsonElement>(service.Limit)).GetProperty("checks");
        Assert.Equal("ffmpeg is not installed.", checks.GetProperty("ffmpeg").GetProperty("reason").GetString());
        Assert.Equal("failed", checks.GetProperty("ffprobe").GetProperty("status").GetString());
        Assert.Equal("ok", checks.GetProperty("database").GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_log_can_be_json()
    {
        await using var service = CliProcess.Start(
            _folder.At("home"), ["serve", "--urls", "http://127.0.0.1:0", "--data", _folder.At("data")], [("UNBRAID_LOG_FORMAT", "json")]);

        var line = JsonDocument.Parse(await service.FirstErrorLineAsync()).RootElement;

        Assert.Equal("Information", line.GetProperty("LogLevel").GetString());
        Assert.StartsWith("Unbraid listens on http://127.0.0.1:", line.GetProperty("Message").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("Z", line.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public async Task Too_few_handles_for_a_start_are_one_sentence(int limit)
    {
        await using var service = CliProcess.Start(
            _folder.At("home"), ["serve", "--urls", "http://127.0.0.1:0", "--data", _folder.At("data")], wrapper: ["prlimit", $"--nofile={limit}"]);

        var line = Assert.Single((await service.WaitAsync()).Exited(1).Errors);

        Assert.StartsWith(
            $"Only {limit} files and connections may be open at once, and the service needs 400 to start and 1024 to work: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_handles_are_said_at_the_start_and_the_service_works()
    {
        await using var service = CliProcess.Start(
            _folder.At("home"), ["serve", "--urls", "http://127.0.0.1:0", "--data", _folder.At("data")], wrapper: ["prlimit", "--nofile=400"]);

        Assert.Contains("Only 400 files and connections may be open at once, and 1024 should be", await service.FirstErrorLineAsync(), StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromSeconds(2), service.Limit);
        Assert.False(service.HasExited);
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
