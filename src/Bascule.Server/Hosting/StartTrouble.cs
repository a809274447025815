using System.Net.Sockets;
using Bascule.Server.Configuration;
using Microsoft.AspNetCore.Connections;

namespace Bascule.Server.Hosting;

/// <summary>What keeps a listener from opening, in the operator's words.</summary>
internal static class StartTrouble
{
    public static string OfListening(ServerOptions server, Exception trouble)
    {
        var addresses = string.Join(", ", server.Listen.Concat(server.MetricsListen is { } metrics ? [metrics] : []).Select(address => address.GetLeftPart(UriPartial.Authority)));
        return $"server.listen {addresses} can't be listened on: {Reason(trouble)}";
    }

    private static string Reason(Exception trouble) => (trouble as SocketException ?? trouble.InnerException as SocketException)?.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another process has the address. Stop it, or listen on another port.",
        SocketError.AccessDenied => "this user may not have the port. Listen on a port from 1024 on, or give the process the right (CAP_NET_BIND_SERVICE).",
        SocketError.AddressNotAvailable => "this machine has no such address. Listen on one of its own, on 127.0.0.1 or on 0.0.0.0.",
        SocketError.AddressFamilyNotSupported => "this machine has no such kind of address. Listen on an IPv4 one.",
        _ => trouble is AddressInUseException || trouble.InnerException is AddressInUseException ? "another process has the address. Stop it, or listen on another port." : trouble.Message,
    };
}
