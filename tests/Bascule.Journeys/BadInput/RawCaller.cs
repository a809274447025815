using System.Net.Sockets;
using System.Text;

namespace Bascule.Journeys.BadInput;

/// <summary>A caller on a bare socket, for what no HTTP client would send.</summary>
internal sealed class RawCaller : IAsyncDisposable
{
    private readonly TcpClient _tcp = new();
    private readonly CancellationTokenSource _bound = new(Gateway.Bound);
    private NetworkStream _stream = null!;

    public static async Task<RawCaller> ConnectAsync(Uri gateway)
    {
        var caller = new RawCaller();
        await caller._tcp.ConnectAsync(gateway.Host, gateway.Port, caller._bound.Token);
        caller._stream = caller._tcp.GetStream();
        return caller;
    }

    public ValueTask SendAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text), _bound.Token);

    /// <summary>Sends until the other side no longer takes it, at most <paramref name="most"/> bytes. Returns how many went.</summary>
    public async Task<long> PourAsync(long most)
    {
        var piece = new byte[64 * 1024];
        Array.Fill(piece, (byte)' ');
        long sent = 0;
        try
        {
            while (sent < most)
            {
                await _stream.WriteAsync(piece, _bound.Token);
                sent += piece.Length;
            }
        }
        catch (IOException)
        {
            // The gateway closed: it has read enough.
        }

        return sent;
    }

    /// <summary>Status line, headers and body of one answer with a content-length.</summary>
    public async Task<string> ReadAnswerAsync()
    {
        var got = new StringBuilder();
        var buffer = new byte[8192];
        while (true)
        {
            var text = got.ToString();
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && text.Length - end - 4 >= LengthIn(text[..end]))
            {
                return text;
            }

            var read = await _stream.ReadAsync(buffer, _bound.Token);
            if (read == 0)
            {
                return text;
            }

            got.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        _bound.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int LengthIn(string head) =>
        head.Split("\r\n").Select(line => line.Split(':', 2)).FirstOrDefault(line => line[0].Equals("content-length", StringComparison.OrdinalIgnoreCase)) is [_, var length] ? int.Parse(length) : 0;
}
