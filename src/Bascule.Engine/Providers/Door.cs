using System.Net;
using System.Net.Sockets;

namespace Bascule.Engine.Providers;

/// <summary>The one door out: every socket to the outside is opened here.</summary>
public static class Door
{
    /// <summary>Opens a connection for an <see cref="HttpMessageInvoker"/>.</summary>
    public static ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel) =>
        OpenAsync(socket => socket.ConnectAsync(new DnsEndPoint(context.DnsEndPoint.Host, context.DnsEndPoint.Port), cancel));

    /// <summary>Opens a connection to the first of these addresses that takes it, and to no other: whoever resolved them has judged them.</summary>
    public static ValueTask<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancel) =>
        OpenAsync(socket => socket.ConnectAsync(addresses, port, cancel));

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
