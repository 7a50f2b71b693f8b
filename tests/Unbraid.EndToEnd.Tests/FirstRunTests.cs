using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unbraid.Tests.Catalogue;

namespace Unbraid.EndToEnd.Tests;

/// <summary>The first command of a new user, against a stand-in of the host that models are fetched from.</summary>
public sealed class FirstRunTests : IDisposable
{
    private static readonly byte[] s_weights = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "scnet-tiny.ckpt"));

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_model_is_fetched_without_a_question_and_used_and_the_second_run_is_silent()
    {
        using var host = FileServer.Of(s_weights);
        var first = (await SeparateAsync(host)).Exited(0);
        Assert.Equal("scnet", ModelOf(first));
        Assert.Contains(first.Errors, line => line.StartsWith("scnet: fetching", StringComparison.Ordinal) && line.Contains("MIT", StringComparison.Ordinal));

        var second = (await SeparateAsync(host)).Exited(0);
        Assert.Equal("scnet", ModelOf(second));
        Assert.All(second.Errors, line => Assert.Contains("song.wav: ", line, StringComparison.Ordinal)); // what is said of the song, not of the model
        Assert.Equal("/scnet/scnet_checkpoint_musdb18.ckpt", Assert.Single(host.Requests).Path);
    }

    [Fact]
    public async Task Two_first_runs_at_once_fetch_it_once()
    {
        using var host = FileServer.Of(s_weights);
        var runs = await Task.WhenAll(SeparateAsync(host), SeparateAsync(host));
        Assert.All(runs, run => Assert.Equal("scnet", ModelOf(run.Exited(0))));
        Assert.Single(host.Requests);
    }

    [Fact]
    public async Task Offline_the_built_in_model_is_used_and_said_to_be_once()
    {
        using var host = FileServer.Of(s_weights);
        await UsesMiniAsync(host, "UNBRAID_OFFLINE", ("UNBRAID_OFFLINE", "1"));
        Assert.Empty(host.Requests);
        Assert.Equal("scnet", ModelOf((await SeparateAsync(host)).Exited(0)));
    }

    [Fact]
    public async Task A_host_that_is_not_there_costs_no_song()
    {
        Uri gone;
        using (var host = FileServer.Of([]))
            gone = host.Address;
        await UsesMiniAsync(gone, "cannot be reached");
    }

    [Fact]
    public async Task Wrong_content_is_thrown_away_and_costs_no_song()
    {
        using var host = FileServer.Of(new byte[s_weights.Length]);
        await UsesMiniAsync(host, "is not scnet_checkpoint_musdb18.ckpt");
        Assert.Single(host.Requests);
        Assert.False(Directory.Exists(_folder.At("home/unbraid/models/scnet")));
    }

    [Fact]
    public async Task A_web_page_costs_no_song()
    {
        using var host = new FileServer(_ => new Answer(200, "<html>Please log in</html>"u8.ToArray()) { Headers = "Content-Type: text/html\r\n" });
        await UsesMiniAsync(host, "a web page instead of");
    }

    [Fact]
    public async Task A_host_that_falls_silent_costs_no_song_and_what_came_is_kept()
    {
        using var host = new FileServer(request => FileServer.Serve(request, s_weights) with { SilentAfter = 100_000 });
        await UsesMiniAsync(host, "Next to nothing came");
        Assert.Equal(100_000, new FileInfo(_folder.At("home/unbraid/models/scnet/scnet_checkpoint_musdb18.ckpt.part")).Length);
    }

    [Fact]
    public async Task Ctrl_C_stops_a_fetch_and_the_next_run_goes_on()
    {
        var silent = true;
        using var host = new FileServer(request => FileServer.Serve(request, s_weights, "ETag: \"v1\"\r\n") with { SilentAfter = silent ? 100_000 : null });
        await using (var process = Start(host.Address))
        {
            var part = new FileInfo(_folder.At("home/unbraid/models/scnet/scnet_checkpoint_musdb18.ckpt.part"));
            for (; !part.Exists || part.Length < 100_000; part.Refresh())
                await Task.Delay(10, process.Limit);
            await process.SignalAsync("INT");
            (await process.WaitAsync()).Exited(130);
        }

        silent = false;
        Assert.Equal("scnet", ModelOf((await SeparateAsync(host)).Exited(0)));
        Assert.Equal(100_000, host.Requests.Last().From);
    }

    [Fact]
    public async Task Fast_fetches_nothing_and_a_quality_that_is_none_is_refused()
    {
        using var host = FileServer.Of(s_weights);
        await using (var fast = Start(host.Address, ["--quality", "fast"]))
            Assert.Equal("mini", ModelOf((await fast.WaitAsync()).Exited(0)));
        await using (var none = Start(host.Address, ["--quality", "excellent"]))
            Assert.Contains("fast, balanced, best", (await none.WaitAsync()).Exited(2).Errors[0], StringComparison.Ordinal);
        await using (var both = Start(host.Address, ["--quality", "best", "--model", "mini"]))
            Assert.Contains("contradict", (await both.WaitAsync()).Exited(2).Errors[0], StringComparison.Ordinal);
        Assert.Empty(host.Requests);
    }

    [Fact]
    public async Task The_service_fetches_it_in_the_background_and_says_which_model_a_task_used()
    {
        using var held = new ManualResetEventSlim();
        using var host = new FileServer(request =>
        {
            held.Wait(TimeSpan.FromSeconds(60));
            return FileServer.Serve(request, s_weights);
        });
        await using var service = Serve(host.Address);
        using var client = await ServiceClient.OfAsync(_folder, service);

        Assert.Equal("mini", await client.ModelUsedAsync());
        held.Set();
        await service.ErrorLineAsync("Model 'scnet' is installed");
        Assert.Equal("scnet", await client.ModelUsedAsync());

        await using var next = Serve(host.Address, data: "other");
        using var again = await ServiceClient.OfAsync(_folder, next, data: "other");
        Assert.Equal("scnet", await again.ModelUsedAsync());
        Assert.Single(host.Requests);
    }

    [Theory]
    [InlineData("offline")]
    [InlineData("wrong hash")]
    [InlineData("web page")]
    [InlineData("too long")]
    [InlineData("silent")]
    public async Task A_service_without_its_model_says_so_and_works_with_the_built_in_one(string trouble)
    {
        using var host = new FileServer(request => trouble switch
        {
            "wrong hash" => FileServer.Serve(request, new byte[s_weights.Length]),
            "web page" => new Answer(200, "<html>Please log in</html>"u8.ToArray()) { Headers = "Content-Type: text/html\r\n" },
            "too long" => FileServer.Serve(request, [.. s_weights, .. s_weights]),
            _ => FileServer.Serve(request, s_weights) with { SilentAfter = 100_000 },
        });
        await using var service = Serve(host.Address, trouble == "offline" ? ("UNBRAID_OFFLINE", "1") : null);

        using var client = await ServiceClient.OfAsync(_folder, service);
        await service.ErrorLineAsync("Model 'mini' is used because 'scnet'");
        Assert.Equal("mini", await client.ModelUsedAsync());
        Assert.Equal(trouble == "offline" ? 0 : 1, host.Requests.Count);
    }

    private Task UsesMiniAsync(FileServer host, string reason, params (string, string)[] environment) => UsesMiniAsync(host.Address, reason, environment);

    private async Task UsesMiniAsync(Uri host, string reason, params (string, string)[] environment)
    {
        await using var first = Start(host, [], environment);
        var run = (await first.WaitAsync()).Exited(0);
        Assert.Equal("mini", ModelOf(run));
        var sentence = Assert.Single(run.Errors, line => line.Contains("'mini' is used", StringComparison.Ordinal));
        Assert.Contains(reason, sentence, StringComparison.Ordinal);

        await using var second = Start(host, [], environment);
        run = (await second.WaitAsync()).Exited(0);
        Assert.Equal("mini", ModelOf(run));
        Assert.DoesNotContain(run.Errors, line => line.Contains("is used", StringComparison.Ordinal));
    }

    private CliProcess Serve(Uri host, (string, string)? variable = null, string data = "data") => CliProcess.Start(
        _folder.At("home"), ["serve", "--urls", "http://127.0.0.1:0", "--data", _folder.At(data)],
        [("UNBRAID_OFFLINE", ""), ("UNBRAID_MODEL_MIRROR", host.ToString()), ("UNBRAID_CATALOGUE", Catalogue()), .. variable is { } one ? [one] : Array.Empty<(string, string)>()]);

    private async Task<CliRun> SeparateAsync(FileServer host)
    {
        await using var process = Start(host.Address);
        return await process.WaitAsync();
    }

    private CliProcess Start(Uri host, IEnumerable<string>? options = null, IEnumerable<(string, string)>? environment = null)
    {
        var song = _folder.At("song.wav");
        if (!File.Exists(song))
            WavFile.Write(song, WavFile.Tones(0.5));
        var output = _folder.At($"out-{Guid.NewGuid():N}");
        return CliProcess.Start(_folder.At("home"), ["separate", "--json", "-o", output, song, .. options ?? []],
            [("UNBRAID_OFFLINE", ""), ("UNBRAID_MODEL_MIRROR", host.ToString()), ("UNBRAID_CATALOGUE", Catalogue()), .. environment ?? []]);
    }

    /// <summary>Our catalogue with a tiny network where the default one stands.</summary>
    private string Catalogue()
    {
        var path = _folder.At("catalogue.json");
        if (File.Exists(path))
            return path;
        var catalogue = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "catalogue.json")))!;
        var scnet = catalogue["models"]!.AsArray().Single(model => (string?)model!["name"] == "scnet")!;
        var file = scnet["files"]![0]!;
        (file["size"], file["sha256"]) = (s_weights.Length, Convert.ToHexStringLower(SHA256.HashData(s_weights)));
        scnet["configuration"]!["audio"]!["chunk_size"] = 26_000;
        scnet["configuration"]!["model"] = JsonNode.Parse("""
            {
              "dims": [4, 8, 10, 12], "band_SR": [0.23, 0.37, 0.4], "band_stride": [1, 4, 4], "band_kernel": [3, 4, 4],
              "conv_depths": [3, 3, 3], "num_dplayer": 8
            }
            """);
        File.WriteAllText(path, catalogue.ToJsonString());
        return path;
    }

    private static string? ModelOf(CliRun run) => JsonDocument.Parse(Assert.Single(run.Output)).RootElement.GetProperty("model").GetString();
}
