using System.Net;
using System.Security.Cryptography;
using System.Text;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Http;

/// <summary>The figures for Prometheus, at <c>/metrics</c>: for whoever has the token, or without one for this machine itself.</summary>
internal static class MetricsApi
{
    private const string Scheme = "Bearer ";

    private static readonly string[] s_signsOfAProxy = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    public static void MapMetrics(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var (telemetry, http) = (services.GetRequiredService<TelemetryOptions>(), services.GetRequiredService<HttpOptions>());
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous().ExcludeFromDescription().DisableHttpMetrics()
            .WithMetadata(new RequestLog.Watched())
            .Add(endpoint =>
            {
                var scrape = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = context =>
                {
                    Admit(context.Request, telemetry.MetricsToken, http.PublicUrl is not null);
                    return scrape(context);
                };
            });
    }

    /// <exception cref="Refusal">401, another token or none; 404, not from this machine.</exception>
    private static void Admit(HttpRequest request, string? token, bool isBehindProxy)
    {
        if (token is null)
        {
            if (isBehindProxy || !IsFromHere(request))
                throw new Refusal(StatusCodes.Status404NotFound, "There is nothing at this address.");
        }
        else if (!IsToken(request.Headers.Authorization.ToString(), token))
        {
            request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            throw new Refusal(StatusCodes.Status401Unauthorized, "Send the token of the metrics in the header Authorization: Bearer <token>.");
        }
    }

    /// <summary>
    /// Called on this machine, and by its own name. What a proxy hands on comes from this machine too, but either shows it or asks for the
    /// name by which the world knows the service, since links would not work otherwise.
    /// </summary>
    private static bool IsFromHere(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !s_signsOfAProxy.Any(request.Headers.ContainsKey)
        && (request.Host.Host == "localhost" || (IPAddress.TryParse(request.Host.Host, out var host) && IPAddress.IsLoopback(host)));

    private static bool IsToken(string header, string token) =>
        header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), Hash(token));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
