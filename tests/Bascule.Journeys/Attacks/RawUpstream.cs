using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bascule.Journeys.Attacks;

/// <summary>A provider on a bare socket, for answers that no HTTP server would give. Each request gets the next one, each connection serves one request.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _serving;

    private RawUpstream(string answer)
    {
        _listener.Start();
        _serving = ServeAsync(Encoding.Latin1.GetBytes(answer));
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/v1");

    /// <param name="answer">Status line, headers and body, each character one byte.</param>
    public static RawUpstream Start(string answer) => new(answer);

    /// <summary>A whole answer with these header lines and a length.</summary>
    public static string Whole(string headers, string body, string status = "200 OK") =>
        $"HTTP/1.1 {status}\r\n{headers}\r\ncontent-length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\nconnection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _serving;
        _closing.Dispose();
    }

    private async Task ServeAsync(byte[] answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                await AnswerAsync(client.GetStream(), answer);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream socket, byte[] answer)
    {
        try
        {
            var (buffer, length) = (new byte[64 * 1024], 0);
            while (!IsWhole(Encoding.Latin1.GetString(buffer, 0, length)))
            {
                var read = await socket.ReadAsync(buffer.AsMemory(length), _closing.Token);
                if (read == 0)
                {
                    return;
                }

                length += read;
            }

            await socket.WriteAsync(answer, _closing.Token);
        }
        catch (IOException)
        {
            // The gateway had seen enough.
        }
    }

    private static bool IsWhole(string text) => text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end && text.Length - end - 4 >= text[..end].Split("\r\n")
        .Where(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)).Sum(line => int.Parse(line["content-length:".Length..], CultureInfo.InvariantCulture));
}
