using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unbraid.Service.Features.Generation;

[assembly: AssemblyFixture(typeof(Unbraid.Service.Tests.SecretWatch))]

namespace Unbraid.Service.Tests;

/// <summary>Reads every line of log, every answer and every trace of all services in all tests. A key of Google's in any of them, or a path or remedy of the server's in an answer, fails the run.</summary>
public sealed class SecretWatch : IDisposable
{
    private static readonly ConcurrentQueue<string> s_found = new();
    private readonly ActivityListener _traces = new()
    {
        ShouldListenTo = _ => true,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        ActivityStopped = activity => Look($"trace {activity.OperationName}", string.Join(
            '\n', [activity.DisplayName, activity.StatusDescription, .. Texts(activity.TagObjects), .. activity.Events.SelectMany(e => Texts(e.Tags))])),
    };

    public SecretWatch() => ActivitySource.AddActivityListener(_traces);

    /// <summary>Whether a key of either kind is in a text; random signatures do not begin like this by chance.</summary>
    public static bool IsIn(string text) => text.Contains("AIzaSy", StringComparison.Ordinal) || text.Contains("AQ.Ab", StringComparison.Ordinal);

    /// <summary>Whether a text has what is the operator's alone: the data folder, where the program lies, how to mend the machine.</summary>
    public static bool IsOperators(string text) =>
        text.Contains("/unbraid-tests/", StringComparison.Ordinal) || text.Contains(AppContext.BaseDirectory, StringComparison.Ordinal)
        || text.Contains("apt-get", StringComparison.Ordinal);

    public void Dispose()
    {
        _traces.Dispose();
        Assert.True(s_found.IsEmpty, $"What nobody is to see was seen: {string.Join('\n', s_found.Take(5))}");
    }

    /// <summary>Reads what a service logs.</summary>
    internal static void Watch(IServiceCollection services) => services.AddLogging(logging => logging
        .AddProvider(new Log()).AddFilter<Log>(null, LogLevel.Information).AddFilter<Log>("Unbraid", LogLevel.Trace));

    /// <summary>Reads what a service answers.</summary>
    internal static HttpMessageHandler Handler() => new Answers { InnerHandler = new SocketsHttpHandler() };

    private static IEnumerable<string> Texts(IEnumerable<KeyValuePair<string, object?>> tags) => tags.Select(tag => $"{tag.Key}={tag.Value}");

    private static void Look(string where, string text)
    {
        if (IsIn(text))
            s_found.Enqueue($"{where}: {text}");
    }

    private sealed class Log : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Look("log", $"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }

    private sealed class Answers : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true)
            {
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                Look($"answer {request.RequestUri}", text);
                if (IsOperators(text))
                    s_found.Enqueue($"answer {request.RequestUri}: {text}");
            }

            return answer;
        }
    }
}

public sealed class SecretWatchTests
{
    [Theory]
    [InlineData("x AIzaSy y", true)]
    [InlineData("key=AQ.Ab8", true)]
    [InlineData("a quota", false)]
    public void Keys_of_both_kinds_are_seen(string text, bool seen) => Assert.Equal(seen, SecretWatch.IsIn(text));

    [Fact]
    public async Task What_Lyria_says_is_kept_without_the_keys_in_it()
    {
        var keys = $"{LyriaStub.Key} {LyriaStub.OldKey} secret-of-another-kind";
        using var stub = LyriaStub.Start(LyriaStub.Candidate(new System.Text.Json.Nodes.JsonObject
        {
            ["content"] = new System.Text.Json.Nodes.JsonObject
            {
                ["parts"] = new System.Text.Json.Nodes.JsonArray(
                    LyriaStub.Text($"Caption: {keys}\n\n[Verse {keys}]\n{keys}"), LyriaStub.Sound(await TestMp3.MakeAsync())),
            },
        }));
        await using var service = await RunningService.StartAsync(settings => settings.With((GenerationOptions music) => music with { LyriaApiKey = LyriaStub.Key }), services => stub.Serve(services));
        using var client = service.As("ada");

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/audios", new { action = "create_music", soundPrompt = "x" }));
        var audio = await client.GetStringAsync($"/producer/audios/{task.GetProperty("result").GetProperty("audioId").GetString()}");

        Assert.Contains("[redacted] [redacted] secret-of-another-kind", audio, StringComparison.Ordinal);
        Assert.False(SecretWatch.IsIn(audio), audio);
    }

    [Theory]
    [InlineData("Bearer abcdefgh.ijk and more", "[redacted] and more")]
    [InlineData("https://host/?key=abc&x=1", "https://host/?[redacted]&x=1")]
    [InlineData("my own key", "my own key")]
    [InlineData("other-secret!", "[redacted]!")]
    [InlineData("AIza and AQ.Ab8_-x.", "[redacted] and [redacted].")]
    public void Keys_are_taken_out_of_texts(string text, string expected) =>
        Assert.Equal(expected, Unbraid.Service.Security.Secrets.Redact(text, "other-secret"));
}
