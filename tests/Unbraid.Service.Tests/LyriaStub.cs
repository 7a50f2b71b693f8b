using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Unbraid.Service.Features.Generation.Lyria;
using WireMock;
using WireMock.Matchers;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Settings;
using WireMock.Types;
using WireMock.Util;

namespace Unbraid.Service.Tests;

/// <summary>One answer of the stub.</summary>
internal delegate Task<IResponseMessage> StubAnswer(LyriaStub stub);

/// <summary>
/// Speaks Lyria's side of the wire on loopback, in shapes that were recorded: each call gets the next of the answers given, the last one again and
/// again.
/// </summary>
internal sealed class LyriaStub : IDisposable
{
    public const string Key = "AQ.Ab8StubStubStubStubStub";
    public const string OldKey = "AIzaSyStubStubStubStubStub";
    private const string Path = "/v1beta/models/lyria-3.5:generateContent";
    private const string Jobs = "/v1beta/interactions";
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(100);
    private const string BreaksOff = "X-Breaks-Off";
    private readonly WireMockServer _server = WireMockServer.Start(new WireMockServerSettings { PreWireMockMiddlewareInit = AnnounceMore });
    private readonly TaskCompletionSource _never = new();
    private int _calls;
    private int _polls;
    private int _deletions;

    private LyriaStub(StubAnswer[] answers, StubAnswer[] polls)
    {
        Answer(Request.Create().WithPath(Path, Jobs).UsingPost(), () => Next(answers, ref _calls));
        Answer(Request.Create().WithPath($"{Jobs}/*").UsingGet(), () => Next(polls, ref _polls));
        Answer(Request.Create().WithPath($"{Jobs}/*").UsingDelete(), () => Next([Json(200, new JsonObject())], ref _deletions));
        _server.Given(Request.Create().WithPath(Path, Jobs, $"{Jobs}/*").WithHeader("x-goog-api-key", Key, MatchBehaviour.RejectOnMatch).UsingAnyMethod()).AtPriority(10)
            .RespondWith(Response.Create().WithCallback(_ => Refuse(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.")(this)));
        _server.Given(Request.Create().WithPath("/*").UsingAnyMethod()).AtPriority(20)
            .RespondWith(Response.Create().WithCallback(_ => Refuse(404, "NOT_FOUND", "models/x is not found for API version v1beta.")(this)));
    }

    /// <summary>The clock of the client under test: its pauses take no time, and the stub lets its time-outs pass.</summary>
    public TimerClock Clock { get; } = new(s_longestPause);

    public string Url => _server.Url!;

    /// <summary>The calls for a song that came with the key and for the model.</summary>
    public int Calls => _calls;

    /// <summary>The questions for a job.</summary>
    public int Polls => _polls;

    /// <summary>The jobs that were to be forgotten.</summary>
    public int Deletions => _deletions;

    public JsonNode LastRequest => JsonNode.Parse(
        _server.LogEntries.Last(entry => entry.RequestMessage!.Method == "POST").RequestMessage!.Body!)!;

    public static LyriaStub Start(params StubAnswer[] answers) => new(answers, []);

    /// <summary>With answers to the questions for a job too.</summary>
    public static LyriaStub StartJobs(StubAnswer[] answers, params StubAnswer[] polls) => new(answers, polls);

    public LyriaClient Client(Func<LyriaOptions, LyriaOptions>? configure = null, ILogger? log = null)
    {
        var options = new LyriaOptions { ApiKey = Key, BaseUrl = new Uri(Url) };
        return new LyriaClient(configure?.Invoke(options) ?? options, Clock, log ?? NullLogger.Instance);
    }

    /// <summary>Puts a client of this stub into a service.</summary>
    public void Serve(IServiceCollection services, Func<LyriaOptions, LyriaOptions>? configure = null) =>
        services.AddSingleton(provider => Client(configure, provider.GetRequiredService<ILogger<LyriaClient>>()));

    public void Dispose()
    {
        _never.TrySetResult();
        _server.Dispose();
    }

    private void Answer(IRequestBuilder request, Func<StubAnswer> next) =>
        _server.Given(request.WithHeader("x-goog-api-key", Key)).RespondWith(Response.Create().WithCallback(_ => next()(this)));

    private static StubAnswer Next(StubAnswer[] answers, ref int count) => answers[Math.Min(Interlocked.Increment(ref count), answers.Length) - 1];

    /// <summary>A whole answer with these parts.</summary>
    public static StubAnswer Ok(params JsonNode[] parts) => Candidate(new JsonObject
    {
        ["content"] = new JsonObject { ["role"] = "model", ["parts"] = new JsonArray(parts) },
        ["finishReason"] = "STOP",
        ["index"] = 0,
    });

    public static StubAnswer Candidate(JsonObject candidate) => Json(200, new JsonObject
    {
        ["candidates"] = new JsonArray(candidate),
        ["usageMetadata"] = new JsonObject
        {
            ["promptTokenCount"] = 12,
            ["totalTokenCount"] = 12,
            ["promptTokensDetails"] = new JsonArray(new JsonObject { ["modality"] = "TEXT", ["tokenCount"] = 12 }),
            ["serviceTier"] = "standard",
        },
        ["modelVersion"] = "lyria-3.5",
        ["responseId"] = "r-1",
    });

    /// <summary>A job that has not ended.</summary>
    public static StubAnswer Running(string status = "in_progress") => Json(200, new JsonObject
    {
        ["id"] = "v1_job",
        ["object"] = "interaction",
        ["model"] = "lyria-3.5",
        ["status"] = status,
    });

    /// <summary>A job that has ended well: each block in a step of its own.</summary>
    public static StubAnswer Done(params JsonNode[] blocks) => Json(200, new JsonObject
    {
        ["id"] = "v1_job",
        ["object"] = "interaction",
        ["model"] = "lyria-3.5",
        ["status"] = "completed",
        ["usage"] = new JsonObject { ["total_tokens"] = 12 },
        ["steps"] = new JsonArray(
        [
            Step("user_input", TextBlock("[Verse] what was asked")), Step("thought", TextBlock("[Verse] what was thought")),
            .. blocks.Select(block => Step("model_output", block)),
        ]),
    });

    /// <summary>A job that has ended otherwise.</summary>
    public static StubAnswer Ended(string status, string? code = null) => Json(200, new JsonObject
    {
        ["id"] = "v1_job",
        ["status"] = status,
        ["error"] = code is null ? null : new JsonObject { ["code"] = code, ["message"] = "Words about it." },
    });

    /// <summary>An error of the Interactions API, which has a word for a code.</summary>
    public static StubAnswer RefuseJob(int status, string code, string message) =>
        Json(status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });

    public static JsonNode TextBlock(string text) => new JsonObject { ["type"] = "text", ["text"] = text };

    public static JsonNode SoundBlock(byte[] sound) => new JsonObject
    {
        ["type"] = "audio",
        ["mime_type"] = "audio/mpeg",
        ["data"] = Convert.ToBase64String(sound),
    };

    private static JsonObject Step(string type, JsonNode block) => new JsonObject { ["type"] = type, ["content"] = new JsonArray(block) };

    public static StubAnswer Refuse(int code, string status, string message, params JsonNode[] details) =>
        Json(code, new JsonObject
        {
            ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["status"] = status, ["details"] = new JsonArray(details) },
        });

    public static StubAnswer Json(int status, JsonNode body) => Body(status, "application/json; charset=UTF-8", body.ToJsonString());

    public static StubAnswer Body(int status, string contentType, string body) => _ => Task.FromResult<IResponseMessage>(new ResponseMessage
    {
        StatusCode = status,
        Headers = new Dictionary<string, WireMockList<string>> { ["Content-Type"] = contentType },
        BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = body },
    });

    /// <summary>Announces more than it sends, then closes.</summary>
    public static StubAnswer BrokenOff(string body) => async stub =>
    {
        var answer = await Body(200, "application/json", body)(stub);
        answer.AddHeader(BreaksOff, "yes");
        return answer;
    };

    /// <summary>Lets so much time pass before the answer.</summary>
    public static StubAnswer After(TimeSpan time, StubAnswer answer) => stub =>
    {
        stub.Clock.Advance(time);
        return answer(stub);
    };

    /// <summary>Lets so much time pass and never answers.</summary>
    public static StubAnswer Hang(TimeSpan time) => async stub =>
    {
        stub.Clock.Advance(time);
        await stub._never.Task;
        return new ResponseMessage { StatusCode = 200 };
    };

    private static void AnnounceMore(object app) => ((IApplicationBuilder)app).Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            if (http.Response.Headers.ContainsKey(BreaksOff))
                http.Response.ContentLength = 1_000_000;
            return Task.CompletedTask;
        });
        return next(http);
    });

    public static JsonNode Text(string text) => new JsonObject { ["text"] = text };

    public static JsonNode Sound(byte[] sound, string mimeType = "audio/mpeg") => Sound(Convert.ToBase64String(sound), mimeType);

    public static JsonNode Sound(string base64, string mimeType = "audio/mpeg") => new JsonObject
    {
        ["inlineData"] = new JsonObject { ["mimeType"] = mimeType, ["data"] = base64 },
    };

    public static JsonNode Reason(string reason) => new JsonObject
    {
        ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
        ["reason"] = reason,
        ["domain"] = "googleapis.com",
        ["metadata"] = new JsonObject { ["service"] = "generativelanguage.googleapis.com" },
    };

    public static JsonNode QuotaFailure(string quotaId, string? value = null) => new JsonObject
    {
        ["@type"] = "type.googleapis.com/google.rpc.QuotaFailure",
        ["violations"] = new JsonArray(new JsonObject
        {
            ["quotaMetric"] = "generativelanguage.googleapis.com/generate_requests",
            ["quotaId"] = quotaId,
            ["quotaDimensions"] = new JsonObject { ["location"] = "global", ["model"] = "lyria-3.5" },
            ["quotaValue"] = value,
        }),
    };

    public static JsonNode RetryInfo(string delay) => new JsonObject
    {
        ["@type"] = "type.googleapis.com/google.rpc.RetryInfo",
        ["retryDelay"] = delay,
    };
}
