using System.Net;
using System.Net.Sockets;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Providers;

/// <summary>The one door out: every socket to the outside is opened here, and where the gateway is confined, only to what is listed.</summary>
/// <param name="allowed">As <c>host:port</c>; null: everything may be reached.</param>
/// <param name="resolve">Finds a name's addresses.</param>
public sealed class Door(ValueList<string>? allowed, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>Everything may be reached.</summary>
    public static Door Open { get; } = To(null);

    /// <summary>A door to these alone, as <c>host:port</c>; null: to everything.</summary>
    public static Door To(ValueList<string>? allowed) => new(allowed, Dns.GetHostAddressesAsync);

    /// <summary>An address as it is listed.</summary>
    public static string NameOf(Uri address) => $"{address.IdnHost.ToLowerInvariant()}:{address.Port}";

    /// <summary>Whether a list of <c>host:port</c> has an address.</summary>
    public static bool Lists(ValueList<string> list, string host, int port)
    {
        var name = host.Trim('[', ']').ToLowerInvariant();
        return list.Any(one => one == $"{name}:{port}" || one == $"[{name}]:{port}");
    }

    /// <summary>Opens a connection for an <see cref="HttpMessageInvoker"/>.</summary>
    /// <exception cref="EgressDeniedException">It is not listed, or its name leads outside.</exception>
    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel) => allowed is null
        ? OpenAsync(socket => socket.ConnectAsync(new DnsEndPoint(context.DnsEndPoint.Host, context.DnsEndPoint.Port), cancel))
        : ConnectConfinedAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancel);

    /// <summary>Opens a connection to the first of these addresses that takes it, and to no other: whoever resolved them has judged them.</summary>
    public static ValueTask<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancel) =>
        OpenAsync(socket => socket.ConnectAsync(addresses, port, cancel));

    /// <summary>A name is resolved once and judged by what it led to: whoever answers for the name may not lead a listed one outside. An address that the operator wrote himself is his own decision.</summary>
    private async ValueTask<Stream> ConnectConfinedAsync(string host, int port, CancellationToken cancel)
    {
        var name = host.Trim('[', ']').ToLowerInvariant();
        if (!Lists(allowed!, host, port))
        {
            throw new EgressDeniedException("The address is not listed, and egress is denied.");
        }

        if (IPAddress.TryParse(name, out var literal))
        {
            return await ConnectAsync([literal], port, cancel);
        }

        var addresses = await resolve(name, cancel);
        return addresses.Length > 0 && addresses.All(PrivateAddress.Is)
            ? await ConnectAsync(addresses, port, cancel)
            : throw new EgressDeniedException("The name leads outside, and egress is denied.");
    }

    private static async ValueTask<Stream> OpenAsync(Func<Socket, ValueTask> connect)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await connect(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The process may not open this connection.</summary>
public sealed class EgressDeniedException(string message) : HttpRequestException(message);
