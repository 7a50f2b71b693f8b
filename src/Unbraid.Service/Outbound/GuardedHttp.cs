using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Unbraid.Service.Outbound;

/// <summary>HTTP to addresses that clients named, without becoming the clients' way into our network.</summary>
/// <remarks>
/// The address is checked where the connection is made: the name is resolved once, every address found must be public, and the
/// connection goes to one of those very addresses. A name that changes its mind between check and use therefore gains nothing.
/// Redirects are not followed; who follows them checks each.
/// </remarks>
internal static class GuardedHttp
{
    /// <summary>
    /// A client to which a host with a private address is as unknown as one that does not exist, so that nobody learns what there is inside. It has no time
    /// limit of its own.
    /// </summary>
    public static HttpClient CreateClient(UrlRules rules, HostResolver resolve)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = 32,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(rules, resolve, context.DnsEndPoint, cancellationToken),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("Unbraid", typeof(GuardedHttp).Assembly.GetName().Version?.ToString(3)));
        return http;
    }

    private static async ValueTask<Stream> ConnectAsync(
        UrlRules rules, HostResolver resolve, DnsEndPoint target, CancellationToken cancellationToken)
    {
        var host = target.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        if (!rules.IsAllowed(host) && !Array.TrueForAll(addresses, AddressPolicy.IsPublic))
            throw new PrivateHostException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Tells operators what clients are not told.</summary>
    private sealed class PrivateHostException() : SocketException((int)SocketError.HostNotFound)
    {
        public override string Message => "The host has a private or reserved address.";
    }
}
