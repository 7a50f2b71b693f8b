using Microsoft.IdentityModel.Tokens;

namespace Unbraid.Service.Security;

/// <summary>
/// What <see cref="TokenIssuer"/> writes into tokens and a service without an identity provider expects in them.
/// </summary>
internal static class LocalTokens
{
    public const string Issuer = "unbraid";
    public const string Audience = "unbraid";
    public const string Algorithm = SecurityAlgorithms.HmacSha256;

    public static SymmetricSecurityKey Key(SigningKey key) => new(key.Derive("unbraid tokens"));
}
