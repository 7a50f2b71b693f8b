namespace Unbraid.Service.Http;

internal static class EndpointConventions
{
    /// <summary>Documents the statuses with which an endpoint may refuse.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<Problem>(status, "application/problem+json");
        return endpoint;
    }
}
