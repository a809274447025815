using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bascule.Journeys.Faults;

/// <summary>A provider that keeps connections open and then closes them at random: after an answer, or under a request.</summary>
internal sealed class RudeUpstream : IAsyncDisposable
{
    private const int MaxRequestBytes = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Random _random;
    private readonly Lock _gate = new();
    private readonly Task _accepting;
    private int _closed;

    private RudeUpstream(int seed, Func<bool, string> answer)
    {
        _random = new Random(seed);
        _listener.Start();
        _accepting = AcceptAsync(answer);
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Requests that got no answer.</summary>
    public int Closed => Volatile.Read(ref _closed);

    /// <param name="seed">Makes it the same at every run, but for the order in which connections come.</param>
    /// <param name="answer">The body for a stream, or for a whole answer.</param>
    public static RudeUpstream Start(int seed, Func<bool, string> answer) => new(seed, answer);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync(Func<bool, string> answer)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token), answer));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client, Func<bool, string> answer)
    {
        using (client)
        {
            try
            {
                var socket = client.GetStream();
                while (await ReadAsync(socket) is { } asked)
                {
                    if (Draw(25))
                    {
                        Interlocked.Increment(ref _closed);
                        return;
                    }

                    var stream = asked.Contains("\"stream\":true", StringComparison.Ordinal);
                    var body = answer(stream);
                    var head = $"HTTP/1.1 200 OK\r\ncontent-type: {(stream ? "text/event-stream" : "application/json")}\r\ncontent-length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n";
                    await socket.WriteAsync(Encoding.UTF8.GetBytes(head + body), _closing.Token);
                    if (Draw(40))
                    {
                        return;
                    }
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The other side closed first.
            }
        }
    }

    private bool Draw(int percent)
    {
        lock (_gate)
        {
            return _random.Next(100) < percent;
        }
    }

    /// <summary>The next request's body; null: there is none.</summary>
    private async Task<string?> ReadAsync(NetworkStream socket)
    {
        var buffer = new byte[MaxRequestBytes];
        var length = 0;
        while (true)
        {
            var read = await socket.ReadAsync(buffer.AsMemory(length), _closing.Token);
            if (read == 0)
            {
                return null;
            }

            length += read;
            var text = Encoding.UTF8.GetString(buffer, 0, length);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end && length >= end + 4 + ContentLength(text[..end]))
            {
                return text[(end + 4)..];
            }
        }
    }

    private static int ContentLength(string head) => int.Parse(
        head.Split("\r\n").Single(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1], CultureInfo.InvariantCulture);
}
