using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Unbraid.Client;

/// <summary>Sends requests, again where that is safe and may help.</summary>
internal sealed class RequestSender(HttpClient http, Uri baseAddress, string token, UnbraidClientOptions options)
{
    /// <summary>The service's answer; the caller disposes of it.</summary>
    /// <param name="make">Makes the request, anew for each try; its address is relative to the service.</param>
    /// <param name="limit">How long one try may take up to its headers; null for no limit.</param>
    /// <param name="repeatable">Whether it may be sent again.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="UnbraidRequestException">The service refused.</exception>
    /// <exception cref="UnbraidException">The service cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> make, TimeSpan? limit, bool repeatable, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            var mayRepeat = repeatable && tries < options.Retries;
            TimeSpan? wait = null;
            try
            {
                var response = await TryAsync(make, limit, cancellationToken);
                if (response.IsSuccessStatusCode)
                    return response;
                using (response)
                {
                    wait = Wait(response);
                    if (!mayRepeat || response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
                        throw new UnbraidRequestException(await Problem.ReadAsync(response, cancellationToken), wait);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
            {
                if (!mayRepeat)
                    throw new UnbraidException($"The service at {baseAddress} cannot be reached: {e.Message}", e);
            }

            await PauseAsync(tries, wait, cancellationToken);
        }
    }

    /// <summary>The answer read as JSON.</summary>
    public async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> make, JsonTypeInfo<T> type, TimeSpan? limit, bool repeatable, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(make, limit, repeatable, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), type)
                ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new UnbraidException($"The service at {baseAddress} answered something that is not its own: {e.Message}", e);
        }
    }

    public Task<T> GetAsync<T>(string address, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address), type, options.RequestTimeout, repeatable: true, cancellationToken);

    /// <summary>Waits as long as asked, else twice as long each time, and never longer than the longest pause.</summary>
    public Task PauseAsync(int tries, TimeSpan? asked, CancellationToken cancellationToken)
    {
        var pause = asked ?? options.RetryPause * Math.Pow(2, Math.Min(tries, 20));
        return Task.Delay(pause < options.LongestPause ? pause : options.LongestPause, options.Clock, cancellationToken);
    }

    private async Task<HttpResponseMessage> TryAsync(
        Func<HttpRequestMessage> make, TimeSpan? limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = make();
        request.RequestUri = new Uri(baseAddress, request.RequestUri!);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {limit!.Value.TotalSeconds:0.#} s", e);
        }
    }

    private TimeSpan? Wait(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > options.Clock.GetUtcNow() => date - options.Clock.GetUtcNow(),
        _ => null,
    };
}
