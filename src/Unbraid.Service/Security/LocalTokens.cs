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

    private const string Purpose = "unbraid tokens";

    /// <summary>The key that signs.</summary>
    public static SymmetricSecurityKey Key(SigningKey key) => new(key.Derive(Purpose));

    /// <summary>The keys whose signatures count.</summary>
    public static IEnumerable<SecurityKey> Keys(SigningKey key) => key.DeriveEach(Purpose).Select(secret => new SymmetricSecurityKey(secret));
}
