using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unbraid.Service.Features.Generation;
using Unbraid.Service.Features.Generation.Lyria;

namespace Unbraid.Service.Tests;

/// <summary>Songs made as jobs that can be asked for again.</summary>
public sealed class LyriaJobTests
{
    private static readonly byte[] s_sound = TestWav.Sine(1);
    private static readonly StubAnswer s_done = LyriaStub.Done(LyriaStub.TextBlock("[[A0]]\n[0.2:] La la\n[:] lu lu"), LyriaStub.SoundBlock(s_sound));

    [Fact]
    public async Task A_job_is_begun_noted_and_asked_for_until_it_has_ended()
    {
        var notes = new CallNotes();
        var asked = new List<string?>();
        using var stub = LyriaStub.StartJobs([LyriaStub.Running("queued")], See(LyriaStub.Running()), See(s_done));
        using var client = Client(stub);

        var song = await client.GenerateAsync(
            new LyriaRequest { Prompt = "A waltz", Seed = 7, Image = new LyriaImage("image/png", new byte[] { 1, 2, 3 }) }, notes);

        var expected = JsonNode.Parse(
            """
            {"model":"lyria-3.5","input":[{"type":"text","text":"A waltz"},{"type":"image","mime_type":"image/png","data":"AQID"}],
             "background":true,"store":true,"generation_config":{"seed":7}}
            """);
        Assert.True(JsonNode.DeepEquals(expected, stub.LastRequest), stub.LastRequest.ToJsonString());
        Assert.Equal(s_sound, song.Audio.ToArray());
        Assert.Equal(("lyria-3.5", "v1_job", "v1_job"), (song.ModelVersion, song.ResponseId, song.Job));
        Assert.Equal(["La la", "lu lu"], song.Lines.Select(line => line.Text));
        Assert.Equal(["begin", "save v1_job"], notes.Events);
        Assert.Equal(["v1_job", "v1_job"], asked);

        StubAnswer See(StubAnswer answer) => stub =>
        {
            asked.Add(notes.Job);
            return answer(stub);
        };
    }

    [Fact]
    public async Task A_job_outlives_the_service_that_began_it()
    {
        var data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
        var done = false;
        using var stub = LyriaStub.StartJobs([LyriaStub.Running()], stub => (Volatile.Read(ref done) ? s_done : LyriaStub.Running())(stub));
        string task;
        await using (var service = await StartAsync(stub, data: data))
        {
            using var client = service.As("ada");
            task = await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "x" });
            while (stub.Polls == 0)
                await Task.Delay(10);
        }

        Volatile.Write(ref done, true);
        // Whatever the settings say by then.
        await using (var next = await StartAsync(stub, options => options with { Api = LyriaApi.GenerateContent }, data))
        {
            using var again = next.As("ada");
            var end = await again.WaitAsync(task);
            Assert.Equal("completed", end.GetProperty("status").GetString());
            Assert.Equal(s_sound, await next.Client.GetByteArrayAsync(end.GetProperty("result").GetProperty("audioUrl").GetString()));
        }

        Assert.Equal((1, 1), (stub.Calls, stub.Deletions));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_job_whose_id_did_not_come_is_not_begun_again()
    {
        var data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
        using var stub = LyriaStub.StartJobs([LyriaStub.Hang(TimeSpan.Zero), LyriaStub.Running()], s_done);
        string task;
        await using (var service = await StartAsync(stub, data: data))
        {
            using var client = service.As("ada");
            task = await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "x" });
            while (stub.Calls == 0)
                await Task.Delay(10);
        }

        await using (var next = await StartAsync(stub, data: data))
        {
            using var again = next.As("ada");
            Assert.Contains("may have been billed", (await again.WaitAsync(task)).GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal((1, 0), (stub.Calls, stub.Polls));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Trouble_with_asking_loses_nothing_and_is_said_once()
    {
        using var log = new CapturedLog();
        using var stub = LyriaStub.StartJobs(
            [LyriaStub.Running()], LyriaStub.RefuseJob(503, "service_unavailable", "Busy."), LyriaStub.RefuseJob(503, "service_unavailable", "Busy."),
            LyriaStub.Body(502, "text/html", "<html></html>"), LyriaStub.Hang(TimeSpan.FromSeconds(121)), LyriaStub.BrokenOff("{"),
            LyriaStub.RefuseJob(401, "authentication", $"Not {LyriaStub.Key}"), LyriaStub.RefuseJob(429, "rate_limit_exceeded", "Slower."), s_done);
        using var client = Client(stub, log: log);
        var notes = new CallNotes();

        var song = await client.GenerateAsync(new LyriaRequest { Prompt = "x" }, notes);

        Assert.Equal(s_sound, song.Audio.ToArray());
        Assert.Equal((1, 8), (stub.Calls, stub.Polls));
        Assert.Equal(["begin", "save v1_job"], notes.Events);
        Assert.Equal(
            ["Overloaded (503 SERVICE_UNAVAILABLE)", "BadAnswer (502)", "TimedOut", "BrokenOff", "NotServed (401 AUTHENTICATION)", "QuotaExceeded (429 RATE_LIMIT_EXCEEDED)"],
            log.Lines.Select(line => line.Split(": ")[1]).Select(said => said.Contains(')', StringComparison.Ordinal) ? said.Split(')')[0] + ")" : said.Trim()));
    }

    [Theory]
    [InlineData("failed", "safety", 2, LyriaError.Refused)]
    [InlineData("failed", "recitation", 1, LyriaError.Declined)]
    [InlineData("failed", "image_safety", 1, LyriaError.Declined)]
    [InlineData("failed", "api_error", 3, LyriaError.Internal)]
    [InlineData("failed", "payment_required", 1, LyriaError.NotServed)]
    [InlineData("failed", "no_such_word", 3, LyriaError.Internal)]
    [InlineData("failed", null, 2, LyriaError.NoSong)]
    [InlineData("cancelled", null, 2, LyriaError.NoSong)]
    [InlineData("incomplete", null, 2, LyriaError.NoSong)]
    [InlineData("budget_exceeded", null, 1, LyriaError.NotServed)]
    [InlineData("completed", null, 2, LyriaError.NoSong)]
    public async Task A_job_that_ends_without_a_song_is_begun_again_where_that_may_help(string status, string? code, int calls, object error)
    {
        using var stub = LyriaStub.StartJobs([LyriaStub.Running()], LyriaStub.Ended(status, code));
        using var client = Client(stub);
        var notes = new CallNotes();

        var e = await Assert.ThrowsAsync<LyriaException>(() => client.GenerateAsync(new LyriaRequest { Prompt = "x" }, notes));

        Assert.Equal(error, e.Error);
        Assert.Equal(calls, stub.Calls);
        Assert.Null(notes.Job);
    }

    [Theory]
    [InlineData(404, "not_found")]
    [InlineData(400, "invalid_request")]
    public async Task A_job_that_is_no_longer_known_is_lost(int status, string code)
    {
        using var stub = LyriaStub.StartJobs([LyriaStub.Running()], LyriaStub.RefuseJob(status, code, "No such interaction."));
        using var client = Client(stub);

        var e = await Assert.ThrowsAsync<LyriaException>(() => client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes()));

        Assert.Equal((LyriaError.JobLost, 1), (e.Error, stub.Calls));
        Assert.Equal("Lyria no longer knows the song that it was making; it may have been billed.", e.Message);
    }

    [Fact]
    public async Task Damaged_answers_come_to_an_end()
    {
        using var stub = LyriaStub.StartJobs([LyriaStub.Running()], LyriaStub.Body(200, "text/html", "<html></html>"));
        using var client = Client(stub);

        var e = await Assert.ThrowsAsync<LyriaException>(() => client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes()));

        Assert.Equal((LyriaError.BadAnswer, 1, 5), (e.Error, stub.Calls, stub.Polls));
    }

    [Theory]
    [InlineData("invalid_request", LyriaError.InvalidRequest, 1)]
    [InlineData("model_not_found", LyriaError.NotServed, 1)]
    [InlineData("quota_exceeded", LyriaError.DayQuotaExceeded, 1)]
    [InlineData("too_many_requests", LyriaError.QuotaExceeded, 3)]
    [InlineData("prohibited_content", LyriaError.Refused, 2)]
    public async Task Errors_with_a_word_for_a_code_are_read_like_the_others(string code, object error, int calls)
    {
        var status = code switch { "model_not_found" => 404, "quota_exceeded" or "too_many_requests" => 429, _ => 400 };
        using var stub = LyriaStub.StartJobs([LyriaStub.RefuseJob(status, code, "Words about it.")]);
        using var client = Client(stub);

        var e = await Assert.ThrowsAsync<LyriaException>(() => client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes()));

        Assert.Equal(error, e.Error);
        Assert.Equal(calls, stub.Calls);
    }

    [Fact]
    public async Task A_model_without_jobs_is_asked_in_one_call()
    {
        using var stub = LyriaStub.StartJobs([LyriaStub.RefuseJob(400, "parameter_unknown", "Unknown parameter 'background'."), s_done]);
        using var client = Client(stub);

        await client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes());

        Assert.Equal((2, 0), (stub.Calls, stub.Polls));
        Assert.False((bool)stub.LastRequest["store"]!);
    }

    [Fact]
    public async Task Models_before_the_present_one_answer_with_outputs()
    {
        using var stub = LyriaStub.StartJobs([LyriaStub.Json(200, new JsonObject
        {
            ["id"] = "v1_job",
            ["status"] = "completed",
            ["outputs"] = new JsonArray(LyriaStub.TextBlock("[Verse]\nLa la"), LyriaStub.SoundBlock(s_sound)),
        })]);
        using var client = Client(stub);

        Assert.Equal("La la", (await client.GenerateAsync(new LyriaRequest { Prompt = "x" }, new CallNotes())).Lines.Single().Text);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Google_forgets_a_job_when_its_song_is_safe_here(bool store, int deletions)
    {
        using var stub = LyriaStub.StartJobs([LyriaStub.Running()], s_done);
        await using var service = await StartAsync(stub, options => options with { Store = store });
        using var client = service.As("ada");

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "x" }));

        Assert.Equal("completed", task.GetProperty("status").GetString());
        while (stub.Deletions < deletions)
            await Task.Delay(10);
        Assert.Equal(deletions, stub.Deletions);
    }

    [Theory]
    [InlineData("generateContent")]
    [InlineData("interactions")]
    public async Task The_service_starts_with_either_way(string api)
    {
        await using var service = await RunningService.StartAsync(
            settings => settings.With((GenerationOptions music) => music with { LyriaApiKey = LyriaStub.Key, LyriaApi = api }));
        Assert.Equal("Lyria 3 Pro", service.Get<MusicModels>().Default);
    }

    private static LyriaClient Client(LyriaStub stub, ILogger? log = null) => stub.Client(options => options with { Api = LyriaApi.Interactions }, log);

    private static Task<RunningService> StartAsync(LyriaStub stub, Func<LyriaOptions, LyriaOptions>? configure = null, string? data = null) =>
        RunningService.StartAsync(
            settings => settings.With((GenerationOptions music) => music with { LyriaApiKey = LyriaStub.Key }),
            services => stub.Serve(services, options =>
            {
                options = options with { Api = LyriaApi.Interactions };
                return configure?.Invoke(options) ?? options;
            }),
            data);
}
