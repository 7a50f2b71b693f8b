using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Security;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Features.Studio;

/// <summary>The page for people: its files, how it comes in, and what it can offer them.</summary>
internal static class StudioApi
{
    /// <summary>A compiled module shifts pitch; pictures and sound come from the service itself.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data:; media-src 'self'; worker-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly TimeSpan s_session = TimeSpan.FromDays(7);

    public static void AddStudio(this IServiceCollection services) => services.AddSingleton<StudioOffer>();

    public static void MapStudio(this IEndpointRouteBuilder app)
    {
        _ = app.ServiceProvider.GetRequiredService<EntryCodes>(); // codes count from now on
        var files = EmbeddedFiles.Of(typeof(StudioApi).Assembly, "studio/");
        app.MapEmbedded("/", files, "index.html", ContentPolicy);
        foreach (var name in files.Keys)
            app.MapEmbedded($"/studio/{name}", files, name);
        app.MapPost("/studio/enter", Enter).AllowAnonymous().ExcludeFromDescription();
        var session = app.MapGroup("/studio").RequireAuthorization().RequireRateLimiting(RateLimits.Polls).ExcludeFromDescription();
        session.MapPost("/session", SignIn);
        session.MapDelete("/session", SignOut);
        session.MapGet("/offer", (HttpContext http, StudioOffer offer) => TypedResults.Ok(offer.For(http.User.Tenant())));
    }

    /// <summary>Turns the code of a link into a session.</summary>
    private static NoContent Enter(HttpContext http, Body<EnterDto> body, EntryCodes codes, TokenOptions options, ServiceSettings settings, TimeProvider clock)
    {
        // A page of another port could otherwise use a link up, or put its reader into a session that is not theirs.
        if (!http.Request.Headers.ContainsKey(SessionCookie.Header))
            throw new Refusal(StatusCodes.Status403Forbidden, $"Only the page itself may do this; send the header {SessionCookie.Header}.");
        if (options.Issuer is not null || codes.Redeem(body.Value.Code) is not { } tenant)
            throw new Refusal(StatusCodes.Status401Unauthorized, "This link was used before or is too old; the command 'unbraid studio' gives a new one.");
        SessionCookie.Write(http, TokenIssuer.Issue(settings, tenant, s_session, clock));
        return TypedResults.NoContent();
    }

    /// <summary>Turns the token of the request into a session.</summary>
    private static NoContent SignIn(HttpContext http)
    {
        if (http.Request.Headers.Authorization.ToString().Split(' ') is [_, var token])
            SessionCookie.Write(http, token);
        return TypedResults.NoContent();
    }

    private static NoContent SignOut(HttpContext http)
    {
        SessionCookie.Remove(http);
        return TypedResults.NoContent();
    }
}
