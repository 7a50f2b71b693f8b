using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
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

/// <summary>Speaks Lyria's side of the wire on loopback: each call gets the next of the answers given, the last one again and again.</summary>
internal sealed class LyriaStub : IDisposable
{
    public const string Key = "AIzaSyStubStubStubStubStub";
    private const string Path = "/v1beta/models/lyria-3-pro-preview:generateContent";
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(100);
    private const string BreaksOff = "X-Breaks-Off";
    private readonly WireMockServer _server = WireMockServer.Start(new WireMockServerSettings { PreWireMockMiddlewareInit = AnnounceMore });
    private readonly TaskCompletionSource _never = new();
    private int _calls;

    private LyriaStub(StubAnswer[] answers)
    {
        _server.Given(Request.Create().WithPath(Path).WithHeader("x-goog-api-key", Key).UsingPost())
            .RespondWith(Response.Create().WithCallback(_ => answers[Math.Min(Interlocked.Increment(ref _calls), answers.Length) - 1](this)));
        _server.Given(Request.Create().WithPath(Path).WithHeader("x-goog-api-key", Key, MatchBehaviour.RejectOnMatch).UsingPost()).AtPriority(10)
            .RespondWith(Response.Create().WithCallback(_ => Refuse(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.")(this)));
        _server.Given(Request.Create().WithPath("/*").UsingAnyMethod()).AtPriority(20)
            .RespondWith(Response.Create().WithCallback(_ => Refuse(404, "NOT_FOUND", "models/x is not found for API version v1beta.")(this)));
    }

    /// <summary>The clock of the client under test: its pauses take no time, and the stub lets its time-outs pass.</summary>
    public TimerClock Clock { get; } = new(s_longestPause);

    public string Url => _server.Url!;

    /// <summary>The calls that came with the key and for the model.</summary>
    public int Calls => _calls;

    public JsonNode LastRequest => JsonNode.Parse(_server.LogEntries[^1].RequestMessage!.Body!)!;

    public static LyriaStub Start(params StubAnswer[] answers) => new(answers);

    public LyriaClient Client(Func<LyriaOptions, LyriaOptions>? configure = null)
    {
        var options = new LyriaOptions { ApiKey = Key, BaseUrl = new Uri(Url) };
        return new LyriaClient(configure?.Invoke(options) ?? options, Clock);
    }

    public void Dispose()
    {
        _never.TrySetResult();
        _server.Dispose();
    }

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
        ["usageMetadata"] = new JsonObject { ["promptTokenCount"] = 12, ["totalTokenCount"] = 12 },
        ["modelVersion"] = "lyria-3.5",
        ["responseId"] = "r-1",
    });

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

    public static JsonNode RetryInfo(string delay) => new JsonObject
    {
        ["@type"] = "type.googleapis.com/google.rpc.RetryInfo",
        ["retryDelay"] = delay,
    };
}
