namespace Bascule.Server.Configuration.Compiling;

/// <summary>What may stand as the host of an address to listen on: a name could mean any interface, so only addresses are taken.</summary>
internal static class ListenHosts
{
    public const string Message = "an address to listen on names an IP address or localhost, not another name";
    public const string Mend = "write the interface's address, as http://192.0.2.10:4100, 0.0.0.0 for every one, or 127.0.0.1";

    public static bool IsAllowed(Uri url) =>
        url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
