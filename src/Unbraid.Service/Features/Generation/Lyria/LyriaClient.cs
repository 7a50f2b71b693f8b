namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>Google's Lyria over REST. May be used by several threads at once.</summary>
internal sealed class LyriaClient : IDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(4);
    private static readonly OptionalMembers[] s_optional = [OptionalMembers.Store, OptionalMembers.Seed, OptionalMembers.Background];
    private readonly LyriaOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly LyriaHttp _http;
    private readonly Interactions _jobs;
    private readonly ISongSource _songs;

    /// <param name="options">Key, model, limits.</param>
    /// <param name="clock">For time-outs and pauses.</param>
    /// <param name="log">For the operator; gets no word of requests and answers.</param>
    public LyriaClient(LyriaOptions options, TimeProvider clock, ILogger log)
    {
        (_options, _clock, _log, _http) = (options, clock, log, new LyriaHttp(options, clock));
        _jobs = new Interactions(_http, options, clock, log);
        _songs = options.Api == LyriaApi.Interactions ? _jobs : new GenerateContent(_http, options);
    }

    /// <summary>Asks for a song and waits for it, up to minutes. Asks again where that helps and cannot be billed twice.</summary>
    /// <exception cref="LyriaException">There is no song; the message says why.</exception>
    public async Task<LyriaSong> GenerateAsync(LyriaRequest request, IPaidCall call, CancellationToken cancellationToken = default)
    {
        var members = request.Seed is null ? _songs.Optional & ~OptionalMembers.Seed : _songs.Optional;
        var fruitless = 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // A job that was begun before is asked for in its own way, whatever the settings say now.
                var source = call.Job is null ? _songs : _jobs;
                return await source.AskAsync(request, members, call, cancellationToken);
            }
            catch (LyriaException e) when (NamedIn(e, members) is { } named)
            {
                members &= ~named;
                attempt--;
                _log.LogWarning("Lyria does not take {Member} ({Failure}); the request is sent again without it", MemberName(named), e.Failure);
            }
            catch (LyriaException e) when (Pause(e, attempt, fruitless) is { } pause)
            {
                fruitless += IsFruitless(e) ? 1 : 0;
                _log.LogInformation("Lyria made no song yet: {Summary}; asked again in {Seconds:0} s", e.Summary, pause.TotalSeconds);
                await Task.Delay(pause, _clock, cancellationToken);
            }
        }
    }

    /// <summary>To be called once a song is safe here: has Google forget it, unless it may keep it.</summary>
    public Task ForgetAsync(LyriaSong song, CancellationToken cancellationToken = default) =>
        song.Job is { } job ? _jobs.ForgetAsync(job, cancellationToken) : Task.CompletedTask;

    public void Dispose() => _http.Dispose();

    /// <summary>The optional member that was sent and is refused, or null.</summary>
    private static OptionalMembers? NamedIn(LyriaException e, OptionalMembers members)
    {
        if (e is not { Error: LyriaError.InvalidRequest, Failure: { } failure })
            return null;
        var named = Array.Find(s_optional, member => members.HasFlag(member) && failure.Names(MemberName(member)));
        return named == OptionalMembers.None ? null : named;
    }

    private static string MemberName(OptionalMembers member) => member.ToString().ToLowerInvariant();

    /// <summary>An answer without a song. Happens in passing, says everybody who has called Lyria; but it may cost, so one is enough.</summary>
    private static bool IsFruitless(LyriaException e) => e.Error is LyriaError.NoSong or LyriaError.Refused;

    /// <summary>How long to wait before another call, or null if there is to be none.</summary>
    private TimeSpan? Pause(LyriaException e, int attempt, int fruitless)
    {
        var attempts = e.Error switch
        {
            LyriaError.QuotaExceeded or LyriaError.Overloaded or LyriaError.Internal or LyriaError.Unreachable => _options.Attempts,
            LyriaError.TimedOut or LyriaError.BrokenOff when _options.RetryMayBillTwice => _options.Attempts,
            _ when IsFruitless(e) => fruitless == 0 ? _options.Attempts : 0,
            _ => 1,
        };
        // Jitter, so that those who were sent away together do not come back together. It only ever adds to what was asked for.
        var jitter = 1 + (0.25 * new Random(unchecked((int)_clock.GetTimestamp())).NextDouble());
        var pause = (e.RetryAfter ?? s_firstPause * Math.Pow(2, attempt - 1)) * jitter;
        return attempt < attempts && pause <= _options.LongestPause ? pause : null;
    }
}
