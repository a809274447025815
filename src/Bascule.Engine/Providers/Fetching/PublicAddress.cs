using System.Net;
using System.Net.Sockets;

namespace Bascule.Engine.Providers.Fetching;

/// <summary>Tells addresses of the public internet from all others: this machine, the inside, metadata services, and forms that lead there by translation.</summary>
public static class PublicAddress
{
    /// <summary>What of IPv4 is not public (IANA's special-purpose registry), with multicast and what is reserved, and Azure's own service to its machines, which looks public.</summary>
    private static readonly IPNetwork[] NotPublic4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("168.63.129.16/32"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
    ];

    /// <summary>What of <c>2000::/3</c> is not public: Teredo and its kin, documentation, 6to4.</summary>
    private static readonly IPNetwork[] NotPublic6 =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    public static bool Is(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !NotPublic4.Any(network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => IsGlobal(address) && !NotPublic6.Any(network => network.Contains(address)),
        _ => false,
    };

    /// <summary>Of IPv6 only <c>2000::/3</c> is handed out: loopback, unique-local, link-local, multicast, IPv4-mapped and NAT64 lie outside.</summary>
    private static bool IsGlobal(IPAddress address) => (address.GetAddressBytes()[0] & 0xE0) == 0x20;
}
