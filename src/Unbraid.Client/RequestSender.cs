using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Unbraid.Client;

/// <summary>Sends requests, again where that is safe and may help.</summary>
internal sealed class RequestSender(
    HttpClient http, Uri baseAddress, Func<CancellationToken, ValueTask<string>> token, UnbraidClientOptions options)
{
    /// <summary>The service's answer; the caller disposes of it.</summary>
    /// <param name="make">Makes the request, a new one for each try; its address is relative to the service.</param>
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
            var (response, failure) = await TryAsync(make, limit, cancellationToken);
            if (failure is null && response.IsSuccessStatusCode)
                return response;
            var isLast = !repeatable || tries >= options.Retries;
            if (failure is not null)
            {
                if (isLast)
                    throw new UnbraidException($"The service at {baseAddress} cannot be reached: {failure.Message}", failure);
                await PauseAsync(tries, null, cancellationToken);
                continue;
            }

            using (response)
            {
                var wait = Wait(response);
                if (isLast || !IsPassing(response.StatusCode))
                    throw new UnbraidRequestException(await Problem.ReadAsync(response, options, cancellationToken), wait);
                await PauseAsync(tries, wait, cancellationToken);
            }
        }
    }

    /// <summary>The answer read as JSON.</summary>
    public async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> make, JsonTypeInfo<T> type, TimeSpan? limit, bool repeatable, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(make, limit, repeatable, cancellationToken);
        using var patience = new Patience(options.SilenceTimeout, options.Clock, cancellationToken);
        var (body, failure) = await patience.TryAsync(async stop => await response.Content.ReadAsByteArrayAsync(stop));
        if (failure is not null)
            throw new UnbraidException($"The answer of the service at {baseAddress} broke off: {failure.Message}", failure);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new UnbraidException($"The service at {baseAddress} answered something that is not its own: {e.Message}", e);
        }
    }

    public Task<T> GetAsync<T>(string address, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address), type, options.RequestTimeout, repeatable: true, cancellationToken);

    /// <summary>All of a list that comes in pages.</summary>
    /// <param name="address">Of the list, with a query.</param>
    /// <param name="type">A page.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async IAsyncEnumerable<T> ListAsync<T>(
        string address, JsonTypeInfo<Page<T>> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await GetAsync(address + cursor, type, cancellationToken);
            foreach (var item in page.Items)
                yield return item;
            cursor = page.NextCursor is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : null;
        }
    }

    /// <summary>Sends a request once.</summary>
    public async Task<Attempt<HttpResponseMessage>> TryAsync(Func<HttpRequestMessage> make, TimeSpan? limit, CancellationToken cancellationToken)
    {
        using var request = make();
        request.RequestUri = new Uri(baseAddress, request.RequestUri!);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancellationToken));
        using var patience = new Patience(limit ?? Timeout.InfiniteTimeSpan, options.Clock, cancellationToken);
        return await patience.TryAsync(async stop => await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop));
    }

    /// <summary>Waits as long as asked, else twice as long each time, and never longer than the longest pause.</summary>
    public Task PauseAsync(int tries, TimeSpan? asked, CancellationToken cancellationToken)
    {
        var pause = asked ?? options.RetryPause * Math.Pow(2, Math.Min(tries, 20));
        return Task.Delay(pause < options.LongestPause ? pause : options.LongestPause, options.Clock, cancellationToken);
    }

    /// <summary>Whether an answer is one that another try may not get.</summary>
    public static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>How long the service asks to wait; null where it does not say.</summary>
    public TimeSpan? Wait(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > options.Clock.GetUtcNow() => date - options.Clock.GetUtcNow(),
        _ => null,
    };
}
