using System.Security.Claims;

namespace Unbraid.Service.Security;

internal static class Tenants
{
    public const int MaxLength = 200;

    /// <summary>Checks the name for which something is to be made.</summary>
    /// <param name="subject">The name.</param>
    /// <param name="purpose">What is to be made, for the sentence.</param>
    /// <exception cref="ServiceException">No tenant can be called so.</exception>
    public static void Check(string subject, string purpose)
    {
        if (string.IsNullOrWhiteSpace(subject) || subject.Length > MaxLength)
            throw new ServiceException($"The subject of a {purpose} must have 1 to {MaxLength} characters.");
    }

    /// <summary>The tenant of an authenticated request: the token's subject.</summary>
    public static string Tenant(this ClaimsPrincipal user) =>
        user.FindFirstValue("sub") ?? throw new InvalidOperationException("The request is not authenticated.");
}
