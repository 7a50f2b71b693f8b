using System.Security.Claims;

namespace Unbraid.Service.Security;

internal static class Tenants
{
    public const int MaxLength = 200;

    /// <summary>The tenant of an authenticated request: the token's subject.</summary>
    public static string Tenant(this ClaimsPrincipal user) =>
        user.FindFirstValue("sub") ?? throw new InvalidOperationException("The request is not authenticated.");
}
