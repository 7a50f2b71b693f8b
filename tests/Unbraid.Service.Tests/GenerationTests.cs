using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Generation;
using Unbraid.Service.Jobs;
using Unbraid.Service.Outbound;

namespace Unbraid.Service.Tests;

public sealed class GenerationTests
{
    // A PNG of one pixel.
    private static readonly byte[] s_picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task The_built_in_composer_gives_the_same_bytes_for_the_same_request_and_seed()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        async Task<System.Text.Json.JsonElement> Make(long seed) => await client.WaitAsync(await client.SubmitAsync(
            "/producer/audios", new { action = "create_music", soundPrompt = "calm piano, 100 BPM", lyrics = "[Verse]\nOver the hills\nand far away", title = "Hills/Far", seed }));

        var (first, again, other) = (await Make(1), await Make(1), await Make(2));

        Assert.Equal("completed", first.GetProperty("status").GetString());
        var result = first.GetProperty("result");
        Assert.Equal(["audioId", "audioUrl", "duration", "title"], result.EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal("Hills/Far", result.GetProperty("title").GetString());
        Assert.InRange(result.GetProperty("duration").GetDouble(), 20, 121);
        Assert.NotEqual(result.GetProperty("audioId").GetString(), again.GetProperty("result").GetProperty("audioId").GetString());
        Assert.Equal(2, service.Objects().Count(key => key.StartsWith("audio/", StringComparison.Ordinal)));
        Assert.Equal("completed", other.GetProperty("status").GetString());
        await using var db = await service.DbAsync();
        Assert.All(db.Audios, song => Assert.Equal("Over the hills\nand far away", song.Lyrics));
        Assert.All(db.Audios, song => Assert.Equal(100, SongOrigin.FromJson(song.Origin)!.Tempo));
    }

    [Theory]
    [InlineData("медленная народная песня", true)]
    [InlineData("慢歌", true)]
    [InlineData("slow folk", false)]
    [InlineData(null, false)]
    public async Task A_prompt_of_which_nothing_was_understood_is_a_warning(string? soundPrompt, bool isWarned)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt, lyrics = "Over the hills" }));

        Assert.Equal(isWarned, task.GetProperty("result").TryGetProperty("warnings", out var warnings));
        if (isWarned)
            Assert.StartsWith("Nothing of the prompt was understood", Assert.Single(warnings.EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_generated_song_is_an_audio_like_any_other_and_keeps_what_Lyria_told()
    {
        using var stub = LyriaStub.Start(LyriaStub.Ok(
            LyriaStub.Text("[0.5:] Over the hills"), LyriaStub.Text("Caption: A song of hills."), LyriaStub.Sound(TestWav.Sine(2, 44_100))));
        await using var service = await StartAsync(stub);
        using var client = service.As("ada");

        var song = (await client.WaitAsync(await client.SubmitAsync(
            "/producer/audios", new { action = "create_music", soundPrompt = "A folk song about hills, slow and wide, with a fiddle that comes in late\nand more" }))).GetProperty("result");
        var audioId = song.GetProperty("audioId").GetString();
        var stems = await client.WaitAsync(await client.SubmitAsync("/producer/stems", new { audioId, model = "classic" }));

        Assert.Equal("A folk song about hills, slow and wide", song.GetProperty("title").GetString());
        Assert.Equal(2, song.GetProperty("duration").GetDouble(), 0.001);
        Assert.Equal(["bass", "drums", "other", "vocals"], stems.GetProperty("result").EnumerateObject().Select(stem => stem.Name).Order());
        var download = await client.WaitAsync(await client.SubmitAsync("/producer/download", new { audioId, format = "mp3" }));
        Assert.Equal("completed", download.GetProperty("status").GetString());
        var audio = await client.GetFromJsonAsync<System.Text.Json.JsonElement>($"/producer/audios/{audioId}");
        Assert.Equal("Over the hills", audio.GetProperty("lyrics").GetString());
        Assert.Equal("Lyria 3 Pro", audio.GetProperty("source").GetString());
        Assert.Equal(
            """{"model":"Lyria 3 Pro","modelVersion":"lyria-3.5","lyrics":[{"text":"Over the hills","start":0.5}],"caption":"A song of hills."}""",
            audio.GetProperty("origin").GetRawText());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[Verse]\nThe mill is turning slow\nThe river brings the snow\nA lamp is on the stair\nAnd nobody is there\n[Chorus]\nSo carry me along\nThe night is one long song\nThe morning has a door\nI knock on it once more")]
    public async Task A_song_of_eight_lines_in_two_sections_keeps_eight_lines_in_order(string? lyrics)
    {
        string[] words =
        [
            "The mill is turning slow", "The river brings the snow", "A lamp is on the stair", "And nobody is there",
            "So carry me along", "The night is one long song", "The morning has a door", "I knock on it once more",
        ];
        using var stub = LyriaStub.Start(LyriaStub.Ok(
            LyriaStub.Text("mosic: 4.5\nbpm: 96.0\nduration_secs: 2.0\n[[A0]]\n[0.4:] A fiddle plays alone.\n[[B1]]\n[1.2:] Drums come in."),
            LyriaStub.Text($"[[A0]]\n[0.4:] {string.Join("\n[:] ", words[..4])}\n[[B1]]\n[1.2:] {string.Join("\n[:] ", words[4..])}\n"),
            LyriaStub.Sound(TestWav.Sine(2, 44_100))));
        await using var service = await StartAsync(stub);
        using var client = service.As("ada");

        var song = (await client.WaitAsync(await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "folk", lyrics }))).GetProperty("result");

        var audio = await client.GetFromJsonAsync<System.Text.Json.JsonElement>($"/producer/audios/{song.GetProperty("audioId").GetString()}");
        Assert.Equal(string.Join('\n', words), audio.GetProperty("lyrics").GetString());
        var origin = audio.GetProperty("origin");
        Assert.Equal(words, origin.GetProperty("lyrics").EnumerateArray().Select(line => line.GetProperty("text").GetString()));
        Assert.Equal([0, 4], origin.GetProperty("lyrics").EnumerateArray().Index().Where(line => line.Item.TryGetProperty("start", out _)).Select(line => line.Index));
        Assert.Equal(
            """[{"name":"A0","start":0.4,"description":"A fiddle plays alone."},{"name":"B1","start":1.2,"description":"Drums come in."}]""",
            origin.GetProperty("sections").GetRawText());
        Assert.Equal(96, origin.GetProperty("tempo").GetDouble());
    }

    [Fact]
    public async Task A_picture_goes_to_Lyria_and_becomes_the_cover()
    {
        using var stub = LyriaStub.Start(LyriaStub.Ok(LyriaStub.Sound(TestWav.Sine(1))));
        await using var web = await FileServer.StartAsync(http => http.Response.Body.WriteAsync(s_picture).AsTask());
        await using var service = await StartAsync(stub);
        using var client = service.As("ada");

        var task = await client.WaitAsync(await SubmitWithPictureAsync(client, $"http://localhost:{web.Port}/cover"));

        Assert.Equal("completed", task.GetProperty("status").GetString());
        var picture = stub.LastRequest["contents"]![0]!["parts"]![1]!["inlineData"]!;
        Assert.Equal("image/png", (string?)picture["mimeType"]);
        Assert.Equal(s_picture, Convert.FromBase64String((string)picture["data"]!));
        await using var db = await service.DbAsync();
        Assert.StartsWith($"{CoverStore.Area.Name}/", db.Audios.Single().CoverKey, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:{port}/words", 415, "The imageUrl is not the address of a JPEG, PNG or WebP picture.")]
    [InlineData("http://localhost:{port}/half", 415, "The imageUrl is not the address of a JPEG, PNG or WebP picture that can be read.")]
    [InlineData("http://localhost:{port}/large", 413, "The file is larger than 10,000,000 bytes, the most allowed (the service's setting maxImageBytes).")]
    [InlineData("http://localhost:{port}/missing", 502, "The imageUrl's server answered 404.")]
    [InlineData("http://inside.test:{port}/cover", 502, "The imageUrl cannot be fetched from inside.test: there is no public host of this name.")]
    [InlineData("http://localhost:{port}/redirect", 403, "The imageUrl redirects to an address that must not point to a private or reserved address.")]
    public async Task A_picture_that_cannot_be_used_is_said_before_a_song_is_paid_for(string template, int code, string message)
    {
        using var stub = LyriaStub.Start(LyriaStub.Ok(LyriaStub.Sound(TestWav.Sine(1))));
        await using var web = await FileServer.StartAsync(async http =>
        {
            switch (http.Request.Path.Value)
            {
                case "/words":
                    await http.Response.Body.WriteAsync("<html>no picture</html>"u8.ToArray());
                    break;
                case "/half":
                    await http.Response.Body.WriteAsync(s_picture.AsMemory(0, 20));
                    break;
                case "/large":
                    http.Response.ContentLength = 50_000_000;
                    await http.Response.StartAsync();
                    break;
                case "/redirect":
                    http.Response.Redirect("http://127.0.0.1/cover");
                    break;
                default:
                    http.Response.StatusCode = 404;
                    break;
            }
        });
        await using var service = await StartAsync(stub);
        using var client = service.As("ada");

        var task = await client.WaitAsync(await SubmitWithPictureAsync(client, template.Replace("{port}", $"{web.Port}", StringComparison.Ordinal)));

        Assert.Equal((code, message), (task.GetProperty("errorCode").GetInt32(), task.GetProperty("errorMessage").GetString()));
        Assert.Equal(0, stub.Calls);
        Assert.Empty(service.Scratch());
    }

    [Fact]
    public async Task A_call_that_the_service_was_stopped_in_is_not_made_again()
    {
        using var stub = LyriaStub.Start(LyriaStub.Hang(TimeSpan.Zero), LyriaStub.Ok(LyriaStub.Sound(TestWav.Sine(1))));
        var data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
        string task;
        await using (var service = await StartAsync(stub, data))
        {
            using var client = service.As("ada");
            task = await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "x" });
            while (stub.Calls == 0)
                await Task.Delay(10);
        }

        await using (var next = await StartAsync(stub, data))
        {
            using var again = next.As("ada");
            var end = await again.WaitAsync(task);
            Assert.Equal(502, end.GetProperty("errorCode").GetInt32());
            Assert.Contains("may have been billed", end.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
            Assert.Equal(1, stub.Calls);
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_stop_waits_for_a_call_that_costs_money_as_long_as_the_drain_time_says()
    {
        var good = LyriaStub.Ok(LyriaStub.Sound(TestWav.Sine(1)));
        using var stub = LyriaStub.Start(async at =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1.5));
            return await good(at);
        });
        var data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
        string song, stems;
        await using (var service = await StartAsync(stub, data, TimeSpan.FromMinutes(1)))
        {
            using var client = service.As("ada");
            song = await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "x" });
            while (stub.Calls == 0)
                await Task.Delay(10);
            stems = await client.SubmitAsync("/producer/download", new { audioId = await service.AddAudioAsync("ada"), format = "wav" });
        }

        await using (var next = await StartAsync(stub, data))
        {
            await using var db = await next.DbAsync();
            var ended = await db.Tasks.FindAsync(Guid.Parse(song));
            Assert.Equal((Storage.TaskState.Completed, 1), (ended!.State, ended.Attempt));
            Assert.NotNull(await db.Tasks.FindAsync(Guid.Parse(stems)));
            Assert.Equal(1, stub.Calls);
        }

        Directory.Delete(data, recursive: true);
    }

    private static Task<string> SubmitWithPictureAsync(HttpClient client, string imageUrl) =>
        client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "x", imageUrl });

    private static Task<RunningService> StartAsync(LyriaStub stub, string? data = null, TimeSpan drain = default) => RunningService.StartAsync(
        settings => settings.With((GenerationOptions music) => music with { LyriaApiKey = LyriaStub.Key })
            .With((JobOptions jobs) => jobs with { DrainTime = drain })
            .With((OutboundOptions calls) => calls with { AllowedPrivateHosts = ["localhost"] }),
        services =>
        {
            stub.Serve(services);
            services.AddSingleton<HostResolver>((_, _) => Task.FromResult(new[] { System.Net.IPAddress.Loopback }));
        },
        data);
}
