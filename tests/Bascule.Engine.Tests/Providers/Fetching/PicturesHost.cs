using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bascule.Engine.Tests.Providers.Fetching;

/// <summary>A server on a real socket that answers every request with the same bytes, status line and all.</summary>
internal sealed class PicturesHost : IAsyncDisposable
{
    public static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3, 4];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _asked = [];
    private readonly Func<NetworkStream, Task> _answer;
    private readonly Task _serving;

    public PicturesHost(byte[] body, string head = "HTTP/1.1 200 OK\r\ncontent-type: image/png")
        : this(async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\ncontent-length: {body.Length}\r\nconnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
        })
    {
    }

    public PicturesHost(Func<NetworkStream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The heads of the requests that came.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            using (client)
            {
                try
                {
                    var stream = client.GetStream();
                    var buffer = new byte[4096];
                    var read = await stream.ReadAsync(buffer);
                    lock (_asked)
                    {
                        _asked.Add(Encoding.ASCII.GetString(buffer, 0, read));
                    }

                    await _answer(stream);
                }
                catch (IOException)
                {
                    // The fetcher had enough and left.
                }
            }
        }
    }
}
