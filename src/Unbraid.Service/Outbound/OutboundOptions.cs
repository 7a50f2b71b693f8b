using Unbraid.Service.Settings;

namespace Unbraid.Service.Outbound;

[SettingsGroup("Fetching and callbacks", 50)]
internal sealed record OutboundOptions
{
    [Setting("Longest time to fetch an `audioUrl` or `imageUrl`.", To = "1d")]
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromMinutes(2);

    [Setting("Redirects followed when fetching an `audioUrl` or `imageUrl`.", From = "0", To = "50")]
    public int FetchRedirects { get; init; } = 5;

    [Setting("Host names that an `audioUrl`, `imageUrl` or `callbackUrl` may name although their address is private.")]
    public IReadOnlyList<string> AllowedPrivateHosts { get; init; } = [];

    [Setting("Longest time for a `callbackUrl` to answer.", To = "10m")]
    public TimeSpan WebhookTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
