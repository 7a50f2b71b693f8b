using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unbraid.Service.Features.Generation;
using Unbraid.Service.Features.Generation.Lyria;

namespace Unbraid.Service.Tests;

/// <summary>What each thing that Lyria may answer becomes for the one who polls the task, and what the operator reads.</summary>
public sealed class LyriaScenarioTests
{
    private const string Ok = "Lyria made a song: lyria-3.5, answer r-1";
    private const string NoSong = "Lyria made no song: ";
    private const string Trouble = "Lyria cannot make songs: ";
    private const string NoBilling = Trouble + "the key's project has no billing, and Lyria has no free tier; set up billing for the project in Google AI Studio ";
    private const string BadKey = Trouble + "Google does not accept the key; look at UNBRAID_LYRIA_API_KEY, or make a new one in Google AI Studio ";
    private static readonly byte[] s_mp3 = TestMp3.MakeAsync().GetAwaiter().GetResult();
    private static readonly StubAnswer s_ok = LyriaStub.Ok(LyriaStub.Text("[0.0:] La la la"), LyriaStub.Sound(s_mp3));
    private static readonly StubAnswer s_words = LyriaStub.Ok(LyriaStub.Text("[0.0:] La la la"));

    private static readonly Dictionary<string, Scenario> s_scenarios = new Scenario[]
    {
        // Songs.
        new("ok", [s_ok], 1, null, null, Ok),
        new("two texts", [LyriaStub.Ok(LyriaStub.Text("Caption: a waltz"), LyriaStub.Text("[0.0:] La"), LyriaStub.Sound(s_mp3))], 1, null, null, Ok),
        new("audio first", [LyriaStub.Ok(LyriaStub.Sound(s_mp3), LyriaStub.Text("[0.0:] La"))], 1, null, null, Ok),
        new("no text", [LyriaStub.Ok(LyriaStub.Sound(s_mp3))], 1, null, null, Ok),
        new("an empty text", [LyriaStub.Ok(LyriaStub.Text(""), LyriaStub.Sound(s_mp3))], 1, null, null, Ok),
        new("a text of a megabyte", [LyriaStub.Ok(LyriaStub.Text(new string('[', 1_000_000)), LyriaStub.Sound(s_mp3))], 1, null, null, Ok),
        new("JSON cut short", [LyriaStub.Ok(LyriaStub.Text("```json\n{\"sections\": ["), LyriaStub.Sound(s_mp3))], 1, null, null, Ok),
        new("two sounds", [LyriaStub.Ok(LyriaStub.Sound(s_mp3), LyriaStub.Sound(TestWav.Sine(1)))], 1, null, null, Ok),
        new("two sounds, the first no sound", [LyriaStub.Ok(LyriaStub.Sound("just words"u8.ToArray()), LyriaStub.Sound(s_mp3))], 1, null, null, Ok),
        new("a picture before the sound", [LyriaStub.Ok(LyriaStub.Sound(TestWav.Sine(1), "image/png"), LyriaStub.Sound(s_mp3))], 1, null, null, Ok),
        new("a thought before the song", [LyriaStub.Ok(Thought(LyriaStub.Sound(TestWav.Sine(1))), Thought(LyriaStub.Text("[Verse]\nno")), LyriaStub.Sound(s_mp3))], 1, null, null, Ok),
        new("slow", [LyriaStub.After(TimeSpan.FromSeconds(599), s_ok)], 1, null, null, Ok),

        // What passes.
        new("text only once, then ok", [s_words, s_ok], 2, null, null, Said("NoSong (200 STOP)"), Ok),
        new("nothing, then ok", [LyriaStub.Json(200, new JsonObject()), s_ok], 2, null, null, Said("NoSong (200)"), Ok),
        new("stopped with nothing, then ok", [LyriaStub.Ok(), s_ok], 2, null, null, Said("NoSong (200 STOP)"), Ok),
        new("refused prompt, then ok", [Blocked("PROHIBITED_CONTENT"), s_ok], 2, null, null, Said("Refused (200 PROHIBITED_CONTENT)"), Ok),
        new("refused song, then ok", [Stopped("SAFETY"), s_ok], 2, null, null, Said("Refused (200 SAFETY)"), Ok),
        new("429 with RetryInfo, then ok", [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "Quota.", LyriaStub.RetryInfo("22.4s")), s_ok], 2, null, null,
            Said("QuotaExceeded (429 RESOURCE_EXHAUSTED)"), Ok),
        new("500, then ok", [LyriaStub.Refuse(500, "INTERNAL", "An internal error has occurred."), s_ok], 2, null, null, Said("Internal (500 INTERNAL)"), Ok),
        new("store is not known", [LyriaStub.Refuse(400, "INVALID_ARGUMENT", "Unknown name \"store\": Cannot find field."), s_ok], 2, null, null,
            "Lyria does not take store (400 INVALID_ARGUMENT); the request is sent again without it", Ok),

        // What does not pass.
        new("text only", [s_words], 2, 502, "Lyria answered with words and no sound; send the request again, or change the words.",
            Said("NoSong (200 STOP)"), NoSong + "NoSong (200 STOP)"),
        new("nothing", [LyriaStub.Json(200, new JsonObject())], 2, 502, "Lyria answered with nothing; send the request again, or change the words.",
            Said("NoSong (200)"), NoSong + "NoSong (200)"),
        new("other finish reason", [Stopped("OTHER")], 2, 502, "Lyria stopped without a song (OTHER); send the request again, or change the words.",
            Said("NoSong (200 OTHER)"), NoSong + "NoSong (200 OTHER)"),
        new("500", [LyriaStub.Refuse(500, "INTERNAL", "An internal error has occurred.")], 3, 502, "Lyria failed inside; send the request again, or change the words.",
            Said("Internal (500 INTERNAL)"), Said("Internal (500 INTERNAL)"), NoSong + "Internal (500 INTERNAL)"),
        new("503", [LyriaStub.Refuse(503, "UNAVAILABLE", "The model is overloaded.")], 3, 503, "Lyria is overloaded; send the request again later.",
            Said("Overloaded (503 UNAVAILABLE)"), Said("Overloaded (503 UNAVAILABLE)"), NoSong + "Overloaded (503 UNAVAILABLE)"),
        new("429 without RetryInfo", [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "Quota.")], 3, 429, "Lyria has too many requests; send it again later.",
            Said("QuotaExceeded (429 RESOURCE_EXHAUSTED)"), Said("QuotaExceeded (429 RESOURCE_EXHAUSTED)"), NoSong + "QuotaExceeded (429 RESOURCE_EXHAUSTED)"),
        new("429 for a long time", [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "Quota.", LyriaStub.RetryInfo("3600s"))], 1, 429,
            "Lyria has too many requests; send it again after 3600 seconds.", NoSong + "QuotaExceeded (429 RESOURCE_EXHAUSTED)"),
        new("429 for today", [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "Quota, limit: 50.", LyriaStub.QuotaFailure("GenerateRequestsPerDayPerProjectPerModel", "50"), LyriaStub.RetryInfo("48s"))],
            1, 429, "Lyria makes no more songs for this service today; send the request again tomorrow.", NoSong + "DayQuotaExceeded (429 RESOURCE_EXHAUSTED)"),

        // The client's.
        new("refused prompt", [Blocked("SAFETY")], 2, 422, "Lyria refused the request (SAFETY); send it again, or change the words or the picture.",
            Said("Refused (200 SAFETY)"), NoSong + "Refused (200 SAFETY)"),
        new("refused song", [Stopped("PROHIBITED_CONTENT")], 2, 422, "Lyria refused the request (PROHIBITED_CONTENT); send it again, or change the words or the picture.",
            Said("Refused (200 PROHIBITED_CONTENT)"), NoSong + "Refused (200 PROHIBITED_CONTENT)"),
        new("recitation", [Stopped("RECITATION")], 1, 422,
            "Lyria withheld the song because it came too close to an existing one (RECITATION); change the prompt or the lyrics.", NoSong + "Declined (200 RECITATION)"),
        new("language", [Stopped("LANGUAGE")], 1, 422, "Lyria does not sing in the language of the request (LANGUAGE); use another one.", NoSong + "Declined (200 LANGUAGE)"),
        new("the picture", [Stopped("IMAGE_SAFETY")], 1, 422, "Lyria does not accept the picture (IMAGE_SAFETY); send another one, or none.", NoSong + "Declined (200 IMAGE_SAFETY)"),
        new("the picture's content", [Stopped("IMAGE_PROHIBITED_CONTENT")], 1, 422,
            "Lyria does not accept the picture (IMAGE_PROHIBITED_CONTENT); send another one, or none.", NoSong + "Declined (200 IMAGE_PROHIBITED_CONTENT)"),
        new("the picture's original", [Stopped("IMAGE_RECITATION")], 1, 422,
            "Lyria does not accept the picture (IMAGE_RECITATION); send another one, or none.", NoSong + "Declined (200 IMAGE_RECITATION)"),
        new("a word on a list", [Blocked("BLOCKLIST")], 1, 422,
            "Lyria does not accept what the request says (BLOCKLIST); change the prompt or the lyrics.", NoSong + "Declined (200 BLOCKLIST)"),
        new("prompt blocked for another reason", [Blocked("OTHER")], 1, 422,
            "Lyria does not accept the request (OTHER); change the prompt, the lyrics or the picture.", NoSong + "Declined (200 OTHER)"),
        new("400", [LyriaStub.Refuse(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")], 1, 422,
            "Lyria cannot answer the request (400: Request contains an invalid argument).", NoSong + "InvalidRequest (400 INVALID_ARGUMENT)"),

        // What may have been paid for.
        new("504", [LyriaStub.Refuse(504, "DEADLINE_EXCEEDED", "Deadline expired.")], 1, 504, "Lyria did not finish the song in its own time; it may have been billed.",
            NoSong + "TimedOut (504 DEADLINE_EXCEEDED)"),
        new("hang", [LyriaStub.Hang(TimeSpan.FromSeconds(601))], 1, 504, "Lyria did not answer within 600 seconds; the song may have been billed.", NoSong + "TimedOut"),
        new("drop mid-body", [LyriaStub.BrokenOff("""{"candidates":[{"content":{"parts":[{"inlineData":{"data":"AAAA""")], 1, 502,
            "Lyria's answer broke off; the song may have been billed.", NoSong + "BrokenOff"),
        new("half a body", [LyriaStub.Body(200, "application/json", """{"candidates":[{"content":{"parts":[{"inlineData":{"data":"AAAA""")], 1, 502,
            "Lyria's answer is damaged or not Lyria's; send the request again later.", NoSong + "BadAnswer"),
        new("bad base64", [LyriaStub.Ok(LyriaStub.Sound("*not base64*"))], 1, 502, "Lyria's sound came damaged (not base64); send the request again.", NoSong + "BadAnswer"),
        new("no sound in the bytes", [LyriaStub.Ok(LyriaStub.Sound("just words"u8.ToArray()))], 1, 502, "Lyria sent a file that is no sound; send the request again.",
            NoSong + "BadAnswer"),
        new("a sound's first bytes alone", [LyriaStub.Ok(LyriaStub.Sound("ID3\x03"u8.ToArray()))], 1, 502, "What Lyria 3 Pro made cannot be used. *", Ok),

        // What stands in between.
        new("HTML with 502", [LyriaStub.Body(502, "text/html", "<html></html>")], 1, 502, "Lyria cannot be reached: something in between answered with status 502.",
            NoSong + "BadAnswer (502)"),
        new("HTML with 200", [LyriaStub.Body(200, "text/html", "<html></html>")], 1, 502, "Lyria's answer is damaged or not Lyria's; send the request again later.",
            NoSong + "BadAnswer"),
        new("redirect", [LyriaStub.Body(302, "text/html", "<html></html>")], 1, 502, "Lyria cannot be reached: something in between answered with status 302.",
            NoSong + "BadAnswer (302)"),

        // The operator's.
        Operators("a quota of zero", [LyriaStub.Refuse(
            429, "RESOURCE_EXHAUSTED", "The quota is used up.\n* metric: generate_content_free_tier_requests, limit: 0, model: lyria-3.5\nTry again in 48.2s.",
            LyriaStub.QuotaFailure("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), LyriaStub.RetryInfo("48s"))], NoBilling + "(429 RESOURCE_EXHAUSTED)"),
        Operators("a quota of zero in words alone", [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "Quota exceeded, limit: 0.", LyriaStub.RetryInfo("48s"))],
            NoBilling + "(429 RESOURCE_EXHAUSTED)"),
        Operators("a quota of the free tier", [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "Quota.", LyriaStub.QuotaFailure("RequestsPerMinute-FreeTier"))],
            NoBilling + "(429 RESOURCE_EXHAUSTED)"),
        Operators("billing is off", [LyriaStub.Refuse(403, "PERMISSION_DENIED", "This API method requires billing.", LyriaStub.Reason("BILLING_DISABLED"))],
            NoBilling + "(403 PERMISSION_DENIED BILLING_DISABLED)"),
        Operators("no free tier in the country", [LyriaStub.Refuse(400, "FAILED_PRECONDITION", "The free tier is not available in your country; pay.")],
            NoBilling + "(400 FAILED_PRECONDITION)"),
        Operators("empty prepayment", [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "The prepayment credits are depleted.", LyriaStub.RetryInfo("5s"))],
            Trouble + "the prepaid credit of the key's billing account is used up; add credit in Google AI Studio (429 RESOURCE_EXHAUSTED)"),
        Operators("empty prepayment as 402", [LyriaStub.Refuse(402, "RESOURCE_EXHAUSTED", "Pay.")],
            Trouble + "the prepaid credit of the key's billing account is used up; add credit in Google AI Studio (402 RESOURCE_EXHAUSTED)"),
        Operators("spending limit", [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "The project is over its monthly spending cap.")],
            Trouble + "the spending limit of the key's project is reached; raise it in Google AI Studio (429 RESOURCE_EXHAUSTED)"),
        Operators("region", [LyriaStub.Refuse(400, "FAILED_PRECONDITION", "User location is not supported for the API use.")],
            Trouble + "Google does not serve the place from which this service calls; run it where the Gemini API is available (400 FAILED_PRECONDITION)"),
        Operators("another precondition", [LyriaStub.Refuse(400, "FAILED_PRECONDITION", "Something is not as it should be.")],
            Trouble + "Google does not serve the key's project as it is; look at its billing and its region in Google AI Studio (400 FAILED_PRECONDITION)"),
        Operators("API off", [LyriaStub.Refuse(403, "PERMISSION_DENIED", "The API is off.", LyriaStub.Reason("SERVICE_DISABLED"))],
            Trouble + "the Generative Language API is switched off in the key's project; switch it on in the Google Cloud console (403 PERMISSION_DENIED SERVICE_DISABLED)"),
        Operators("restricted key", [LyriaStub.Refuse(403, "PERMISSION_DENIED", "Blocked.", LyriaStub.Reason("API_KEY_SERVICE_BLOCKED"))],
            Trouble + "the key's restrictions do not allow this call; allow the Generative Language API and this machine, or make another key (403 PERMISSION_DENIED API_KEY_SERVICE_BLOCKED)"),
        Operators("leaked key", [LyriaStub.Refuse(403, "PERMISSION_DENIED", "The API key was reported as leaked.")],
            Trouble + "the key was reported as leaked and is blocked for good; make a new one in Google AI Studio (403 PERMISSION_DENIED)"),
        Operators("suspended project", [LyriaStub.Refuse(403, "PERMISSION_DENIED", "Suspended.", LyriaStub.Reason("CONSUMER_SUSPENDED"))],
            Trouble + "the key's project is suspended; Google says why in the Cloud console (403 PERMISSION_DENIED CONSUMER_SUSPENDED)"),
        Operators("wrong kind of key", [LyriaStub.Refuse(401, "UNAUTHENTICATED", "Not such a key.", LyriaStub.Reason("ACCESS_TOKEN_TYPE_UNSUPPORTED"))],
            Trouble + "the key is not of the kind that the Gemini API takes; make one in Google AI Studio, where keys begin with AQ and a point (401 UNAUTHENTICATED ACCESS_TOKEN_TYPE_UNSUPPORTED)"),
        Operators("invalid key", [LyriaStub.Refuse(400, "INVALID_ARGUMENT", $"API key not valid: {LyriaStub.OldKey} {LyriaStub.Key}", LyriaStub.Reason("API_KEY_INVALID"))],
            BadKey + "(400 INVALID_ARGUMENT API_KEY_INVALID)"),
        Operators("invalid key, details damaged", [LyriaStub.Json(400, JsonNode.Parse("""[{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[7,{"reason":[]},{"violations":"x"}]}}]""")!)],
            BadKey + "(400 INVALID_ARGUMENT)"),
        Operators("no such model", [s_ok], Trouble + "there is no model lyria-9; look at UNBRAID_LYRIA_MODEL (404 NOT_FOUND)", 0, options => options with { Model = "lyria-9" }),
        Operators("a key that may not", [s_ok], Trouble + "the key may not use the model; look at its project in Google AI Studio (403 PERMISSION_DENIED)", 0,
            options => options with { ApiKey = LyriaStub.OldKey }),
    }.ToDictionary(scenario => scenario.Name);

    public static TheoryData<string> Names => new(s_scenarios.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_scenario_ends_as_this_task(string name)
    {
        var scenario = s_scenarios[name];
        using var stub = LyriaStub.Start(scenario.Answers);
        using var log = new CapturedLog();
        await using var service = await RunningService.StartAsync(
            settings => settings.With((GenerationOptions music) => music with { LyriaApiKey = LyriaStub.Key }),
            services =>
            {
                services.AddSingleton<ILoggerProvider>(log);
                stub.Serve(services, scenario.Configure);
            });
        using var client = service.As("ada");

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "A wistful waltz" }));

        Assert.Equal(scenario.Code is null ? "completed" : "failed", task.GetProperty("status").GetString());
        Assert.Equal(scenario.Code, task.TryGetProperty("errorCode", out var errorCode) ? errorCode.GetInt32() : null);
        if (scenario.Message is null)
            Assert.False(task.TryGetProperty("errorMessage", out _));
        else
            Assert.Matches(Pattern(scenario.Message), task.GetProperty("errorMessage").GetString());
        Assert.Equal(scenario.Calls, stub.Calls);
        Assert.Empty(service.Scratch());
        Assert.Collection(
            log.Lines.Where(line => line.StartsWith("Lyria ", StringComparison.Ordinal)).Select(line => line.Trim()),
            [.. scenario.Log.Select(expected => (Action<string>)(line => Assert.Matches(Pattern(expected), line)))]);
        Assert.DoesNotContain(log.Lines, line => line.Contains("waltz", StringComparison.Ordinal));
        Assert.Equal(
            scenario.Log[^1].StartsWith(Trouble, StringComparison.Ordinal) ? scenario.Log[^1][Trouble.Length..] : null,
            service.Get<IEnumerable<IMusicGenerator>>().First().Trouble);
        if (scenario.Code is null)
            Assert.Equal(s_mp3, await service.Client.GetByteArrayAsync(task.GetProperty("result").GetProperty("audioUrl").GetString()));
    }

    [Fact]
    public async Task Bytes_are_kept_as_what_they_are_and_not_as_what_their_label_says()
    {
        var wav = TestWav.Sine(1.5);
        using var stub = LyriaStub.Start(LyriaStub.Ok(LyriaStub.Sound(wav)));
        await using var service = await RunningService.StartAsync(settings => settings.With((GenerationOptions music) => music with { LyriaApiKey = LyriaStub.Key }), services => stub.Serve(services));
        using var client = service.As("ada");

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "x" }));

        var link = task.GetProperty("result").GetProperty("audioUrl").GetString()!;
        Assert.Equal(wav, await service.Client.GetByteArrayAsync(link));
        Assert.EndsWith(".wav", new Uri(link).AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_song_that_is_made_ends_the_trouble()
    {
        using var stub = LyriaStub.Start(LyriaStub.Refuse(402, "RESOURCE_EXHAUSTED", "Pay."), s_ok);
        await using var service = await RunningService.StartAsync(settings => settings.With((GenerationOptions music) => music with { LyriaApiKey = LyriaStub.Key }), services => stub.Serve(services));
        using var client = service.As("ada");
        var lyria = service.Get<IEnumerable<IMusicGenerator>>().First();

        await client.WaitAsync(await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "x" }));
        var trouble = lyria.Trouble;
        var readiness = await (await service.Client.GetAsync("/health/ready")).ReadJsonAsync();
        await client.WaitAsync(await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "x" }));

        Assert.NotNull(trouble);
        Assert.Equal("ready", readiness.GetProperty("status").GetString());
        Assert.Equal(
            """{"status":"degraded","reason":"Lyria 3 Pro cannot make songs now; the operator finds the reason in the log."}""",
            readiness.GetProperty("checks").GetProperty("generator").GetRawText());
        Assert.Null(lyria.Trouble);
    }

    private static Scenario Operators(
        string name, StubAnswer[] answers, string log, int calls = 1, Func<LyriaOptions, LyriaOptions>? configure = null) =>
        new(name, answers, calls, 503, "The service cannot make songs now; its operator finds the reason in the log.", log) { Configure = configure };

    private static string Said(string what) => $"Lyria made no song yet: {what}; asked again in * s";

    private static string Pattern(string text) => $"^{Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal)}$";

    private static StubAnswer Blocked(string reason) =>
        LyriaStub.Json(200, new JsonObject { ["promptFeedback"] = new JsonObject { ["blockReason"] = reason }, ["modelVersion"] = "lyria-3.5" });

    private static StubAnswer Stopped(string reason) => LyriaStub.Candidate(new JsonObject { ["finishReason"] = reason, ["finishMessage"] = "Words about it." });

    private static JsonNode Thought(JsonNode part)
    {
        part["thought"] = true;
        return part;
    }

    private sealed record Scenario(string Name, StubAnswer[] Answers, int Calls, int? Code, string? Message, params string[] Log)
    {
        public Func<LyriaOptions, LyriaOptions>? Configure { get; init; }
    }
}
