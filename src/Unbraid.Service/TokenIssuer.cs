using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Unbraid.Service.Security;
using Unbraid.Service.Settings;

namespace Unbraid.Service;

/// <summary>Issues tokens for a service that has no identity provider, signed with its own key.</summary>
public static class TokenIssuer
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    /// <summary>Issues a JWT; the signing key is made first if there is none.</summary>
    /// <param name="settings">The settings of the service.</param>
    /// <param name="subject">The tenant, 1 to 200 characters.</param>
    /// <param name="expires">How long the token is good for, counted from now; more than zero and at most ten years.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ServiceException">The key cannot be read or made, or an argument is invalid.</exception>
    public static string Issue(ServiceSettings settings, string subject, TimeSpan expires, TimeProvider clock)
    {
        Tenants.Check(subject, "token");
        if (expires <= TimeSpan.Zero || expires > s_longest)
            throw new ServiceException($"A token must expire after more than 0 and at most {s_longest.TotalDays:0} days.");
        var texts = SecretTexts.Of(settings);
        var key = SigningKey.Open(texts.Keys);
        var now = clock.GetUtcNow();
        var id = Guid.NewGuid().ToString();
        new TokenLedger(texts.Tokens).Add(new LedgerToken(id, subject, now, now + expires));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Subject = new ClaimsIdentity(
            [
                new Claim(JwtRegisteredClaimNames.Sub, subject),
                new Claim(JwtRegisteredClaimNames.Jti, id),
            ]),
            Issuer = LocalTokens.Issuer,
            Audience = LocalTokens.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + expires).UtcDateTime,
            SigningCredentials = new SigningCredentials(LocalTokens.Key(key), LocalTokens.Algorithm),
        });
    }

    /// <summary>The tokens that were issued and have not expired, the newest first.</summary>
    /// <param name="settings">The settings of the service.</param>
    /// <param name="clock">The clock.</param>
    public static IReadOnlyList<IssuedToken> List(ServiceSettings settings, TimeProvider clock) =>
        [.. new TokenLedger(SecretTexts.Of(settings).Tokens).List().Where(token => token.ExpiresAt > clock.GetUtcNow())
            .Select(token => new IssuedToken(token.Id, token.Subject, token.IssuedAt, token.ExpiresAt, token.RevokedAt is not null))];

    /// <summary>Revokes a token; a running service refuses it from now on.</summary>
    /// <param name="settings">The settings of the service.</param>
    /// <param name="id">From <see cref="List"/>.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ServiceException">No token with this id was issued here.</exception>
    public static void Revoke(ServiceSettings settings, string id, TimeProvider clock)
    {
        if (new TokenLedger(SecretTexts.Of(settings).Tokens).Revoke(id, clock.GetUtcNow()) is null)
            throw new ServiceException($"There is no token {id}; 'unbraid token list' shows those there are.");
    }

    /// <summary>Revokes every token of a subject that was issued up to now.</summary>
    /// <param name="settings">The settings of the service.</param>
    /// <param name="subject">The tenant.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>How many of them were known and good.</returns>
    public static int RevokeAll(ServiceSettings settings, string subject, TimeProvider clock) =>
        new TokenLedger(SecretTexts.Of(settings).Tokens).RevokeAll(subject, clock.GetUtcNow());

    /// <summary>Adds a new signing key; what the older ones signed still counts.</summary>
    /// <returns>How many keys count from now on.</returns>
    public static int RotateKey(ServiceSettings settings)
    {
        SigningKey.Rotate(SecretTexts.Of(settings).Keys);
        return SigningKey.Open(settings).Count;
    }

    /// <summary>Ends all signing keys but the newest, and with them the tokens and links that they signed.</summary>
    public static void RetireKeys(ServiceSettings settings) => SigningKey.RetireOld(SecretTexts.Of(settings).Keys);
}

/// <summary>A token that was issued; the token itself is kept nowhere.</summary>
/// <param name="Id">To revoke it by.</param>
/// <param name="Subject">Whom it is for.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="IsRevoked">Whether it was revoked.</param>
public sealed record IssuedToken(string Id, string Subject, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, bool IsRevoked);
