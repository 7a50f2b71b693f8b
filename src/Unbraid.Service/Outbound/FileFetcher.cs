using System.Net.Sockets;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Outbound;

/// <summary>Fetches a file from an address that a client named, over <see cref="GuardedHttp"/>.</summary>
internal sealed class FileFetcher : IDisposable
{
    private const string NotPublic = "there is no public host of this name";

    /// <summary>A host that begins no answer in the time of patience, or sends less of it, holds a worker for nothing.</summary>
    private const int LeastBytes = 128 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;
    private readonly UrlRules _rules;
    private readonly OutboundOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<FileFetcher> _log;

    public FileFetcher(UrlRules rules, HostResolver resolve, OutboundOptions options, TimeProvider clock, ILogger<FileFetcher> log)
    {
        (_rules, _options, _clock, _log) = (rules, options, clock, log);
        _http = GuardedHttp.CreateClient(rules, resolve);
    }

    /// <summary>Fetches into a receiver, at most what it takes.</summary>
    /// <param name="url">The address.</param>
    /// <param name="receiver">Where the file goes.</param>
    /// <param name="member">The member of the request that named the address, for messages.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    /// <returns>The file name that the server or the address suggests, if any.</returns>
    /// <exception cref="Refusal">The address is refused, does not answer with a file, or the file is too large or too
    /// slow.</exception>
    public async Task<string?> FetchAsync(
        Uri url, ContentReceiver receiver, string member, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.FetchTimeout, _clock);
        using var patience = new CancellationTokenSource(s_patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, patience.Token, cancellationToken);
        try
        {
            using var response = await FollowAsync(url, member, either.Token);
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            if (response.Content.Headers.ContentLength > receiver.Limit)
                throw receiver.TooLarge();
            patience.CancelAfter(s_patience);
            await receiver.ReceiveAsync(new ImpatientStream(body, LeastBytes, () => patience.CancelAfter(s_patience)), either.Token);
            var disposition = response.Content.Headers.ContentDisposition;
            return disposition?.FileNameStar ?? disposition?.FileName?.Trim('"')
                ?? Uri.UnescapeDataString(response.RequestMessage!.RequestUri!.Segments[^1]);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new Refusal(
                StatusCodes.Status504GatewayTimeout,
                $"The {member} was not fetched within {_options.FetchTimeout.TotalSeconds:0} seconds {Setting.Limit(nameof(_options.FetchTimeout))}.");
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new Refusal(
                StatusCodes.Status504GatewayTimeout,
                $"The {member} came too slowly: less than {LeastBytes / 1024} KB within {s_patience.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            _log.LogInformation("The {Member} of a task cannot be fetched from {Host}: {Reason}", member, Logging.Safe(url.Host), Logging.Safe(e.Message));
            throw new Refusal(
                StatusCodes.Status502BadGateway, $"The {member} cannot be fetched from {url.Host}: {Reason(e)}.");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(Uri url, string member, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= _options.FetchRedirects; redirects++)
        {
            if (_rules.Complaint(url) is { } complaint)
                throw new Refusal(
                    StatusCodes.Status403Forbidden,
                    $"The {member} {(redirects == 0 ? "" : "redirects to an address that ")}{complaint}.");
            var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
                    || response.Headers.Location is not { } location)
                    throw new Refusal(
                        StatusCodes.Status502BadGateway, $"The {member}'s server answered {(int)response.StatusCode}.");
                url = Uri.TryCreate(url, location, out var next) ? next : throw new Refusal(
                    StatusCodes.Status502BadGateway, $"The {member} redirects to something that is no address.");
            }
        }

        throw new Refusal(
            StatusCodes.Status502BadGateway, $"The {member} redirects more than {_options.FetchRedirects} times {Setting.Limit(nameof(_options.FetchRedirects))}.");
    }

    private static string Reason(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => NotPublic,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "the secure connection failed",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => NotPublic,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "no connection",
        _ => "the transfer broke off",
    };
}
