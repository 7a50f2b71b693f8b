using Unbraid.Service.Security;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;

namespace Unbraid.Service;

/// <summary>Makes the link with which a browser comes into the studio without a token.</summary>
public static class StudioLink
{
    /// <summary>A link to a service that has just begun to listen.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="addresses">Where it listens.</param>
    /// <param name="subject">The tenant, 1 to 200 characters.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>Null where no address is this machine's own, or where an identity provider says who comes in.</returns>
    /// <exception cref="ServiceException">As <see cref="Make"/>.</exception>
    public static string? TryMake(ServiceSettings settings, IEnumerable<string> addresses, string subject, TimeProvider clock) =>
        settings.Get<TokenOptions>().Issuer is null && addresses.FirstOrDefault(address => new Uri(address).IsLoopback) is { } own
            ? Make(settings, own, subject, clock)
            : null;

    /// <summary>Where the service listens that holds a data folder.</summary>
    /// <returns>Null if none is running.</returns>
    public static string? RunningAddress(ServiceSettings settings) => DataFolder.AddressOf(settings.DataFolder);

    /// <summary>A link that is good once, within ten minutes, while the service runs that runs now.</summary>
    /// <param name="settings">The settings of the service.</param>
    /// <param name="baseUrl">The address at which the service listens.</param>
    /// <param name="subject">The tenant, 1 to 200 characters.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ServiceException">The signing key cannot be read or made, or no tenant can be called so.</exception>
    public static string Make(ServiceSettings settings, string baseUrl, string subject, TimeProvider clock)
    {
        Tenants.Check(subject, "link");
        return $"{baseUrl.TrimEnd('/')}/#code={EntryCodes.Make(SigningKey.Open(settings), subject, clock)}";
    }
}
