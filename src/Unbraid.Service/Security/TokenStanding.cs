using System.Globalization;
using System.Security.Claims;

namespace Unbraid.Service.Security;

/// <summary>Whether a token that was good when a request came in still is, for answers that take long.</summary>
internal sealed class TokenStanding(TokenLedger ledger, TokenOptions options, TimeProvider clock)
{
    public bool IsGood(ClaimsPrincipal user)
    {
        if (Time(user, "exp") is { } end && end <= clock.GetUtcNow())
            return false;
        return options.Issuer is not null
            || !ledger.IsRevoked(user.FindFirst("jti")?.Value, user.Tenant(), Time(user, "iat") ?? DateTimeOffset.MinValue);
    }

    private static DateTimeOffset? Time(ClaimsPrincipal user, string claim) =>
        long.TryParse(user.FindFirst(claim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
