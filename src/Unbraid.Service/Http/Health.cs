using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Http;

/// <summary>For those who watch the service: is it alive, may it be given work.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new { status = "alive" })).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Once the service is told to stop, new work is refused; polls and links are answered to the end.</summary>
    public static void UseDraining(this WebApplication app)
    {
        var lifetime = app.Lifetime;
        app.Use((http, next) => lifetime.ApplicationStopping.IsCancellationRequested && HttpMethods.IsPost(http.Request.Method)
            ? throw Draining()
            : next(http));
    }

    private static async Task<IResult> Ready(
        IHostApplicationLifetime lifetime, IDbContextFactory<ServiceDb> factory, CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            throw Draining();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!await db.Database.CanConnectAsync(cancellationToken))
            throw new Refusal(StatusCodes.Status503ServiceUnavailable, "The database does not answer.");
        return TypedResults.Ok(new { status = "ready" });
    }

    private static Refusal Draining() =>
        new(StatusCodes.Status503ServiceUnavailable, "The service is stopping; try again in a moment.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };
}
