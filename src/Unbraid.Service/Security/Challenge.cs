using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;

namespace Unbraid.Service.Security;

/// <summary>
/// Answers a request that cannot come in: a missing, an expired and a wrong token are told apart (RFC 6750, section 3). Where the issuer's keys
/// cannot be fetched that is said instead, since nothing is known of the token then.
/// </summary>
internal static class Challenge
{
    public static Task AnswerAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        if (context.AuthenticateFailure is not { } failure)
            throw Unauthorized(context, "Send a valid token in the header Authorization: Bearer <token>.", error: null);
        throw Unauthorized(context, Explain(failure), "invalid_token");
    }

    /// <summary>Makes sure of the issuer's keys before a token is held against them.</summary>
    /// <exception cref="Refusal">503, they cannot be fetched.</exception>
    public static Task NeedIssuerKeysAsync(MessageReceivedContext context) =>
        (context.Request.Headers.Authorization.Count == 0 && context.Token is null) || context.Options.ConfigurationManager is not { } keys
            ? Task.CompletedTask
            : context.HttpContext.RequestServices.GetRequiredService<IssuerKeys>().NeedAsync(keys, context.HttpContext.RequestAborted);

    private static Refusal Unauthorized(JwtBearerChallengeContext context, string sentence, string? error)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] =
            error is null ? "Bearer" : $"Bearer error=\"{error}\", error_description=\"{sentence}\"";
        return new Refusal(StatusCodes.Status401Unauthorized, sentence);
    }

    private static string Explain(Exception failure) => failure switch
    {
        SecurityTokenExpiredException => "The token has expired; get a new one.",
        SecurityTokenNotYetValidException => "The token is not valid yet; check the clock of the machine that issued it.",
        SecurityTokenInvalidAudienceException => "The token is for another audience.",
        SecurityTokenInvalidIssuerException => "The token is of another issuer.",
        SecurityTokenNoExpirationException => "The token never expires; this service takes only tokens that do.",
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException => "The token is not signed with a key that counts here.",
        Microsoft.AspNetCore.Authentication.AuthenticationFailureException => failure.Message,
        _ => "The token is not one of this service.",
    };
}
