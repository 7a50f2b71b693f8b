using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>Calls of the Gemini API: the key, the time limit, the size limit, and what went wrong in one kind of exception.</summary>
internal sealed class LyriaHttp : IDisposable
{
    private readonly HttpClient _http;
    private readonly LyriaOptions _options;
    private readonly TimeProvider _clock;
    private readonly LyriaWire _wire;
    private readonly string _root;

    public LyriaHttp(LyriaOptions options, TimeProvider clock)
    {
        (_options, _clock, _wire) = (options, clock, new LyriaWire(options.ApiKey));
        _root = $"{options.BaseUrl.AbsoluteUri.TrimEnd('/')}/v1beta/";
        // A redirect would carry the key to somebody else.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Add("x-goog-api-key", options.ApiKey);
    }

    public void Dispose() => _http.Dispose();

    /// <param name="method">HTTP method.</param>
    /// <param name="path">Below the version of the API.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="limit">How long it may take, the answer's body included.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LyriaException">The answer did not come, is an error, or is none of this kind.</exception>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, JsonObject? body, TimeSpan limit, CancellationToken cancellationToken)
        where T : class
    {
        using var timeout = new CancellationTokenSource(limit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(method, _root + path);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            using var content = await ReadAsync(response.Content, either.Token);
            var answer = content.GetBuffer().AsSpan(0, (int)content.Length);
            if (response.StatusCode != HttpStatusCode.OK)
                throw LyriaRefusal.Explain(LyriaFailure.Read(response.StatusCode, answer, _options.ApiKey), _options);
            return _wire.Read<T>(answer)
                ?? throw new LyriaException(LyriaError.BadAnswer, "Lyria's answer is damaged or not Lyria's; send the request again later.");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LyriaException(
                LyriaError.TimedOut, $"Lyria did not answer within {limit.TotalSeconds:0} seconds; the song may have been billed.");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            throw new LyriaException(LyriaError.Unreachable, "The service cannot reach Lyria; send the request again later.", e);
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
