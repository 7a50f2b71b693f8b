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
        var song = WavFile.Tones(2);
        await using var service = _folder.Start("serve", "--urls", "http://127.0.0.1:0", "--data", _folder.At("data"));
        using var client = await ServiceClient.OfAsync(_folder, service);

        var audioId = await client.UploadAsync();
        var stems = (await client.TaskAsync(await client.Http.PostAsJsonAsync("/producer/stems", new { audioId, model = "classic" }))).GetProperty("result");

        using var anybody = new HttpClient { BaseAddress = client.Http.BaseAddress };
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
    public async Task An_installed_model_that_does_not_open_is_told_and_the_next_one_does_the_work()
    {
        var models = _folder.At("models");
        Directory.CreateDirectory(Path.Combine(models, "scnet"));
        File.WriteAllText(Path.Combine(models, "scnet", "scnet_checkpoint_musdb18.ckpt"), "no checkpoint");
        await using var service = CliProcess.Start(
            _folder.At("home"), ["serve", "--urls", "http://127.0.0.1:0", "--data", _folder.At("data")], [("UNBRAID_MODELS", models)]);
        using var client = await ServiceClient.OfAsync(_folder, service);

        Assert.Equal("mini", await client.ModelUsedAsync());
        Assert.Equal("mini", await client.ModelUsedAsync());

        var ready = await (await client.Http.GetAsync("/health/ready")).Content.ReadFromJsonAsync<JsonElement>(service.Limit);
        Assert.Contains("scnet", ready.GetProperty("checks").GetProperty("models").GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_ffmpeg_the_service_says_that_it_is_not_ready()
    {
        await using var service = CliProcess.Start(
            _folder.At("home"), ["serve", "--urls", "http://127.0.0.1:0", "--data", _folder.At("data")], [("PATH", _folder.Root)]);
        using var client = await ServiceClient.OfAsync(_folder, service);

        var answer = await client.Http.GetAsync("/health/ready", service.Limit);

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

        var line = JsonDocument.Parse(await service.ErrorLineAsync("Unbraid listens on ")).RootElement;

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

        await service.ErrorLineAsync("Only 400 files and connections may be open at once, and 1024 should be");
        await Task.Delay(TimeSpan.FromSeconds(2), service.Limit);
        Assert.False(service.HasExited);
    }
}
