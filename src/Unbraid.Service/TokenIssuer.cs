using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Unbraid.Service.Security;
using Unbraid.Service.Settings;

namespace Unbraid.Service;

/// <summary>Issues tokens for a service that has no identity provider, signed with the key in its data folder.</summary>
public static class TokenIssuer
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    /// <summary>Issues a JWT; the signing key is made first if the data folder has none.</summary>
    /// <param name="dataFolder">The data folder, or null for the default one.</param>
    /// <param name="subject">The tenant, 1 to 200 characters.</param>
    /// <param name="expires">How long the token is good for, counted from now; more than zero and at most ten years.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ServiceException">The key cannot be read or made, or an argument makes no sense.</exception>
    public static string Issue(string? dataFolder, string subject, TimeSpan expires, TimeProvider clock)
    {
        if (string.IsNullOrWhiteSpace(subject) || subject.Length > Tenants.MaxLength)
            throw new ServiceException($"The subject of a token must have 1 to {Tenants.MaxLength} characters.");
        if (expires <= TimeSpan.Zero || expires > s_longest)
            throw new ServiceException($"A token must expire after more than 0 and at most {s_longest.TotalDays:0} days.");
        var folder = DataFolderPath.Resolve(dataFolder);
        var now = clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Subject = new ClaimsIdentity(
            [
                new Claim(JwtRegisteredClaimNames.Sub, subject),
                new Claim(JwtRegisteredClaimNames.Jti, Guid.NewGuid().ToString()),
            ]),
            Issuer = LocalTokens.Issuer,
            Audience = LocalTokens.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + expires,
            SigningCredentials = new SigningCredentials(LocalTokens.Key(SigningKey.Open(folder)), LocalTokens.Algorithm),
        });
    }
}
