using System.Net;
using Unbraid.Service.Http.Requests;

namespace Unbraid.Service.Outbound;

/// <summary>The room of what leaves the service: fetching what clients name, and telling them how their tasks ended.</summary>
internal static class OutboundServices
{
    public static void AddOutbound(this IServiceCollection services)
    {
        services.AddSingleton<HostResolver>(Dns.GetHostAddressesAsync).AddSingleton<UrlRules>().AddSingleton<FileFetcher>();
        services.AddSingleton<IAddressRules>(provider => provider.GetRequiredService<UrlRules>());
        services.AddSingleton<OutboundFigures>().AddSingleton<Outbox>().AddSingleton<WebhookMessage>().AddHostedService<WebhookSender>();
    }
}
