using System.Net;
using System.Net.Sockets;
using System.Text;
using Bascule.Benchmarks.Load;

namespace Bascule.Benchmarks.Budgets;

/// <summary>An upstream on one blocking thread that sends a whole answer at once and a stream's chunks when it is told to, and allocates nothing for them.</summary>
internal sealed class LockstepUpstream : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SemaphoreSlim _turns = new(0);
    private readonly byte[] _chunk = Chunked(Upstream.Chunk);
    private readonly byte[] _end = [.. Chunked(Upstream.End), .. "0\r\n\r\n"u8];
    private readonly byte[] _whole = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Upstream.Whole.Length}\r\n\r\n"), .. Upstream.Whole];
    private readonly byte[] _received = new byte[16 * 1024];
    private volatile bool _over;

    public LockstepUpstream()
    {
        _listener.Start();
        new Thread(Serve) { IsBackground = true, Name = "lockstep upstream" }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many chunks the next stream has.</summary>
    public int Chunks { get; set; }

    /// <summary>The caller has what was sent: one more.</summary>
    public void Next() => _turns.Release();

    public void Dispose()
    {
        _over = true;
        _listener.Dispose();
        _turns.Dispose();
    }

    private void Serve()
    {
        try
        {
            using var socket = _listener.AcceptSocket();
            socket.NoDelay = true;
            while (!_over)
            {
                var length = ReadRequest(socket);
                if (_received.AsSpan(0, length).IndexOf("\"stream\":true"u8) < 0)
                {
                    socket.Send(_whole);
                    continue;
                }

                socket.Send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
                while (_turns.Wait(0))
                {
                    // The turn that the last bytes of the stream before gave.
                }

                for (var i = 0; i < Chunks; i++)
                {
                    socket.Send(_chunk);
                    _turns.Wait();
                }

                socket.Send(_end);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or EndOfStreamException)
        {
            // Disposed.
        }
    }

    /// <summary>Our own requests end with their one object.</summary>
    private int ReadRequest(Socket socket)
    {
        var length = 0;
        while (length == 0 || _received[length - 1] != '}')
        {
            var read = socket.Receive(_received.AsSpan(length));
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            length += read;
        }

        return length;
    }

    private static byte[] Chunked(byte[] bytes) => [.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8];
}
