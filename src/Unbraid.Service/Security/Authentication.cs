using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Security;

/// <summary>Who may come in: bearers of a JWT of the configured issuer, or of the data folder's own key.</summary>
internal static class Authentication
{
    private const int LargestDocument = 10_000_000;
    private static readonly TimeSpan s_issuerTimeout = TimeSpan.FromSeconds(4);

    private static readonly string[] s_asymmetric =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void AddBearerTokens(this IServiceCollection services, TokenOptions options, SigningKey key, TokenLedger ledger)
    {
        services.AddSingleton(key).AddSingleton(ledger).AddSingleton<IssuerKeys>().AddSingleton<TokenStanding>().AddSingleton<EntryCodes>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
        {
            bearer.MapInboundClaims = false;
            bearer.TokenValidationParameters = new TokenValidationParameters
            {
                RequireExpirationTime = true,
                RequireSignedTokens = true,
                ClockSkew = TimeSpan.FromSeconds(30),
                NameClaimType = "sub",
            };
            if (options.Issuer is { } issuer)
                TrustIssuer(bearer, issuer, options);
            else
                TrustOwnKey(bearer.TokenValidationParameters, key);
            bearer.Events = new JwtBearerEvents
            {
                OnTokenValidated = context => Check(context, options.Issuer is null ? ledger : null),
                OnMessageReceived = context =>
                {
                    context.Token = SessionCookie.Read(context.Request);
                    return options.Issuer is null ? Task.CompletedTask : Challenge.NeedIssuerKeysAsync(context);
                },
                OnChallenge = Challenge.AnswerAsync,
            };
        });

        if (options.Issuer is null)
            services.AddCondition("tokens", _ => ledger.IsGone ? "The list of tokens was removed; revoked tokens are refused until the service stops, and count again after that: put a copy back." : null);

        // Authentication brings data protection, which would keep keys in the home folder that nothing here uses.
        services.Remove(services.Single(service => service.ImplementationType?.Name == "DataProtectionHostedService"));
        services.AddAuthorizationBuilder().SetFallbackPolicy(null).SetDefaultPolicy(Policy(options.RequiredScope));
    }

    private static void TrustOwnKey(TokenValidationParameters validation, SigningKey key)
    {
        validation.ValidIssuer = LocalTokens.Issuer;
        validation.ValidAudience = LocalTokens.Audience;
        validation.ValidAlgorithms = [LocalTokens.Algorithm];
        validation.IssuerSigningKeyResolver = (_, _, _, _) => LocalTokens.Keys(key);
    }

    private static void TrustIssuer(JwtBearerOptions bearer, string issuer, TokenOptions options)
    {
        bearer.TokenValidationParameters.ValidIssuer = issuer;
        bearer.TokenValidationParameters.ValidAudience = options.Audience;
        bearer.TokenValidationParameters.ValidAlgorithms = s_asymmetric;
        bearer.TokenValidationParameters.IssuerSigningKeyValidator = (key, _, _) => IssuerKeys.IsStrong(key);
        var address = options.JwksUrl ?? $"{issuer.TrimEnd('/')}/.well-known/openid-configuration"; // OpenID Connect Discovery, section 4
        var http = new HttpClient { Timeout = s_issuerTimeout, MaxResponseContentBufferSize = LargestDocument };
        bearer.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            address,
            options.JwksUrl is null ? new OpenIdConnectConfigurationRetriever() : new JwksRetriever(issuer),
            new HttpDocumentRetriever(http) { RequireHttps = !IsLoopback(address) },
            new IssuerKeys.Validator());
    }

    private static bool IsLoopback(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback;

    private static Task Check(TokenValidatedContext context, TokenLedger? ledger)
    {
        var token = (JsonWebToken)context.SecurityToken;
        if (context.Principal?.FindFirst("sub")?.Value is not { Length: > 0 and <= Tenants.MaxLength } subject || subject.Contains('\0', StringComparison.Ordinal))
            context.Fail("The token has no usable subject.");
        else if (token.TryGetHeaderValue<object>("crit", out _))
            context.Fail("The token asks for extensions (crit) that this service does not know."); // RFC 7515, 4.1.11
        else if (ledger?.IsRevoked(token.Id, subject, new DateTimeOffset(token.IssuedAt, TimeSpan.Zero)) == true)
            context.Fail("The token was revoked.");
        return Task.CompletedTask;
    }

    private static AuthorizationPolicy Policy(string? scope)
    {
        var policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser();
        if (scope is not null)
        {
            policy.RequireAssertion(context => context.User.Claims
                .Where(claim => claim.Type is "scope" or "scp")
                .Any(claim => claim.Value.Split(' ').Contains(scope)));
        }

        return policy.Build();
    }

    /// <summary>Reads a bare key set where a discovery document is expected.</summary>
    private sealed class JwksRetriever(string issuer) : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
            string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var configuration = new OpenIdConnectConfiguration { Issuer = issuer };
            foreach (var key in new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel)).GetSigningKeys())
                configuration.SigningKeys.Add(key);
            return configuration;
        }
    }
}
