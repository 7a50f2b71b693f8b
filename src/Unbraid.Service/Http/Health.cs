namespace Unbraid.Service.Http;

/// <summary>For those who watch the service: is it alive, may it be given work.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/health/live", ["GET", "HEAD"], () => TypedResults.Ok(new { status = "alive" })).OnlyForWatchers();
        app.MapMethods("/health/ready", ["GET", "HEAD"], Ready).OnlyForWatchers();
    }

    /// <summary>Once the service is told to stop, new work is refused; polls and links are answered to the end. Comes after the routing.</summary>
    public static void UseDraining(this WebApplication app)
    {
        var lifetime = app.Lifetime;
        app.Use((http, next) => lifetime.ApplicationStopping.IsCancellationRequested && http.GetEndpoint()?.Metadata.GetMetadata<StartsWork>() is not null
            ? throw Draining()
            : next(http));
    }

    private static void OnlyForWatchers(this RouteHandlerBuilder endpoint) =>
        endpoint.AllowAnonymous().ExcludeFromDescription().DisableHttpMetrics().WithMetadata(new RequestLog.Watched());

    private static async Task<IResult> Ready(IHostApplicationLifetime lifetime, Readiness readiness, CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            throw Draining();
        var found = await readiness.AskAsync(cancellationToken);
        return TypedResults.Json(
            found, statusCode: found.Status == ReadinessDto.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static Refusal Draining() =>
        new(StatusCodes.Status503ServiceUnavailable, "The service is stopping; try again in a moment.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };
}

/// <summary>Marks an endpoint that starts work.</summary>
internal sealed record StartsWork;
