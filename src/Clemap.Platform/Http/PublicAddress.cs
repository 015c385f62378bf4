using System.Net;
using System.Net.Sockets;

namespace Clemap.Platform.Http;

/// <summary>
/// Addresses that anybody on the internet reaches. Whatever else there is, is of this machine, of its network or of nobody, and an address that a stranger chose must not lead there.
/// Source: IANA special-purpose address registries (RFC 6890).
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Of IPv6 only what is global unicast is asked about; in it lie addresses that carry one of IPv4 inside, and those of examples.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>True for one of them.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return (address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address)) && !Array.Exists(Private, network => network.Contains(address));
    }
}
