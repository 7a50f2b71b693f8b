namespace Unbraid.Service;

/// <summary>Issues tokens for a service that has no identity provider, signed with the key in its data folder.</summary>
public static class TokenIssuer
{
    /// <summary>Issues a JWT; the signing key is made first if the data folder has none.</summary>
    /// <param name="dataFolder">As <see cref="ServiceOptions.DataFolder"/>.</param>
    /// <param name="subject">The tenant.</param>
    /// <param name="expires">How long the token is good for, counted from now.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ServiceException">The key cannot be read or made, or an argument makes no sense.</exception>
    public static string Issue(string? dataFolder, string subject, TimeSpan expires, TimeProvider clock) => throw new NotSupportedException();
}
