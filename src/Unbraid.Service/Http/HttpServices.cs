using System.Text.Json.Serialization;

namespace Unbraid.Service.Http;

/// <summary>The room of requests and answers: bodies, problems, links, files, limits.</summary>
internal static class HttpServices
{
    public static void AddHttp(this IServiceCollection services, HttpOptions options)
    {
        services.AddRoutingCore();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddSingleton<LinkFactory>().AddSingleton<RequestLog>().AddSingleton<Readiness>();
        services.AddTenantRateLimits(options);
        services.AddProxies(options);
    }
}
