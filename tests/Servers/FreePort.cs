using System.Net;
using System.Net.Sockets;

namespace Bascule.Servers;

/// <summary>A port that stays free while its server is down.</summary>
internal static class FreePort
{
    // Below those that the kernel gives to whoever asks for any: a port of those could be gone when the server starts again.
    private const int First = 15_000;
    private const int Last = 32_000;

    /// <summary>The first of so many ports in a row, all of them free.</summary>
    public static int Next(int count = 1)
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last - count);
            if (Enumerable.Range(port, count).All(IsFree))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
