using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Bascule.Benchmarks.Load;

/// <summary>One caller on one kept connection. It reads just enough HTTP to know when an answer is over, so that it costs the machine little.</summary>
/// <param name="buffer">Bytes read at once: few where thousands of streams are open.</param>
internal sealed class Caller(int buffer = 64 * 1024) : IDisposable
{
    private const int Tail = 512;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[buffer];
    private SslStream? _tls;
    private long _words;

    /// <summary>Chunks of the upstream's streams that came in so far.</summary>
    public long Words => Volatile.Read(ref _words);

    /// <summary>A POST of a chat request with a prompt of about 1 KB.</summary>
    public static byte[] Request(bool stream, string query = "", string route = "assistant")
    {
        var prompt = string.Concat(Enumerable.Repeat("Some words of a prompt that says little. ", 24));
        var body = $$"""{"model":"{{route}}","messages":[{"role":"system","content":"You answer."},{"role":"user","content":"{{prompt}}"}],{{(stream ? "\"stream\":true," : "")}}"temperature":0.5}""";
        return Post("/v1/chat/completions" + query, body);
    }

    /// <summary>A POST of the load's one key.</summary>
    public static byte[] Post(string path, string body, string key = Gateway.Key) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nAccept: */*\r\nUser-Agent: load\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    public async Task ConnectAsync(int port, CancellationToken cancel = default) => await _socket.ConnectAsync(IPAddress.Loopback, port, cancel);

    /// <summary>TLS on what is connected, with the run's own certificate; no session is taken up again.</summary>
    public async Task SecureAsync(CancellationToken cancel = default)
    {
        _tls = new SslStream(new NetworkStream(_socket));
        await _tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", AllowTlsResume = false, RemoteCertificateValidationCallback = static (_, shown, _, _) => shown?.Subject == House.CertificateSubject }, cancel);
    }

    /// <summary>Asks and reads the answer to its end; anything but a whole 200 is an exception.</summary>
    /// <param name="terminal">How a stream's last event ends.</param>
    public async Task AskAsync(ReadOnlyMemory<byte> request, string terminal = "data: [DONE]", CancellationToken cancel = default)
    {
        var (kept, length) = await OpenAsync(request, cancel);
        if (length is { } expected)
        {
            for (long left = expected - kept; left > 0;)
            {
                left -= await ReceiveAsync(0, cancel);
            }

            return;
        }

        // Chunked: only the last bytes matter, and they are kept in front of what comes next.
        while (!_buffer.AsSpan(0, kept).EndsWith("\r\n0\r\n\r\n"u8))
        {
            var last = Math.Min(kept, Tail);
            _buffer.AsSpan(kept - last, last).CopyTo(_buffer);
            kept = last + await ReceiveAsync(last, cancel);
        }

        var tail = Encoding.ASCII.GetString(_buffer.AsSpan(Math.Max(0, kept - Tail)..kept));
        if (!Unframed(tail).TrimEnd('\n').EndsWith(terminal, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"A stream of port {((IPEndPoint)_socket.RemoteEndPoint!).Port} ended without its terminal event: {tail}");
        }
    }

    /// <summary>Asks and reads the head. What of the body came with it stands at the buffer's beginning.</summary>
    public async Task<(int Kept, long? Length)> OpenAsync(ReadOnlyMemory<byte> request, CancellationToken cancel = default)
    {
        if (_tls is { } tls)
        {
            await tls.WriteAsync(request, cancel);
        }
        else
        {
            await _socket.SendAsync(request, cancel);
        }

        var end = 0;
        int head;
        while ((head = _buffer.AsSpan(0, end).IndexOf("\r\n\r\n"u8)) < 0)
        {
            end += await ReceiveAsync(end, cancel);
        }

        if (!_buffer.AsSpan(0, end).StartsWith("HTTP/1.1 200 "u8))
        {
            throw new InvalidOperationException("Not a 200: " + Encoding.UTF8.GetString(_buffer, 0, end));
        }

        var length = Length(_buffer.AsSpan(0, head));
        var kept = end - head - 4;
        _buffer.AsSpan(head + 4, kept).CopyTo(_buffer);
        return (kept, length);
    }

    /// <summary>Waits for more bytes of a stream.</summary>
    public async Task MoreAsync(CancellationToken cancel = default) => await ReceiveAsync(0, cancel);

    public void Dispose()
    {
        _tls?.Dispose();
        _socket.Dispose();
    }

    private async ValueTask<int> ReceiveAsync(int at, CancellationToken cancel)
    {
        var read = _tls is { } tls ? await tls.ReadAsync(_buffer.AsMemory(at), cancel) : await _socket.ReceiveAsync(_buffer.AsMemory(at), cancel);
        Volatile.Write(ref _words, _words + _buffer.AsSpan(at, read).Count("\"content\":\" word\""u8));
        return read > 0 ? read : throw new InvalidOperationException("The connection closed within an answer.");
    }

    /// <summary>Without the sizes of HTTP's chunks: one may begin in the middle of any word.</summary>
    private static string Unframed(string tail) =>
        string.Concat(tail.Split("\r\n").Where(part => !int.TryParse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _)));

    private static long? Length(ReadOnlySpan<byte> head)
    {
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (line.Length > 16 && Ascii.EqualsIgnoreCase(line[..15], "content-length:"u8) && Utf8Parser.TryParse(line[16..], out long length, out _))
            {
                return length;
            }
        }

        return null;
    }
}
