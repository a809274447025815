using System.Net;

namespace Bascule.Engine.Providers;

/// <summary>Tells addresses of one's own ground: this machine and private networks. Link-local addresses are none, metadata services stand there; forms that lead elsewhere by translation neither.</summary>
public static class PrivateAddress
{
    /// <summary>RFC 1918, loopback, carriers' shared space that private clouds use (RFC 6598), unique-local IPv6 (RFC 4193).</summary>
    private static readonly IPNetwork[] Own =
    [
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("::1/128"), IPNetwork.Parse("fc00::/7"),
    ];

    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Own.Any(network => network.Contains(plain));
    }
}
