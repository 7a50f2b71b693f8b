using System.Net;
using System.Net.Sockets;

namespace Unbraid.Service.Outbound;

/// <summary>
/// Which addresses the service may fetch from: those that are publicly routed, after the IANA special-purpose registries.
/// </summary>
internal static class AddressPolicy
{
    private static readonly IPNetwork[] s_forbidden4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),        // this host
        IPNetwork.Parse("10.0.0.0/8"),       // private
        IPNetwork.Parse("100.64.0.0/10"),    // carrier-grade NAT
        IPNetwork.Parse("127.0.0.0/8"),      // loopback
        IPNetwork.Parse("169.254.0.0/16"),   // link-local, cloud metadata
        IPNetwork.Parse("172.16.0.0/12"),    // private
        IPNetwork.Parse("192.0.0.0/24"),     // protocol assignments
        IPNetwork.Parse("192.0.2.0/24"),     // documentation
        IPNetwork.Parse("192.88.99.0/24"),   // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"),   // private
        IPNetwork.Parse("198.18.0.0/15"),    // benchmarking
        IPNetwork.Parse("198.51.100.0/24"),  // documentation
        IPNetwork.Parse("203.0.113.0/24"),   // documentation
        IPNetwork.Parse("224.0.0.0/4"),      // multicast
        IPNetwork.Parse("240.0.0.0/4"),      // reserved, broadcast
    ];

    // Everything outside is unassigned, local, multicast or a translation prefix (::1, fc00::/7, fe80::/10, ff00::/8, 64:ff9b::/96).
    private static readonly IPNetwork s_global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] s_forbidden6 =
    [
        IPNetwork.Parse("2001::/23"),        // protocol assignments, Teredo among them
        IPNetwork.Parse("2001:db8::/32"),    // documentation
        IPNetwork.Parse("2002::/16"),        // 6to4, which can wrap any IPv4 address
        IPNetwork.Parse("3fff::/20"),        // documentation
    ];

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(s_forbidden4, network => network.Contains(address))
            : s_global6.Contains(address) && !Array.Exists(s_forbidden6, network => network.Contains(address));
    }
}
