using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Unbraid.Service.Http;

/// <summary>What stands between the service and its clients: proxies whose word counts, and pages of other origins.</summary>
internal static class Proxies
{
    private static readonly TimeSpan s_preflight = TimeSpan.FromHours(1);

    /// <summary>The network that a setting names: an address, or one with the length of a prefix.</summary>
    public static IPNetwork? NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    public static void AddProxies(this IServiceCollection services, HttpOptions options)
    {
        services.Configure<ForwardedHeadersOptions>(headers =>
        {
            headers.ForwardedHeaders = options.TrustedProxies.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedPrefix;
            headers.ForwardLimit = null; // every proxy on the way is held against the list
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (var network in options.TrustedProxies.Select(NetworkOf).OfType<IPNetwork>())
                headers.KnownIPNetworks.Add(network);
        });
        services.AddCors(cors => cors.AddDefaultPolicy(policy =>
        {
            if (options.CorsOrigins.Contains("*"))
                policy.AllowAnyOrigin();
            else
                policy.WithOrigins([.. options.CorsOrigins]);
            policy.WithMethods("GET", "HEAD", "POST", "PATCH", "DELETE")
                .WithHeaders("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "Range", "If-Range", "If-None-Match",
                    "Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata")
                .WithExposedHeaders(
                    "Location", "Retry-After", "WWW-Authenticate", "Content-Disposition", "Content-Range", "Accept-Ranges", "ETag",
                    "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Upload-Length", "Upload-Offset", "Upload-Expires")
                .SetPreflightMaxAge(s_preflight);
        }));
    }
}
