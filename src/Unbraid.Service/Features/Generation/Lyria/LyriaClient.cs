using System.Net;
using System.Net.Http.Headers;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>Google's Lyria 3 over REST: one call that waits for one song. May be used by several threads at once.</summary>
/// <remarks>
/// After https://ai.google.dev/api/generate-content. A call has no id, no progress and cannot be taken back: who gives up may still be billed.
/// </remarks>
internal sealed class LyriaClient : IDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(4);
    private readonly HttpClient _http;
    private readonly LyriaOptions _options;
    private readonly TimeProvider _clock;
    private readonly Uri _address;

    /// <param name="options">Key, model, limits.</param>
    /// <param name="clock">For time-outs and pauses.</param>
    public LyriaClient(LyriaOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        var folder = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        _address = new Uri($"{folder}/v1beta/models/{Uri.EscapeDataString(options.Model)}:generateContent");
        // A redirect would carry the key to somebody else.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Add("x-goog-api-key", options.ApiKey);
    }

    /// <summary>Asks for a song and waits for it, up to minutes. Tries again where that helps and cannot be billed twice.</summary>
    /// <exception cref="LyriaException">There is no song; the message says why.</exception>
    public async Task<LyriaSong> GenerateAsync(LyriaRequest request, CancellationToken cancellationToken = default)
    {
        var body = LyriaWire.Write(request);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AskAsync(body, request.Instrumental, cancellationToken);
            }
            catch (LyriaException e) when (Pause(e, attempt) is { } pause)
            {
                await Task.Delay(pause, _clock, cancellationToken);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>How long to wait before another call, or null if there is to be none.</summary>
    private TimeSpan? Pause(LyriaException e, int attempt)
    {
        var attempts = e.Error switch
        {
            LyriaError.QuotaExceeded or LyriaError.Overloaded or LyriaError.Internal or LyriaError.Unreachable => _options.Attempts,
            LyriaError.TimedOut or LyriaError.BrokenOff when _options.RetryMayBillTwice => _options.Attempts,
            LyriaError.WordsOnly => 2, // happens in passing, says everybody who has called Lyria
            _ => 1,
        };
        // Jitter, so that those who were sent away together do not come back together. It only ever adds to what was asked for.
        var jitter = 1 + (0.25 * new Random(unchecked((int)_clock.GetTimestamp())).NextDouble());
        var pause = (e.RetryAfter ?? s_firstPause * Math.Pow(2, attempt - 1)) * jitter;
        return attempt < attempts && pause <= _options.LongestPause ? pause : null;
    }

    private async Task<LyriaSong> AskAsync(byte[] body, bool instrumental, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            using var content = await ReadAsync(response.Content, either.Token);
            var answer = content.GetBuffer().AsSpan(0, (int)content.Length);
            return response.StatusCode == HttpStatusCode.OK
                ? LyriaAnswer.Decide(answer, instrumental)
                : throw LyriaRefusal.Explain(response.StatusCode, answer, _options);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LyriaException(
                LyriaError.TimedOut, $"Lyria did not answer within {_options.Timeout.TotalSeconds:0} seconds; the song may have been billed.");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            throw new LyriaException(LyriaError.Unreachable, $"No connection to Lyria at {_address.Host}; try again later.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new LyriaException(LyriaError.BrokenOff, "Lyria's answer broke off; the song may have been billed.", e);
        }
    }

    private async Task<MemoryStream> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var read = new MemoryStream();
        var part = new byte[81_920];
        int count;
        while ((count = await stream.ReadAsync(part, cancellationToken)) > 0)
        {
            if (read.Length + count > _options.MaxAnswerBytes)
                throw new LyriaException(LyriaError.BadAnswer, $"Lyria's answer is larger than {_options.MaxAnswerBytes:N0} bytes, the most that is taken.");
            read.Write(part, 0, count);
        }

        return read;
    }
}
