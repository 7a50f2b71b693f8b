using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unbraid.Service.Features.Generation;

namespace Unbraid.Service.Tests;

/// <summary>What each thing that Lyria may answer becomes for the one who polls the task.</summary>
public sealed class LyriaScenarioTests
{
    private static readonly TimeSpan s_justInTime = TimeSpan.FromSeconds(299);
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(301);

    [Theory]
    [InlineData("ok", 1, "completed", null, null)]
    [InlineData("two texts", 1, "completed", null, null)]
    [InlineData("audio first", 1, "completed", null, null)]
    [InlineData("text only once, then ok", 2, "completed", null, null)]
    [InlineData("text only", 2, "failed", 502, "Lyria answered with words and no sound; send the request again.")]
    [InlineData("blocked prompt", 1, "failed", 422, "Lyria does not accept the request (SAFETY); change the prompt, the lyrics or the picture.")]
    [InlineData("blocked candidate", 1, "failed", 422, "Lyria withheld the song (PROHIBITED_CONTENT); change the prompt, the lyrics or the picture.")]
    [InlineData("recitation", 1, "failed", 422, "Lyria withheld the song because it came too close to an existing one (RECITATION); change the prompt or the lyrics.")]
    [InlineData("other finish reason", 1, "failed", 502, "Lyria stopped without a song (MAX_TOKENS); send the request again.")]
    [InlineData("nothing", 1, "failed", 502, "Lyria answered with nothing; send the request again.")]
    [InlineData("429 with RetryInfo, then ok", 2, "completed", null, null)]
    [InlineData("429 without RetryInfo", 3, "failed", 429, "Lyria's quota is used up; try again later.")]
    [InlineData("429 for a long time", 1, "failed", 429, "Lyria's quota is used up; try again after 3600 seconds.")]
    [InlineData("500, then ok", 2, "completed", null, null)]
    [InlineData("500", 3, "failed", 502, "Lyria failed inside; try again later.")]
    [InlineData("503", 3, "failed", 503, "Lyria is overloaded; try again later.")]
    [InlineData("504", 1, "failed", 504, "Lyria did not finish the song in its own time; it may have been billed.")]
    [InlineData("slow", 1, "completed", null, null)]
    [InlineData("hang", 1, "failed", 504, "Lyria did not answer within 300 seconds; the song may have been billed.")]
    [InlineData("drop mid-body", 1, "failed", 502, "Lyria's answer broke off; the song may have been billed.")]
    [InlineData("half a body", 1, "failed", 502, "Lyria's answer is damaged or not Lyria's; try again later.")]
    [InlineData("bad base64", 1, "failed", 502, "Lyria's sound came damaged (not base64); send the request again.")]
    [InlineData("no sound in the bytes", 1, "failed", 502, "Lyria sent a file that is no sound; send the request again.")]
    [InlineData("a sound's first bytes alone", 1, "failed", 502, "What Lyria 3 Pro made cannot be used. *")]
    [InlineData("HTML with 502", 1, "failed", 502, "Lyria cannot be reached: something in between answered with status 502.")]
    [InlineData("HTML with 200", 1, "failed", 502, "Lyria's answer is damaged or not Lyria's; try again later.")]
    [InlineData("redirect", 1, "failed", 502, "Lyria cannot be reached: something in between answered with status 302.")]
    [InlineData("WAV labelled audio/mpeg", 1, "completed", null, null)]
    [InlineData("400", 1, "failed", 422, "Lyria cannot answer the request (400: Request contains an invalid argument).")]
    [InlineData("400 about the key", 1, "failed", 502, "Lyria does not accept the service's key; the operator must look at UNBRAID_LYRIA_API_KEY.")]
    [InlineData("unknown model", 0, "failed", 502, "Lyria has no model lyria-9; the operator must look at UNBRAID_LYRIA_MODEL.")]
    [InlineData("wrong key", 0, "failed", 502, "Lyria does not accept the service's key; the operator must look at UNBRAID_LYRIA_API_KEY.")]
    public async Task A_scenario_ends_as_this_task(string scenario, int calls, string status, int? code, string? message)
    {
        var mp3 = await TestMp3.MakeAsync();
        using var stub = LyriaStub.Start(Answers(scenario, mp3));
        using var log = new CapturedLog();
        await using var service = await RunningService.StartAsync(
            settings => settings.With((GenerationOptions music) => music with { LyriaApiKey = LyriaStub.Key }),
            services => services.AddSingleton<ILoggerProvider>(log).AddSingleton(stub.Client(options => scenario switch
            {
                "unknown model" => options with { Model = "lyria-9" },
                "wrong key" => options with { ApiKey = "AIzaOther" },
                _ => options,
            })));
        using var client = service.As("ada");

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "A wistful waltz" }));

        Assert.Equal(status, task.GetProperty("status").GetString());
        Assert.Equal(code, task.TryGetProperty("errorCode", out var errorCode) ? errorCode.GetInt32() : null);
        if (message is null)
            Assert.False(task.TryGetProperty("errorMessage", out _));
        else
            Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(message).Replace("\\*", ".*", StringComparison.Ordinal)}$", task.GetProperty("errorMessage").GetString());
        Assert.Equal(calls, stub.Calls);
        Assert.Empty(service.Scratch());
        Assert.DoesNotContain(log.Lines, line => line.Contains("AIza", StringComparison.Ordinal) || line.Contains("waltz", StringComparison.Ordinal));
        if (status != "completed")
            return;
        var link = task.GetProperty("result").GetProperty("audioUrl").GetString();
        var sent = scenario.StartsWith("WAV", StringComparison.Ordinal) ? TestWav.Sine(1.5) : mp3;
        Assert.Equal(sent, await service.Client.GetByteArrayAsync(link));
        Assert.EndsWith(scenario.StartsWith("WAV", StringComparison.Ordinal) ? ".wav" : ".mp3", new Uri(link!).AbsolutePath, StringComparison.Ordinal);
    }

    private static StubAnswer[] Answers(string scenario, byte[] mp3)
    {
        var words = LyriaStub.Text("[0.0:] La la la");
        var ok = LyriaStub.Ok(words.DeepClone(), LyriaStub.Sound(mp3));
        var wordsOnly = LyriaStub.Ok(words.DeepClone());
        const string Html = "<html><head><title>502 Bad Gateway</title></head></html>";
        return scenario switch
        {
            "two texts" => [LyriaStub.Ok(LyriaStub.Text("Caption: a waltz"), words, LyriaStub.Sound(mp3))],
            "audio first" => [LyriaStub.Ok(LyriaStub.Sound(mp3), words)],
            "text only once, then ok" => [wordsOnly, ok],
            "text only" => [wordsOnly],
            "blocked prompt" => [LyriaStub.Json(200, new System.Text.Json.Nodes.JsonObject { ["promptFeedback"] = Reason("blockReason", "SAFETY"), ["modelVersion"] = "lyria-3.5" })],
            "blocked candidate" => [LyriaStub.Candidate(Reason("finishReason", "PROHIBITED_CONTENT"))],
            "recitation" => [LyriaStub.Candidate(Reason("finishReason", "RECITATION"))],
            "other finish reason" => [LyriaStub.Candidate(Reason("finishReason", "MAX_TOKENS"))],
            "nothing" => [LyriaStub.Json(200, new System.Text.Json.Nodes.JsonObject())],
            "429 with RetryInfo, then ok" => [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "Quota.", LyriaStub.RetryInfo("22.4s")), ok],
            "429 without RetryInfo" => [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "Quota.")],
            "429 for a long time" => [LyriaStub.Refuse(429, "RESOURCE_EXHAUSTED", "Quota.", LyriaStub.RetryInfo("3600s"))],
            "500, then ok" => [LyriaStub.Refuse(500, "INTERNAL", "An internal error has occurred."), ok],
            "500" => [LyriaStub.Refuse(500, "INTERNAL", "An internal error has occurred.")],
            "503" => [LyriaStub.Refuse(503, "UNAVAILABLE", "The model is overloaded.")],
            "504" => [LyriaStub.Refuse(504, "DEADLINE_EXCEEDED", "Deadline expired.")],
            "slow" => [LyriaStub.After(s_justInTime, ok)],
            "hang" => [LyriaStub.Hang(s_tooLong)],
            "drop mid-body" => [LyriaStub.BrokenOff("""{"candidates":[{"content":{"parts":[{"inlineData":{"data":"AAAA""")],
            "half a body" => [LyriaStub.Body(200, "application/json", """{"candidates":[{"content":{"parts":[{"inlineData":{"data":"AAAA""")],
            "bad base64" => [LyriaStub.Ok(LyriaStub.Sound("*not base64*"))],
            "no sound in the bytes" => [LyriaStub.Ok(LyriaStub.Sound("just words"u8.ToArray()))],
            "a sound's first bytes alone" => [LyriaStub.Ok(LyriaStub.Sound("ID3\x03"u8.ToArray()))],
            "HTML with 502" => [LyriaStub.Body(502, "text/html", Html)],
            "HTML with 200" => [LyriaStub.Body(200, "text/html", Html)],
            "redirect" => [LyriaStub.Body(302, "text/html", Html)],
            "WAV labelled audio/mpeg" => [LyriaStub.Ok(LyriaStub.Sound(TestWav.Sine(1.5)))],
            "400" => [LyriaStub.Refuse(400, "INVALID_ARGUMENT", "Request contains an invalid argument")],
            "400 about the key" => [LyriaStub.Refuse(400, "INVALID_ARGUMENT", "API key not valid: AIzaOther", Reason("reason", "API_KEY_INVALID"))],
            _ => [ok],
        };
    }

    private static System.Text.Json.Nodes.JsonObject Reason(string member, string reason) => new() { [member] = reason, ["finishMessage"] = "Words about it." };
}
