using System.Net;
using System.Net.Sockets;

namespace Bascule.Engine.Providers;

/// <summary>The one door out: every socket to the outside is opened here.</summary>
public static class Door
{
    /// <summary>Opens a connection for an <see cref="HttpMessageInvoker"/>.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(context.DnsEndPoint.Host, context.DnsEndPoint.Port), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
