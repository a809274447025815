using System.Net;
using System.Net.Sockets;
using Bascule.Benchmarks.Load;
using Bascule.Engine.Ledger;
using Bascule.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Benchmarks.Budgets;

/// <summary>
/// What one more chunk of a passed-through stream, or one more whole answer, allocates in the whole process: Kestrel, the engine, the ledger, SocketsHttpHandler and the sockets of both sides.
/// Upstream and caller live in the same process and allocate nothing: plain blocking sockets on threads of their own, in lockstep, so that every chunk is read and written alone.
/// </summary>
internal static class WholeJourney
{
    public const string Chunk = "openai-chat chunk through real sockets";
    public const string Whole = "openai-chat whole answer through real sockets";
    public const string Hit = "openai-chat answer from the cache through real sockets";

    private const int Few = 1_000;
    private const int Many = 3_000;

    public static async Task<IReadOnlyList<(string Name, double Bytes)>> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bascule-budget").FullName;
        using var upstream = new LockstepUpstream();
        try
        {
            var port = Target.FreePort();
            var config = Path.Combine(folder, "bascule.yaml");
            await File.WriteAllTextAsync(config, Gateway.Config(port, $"http://127.0.0.1:{upstream.Port}", folder));
            await using var host = await GatewayHost.StartAsync(new HostSettings { ConfigFile = config, CatalogFolder = Path.Combine(AppContext.BaseDirectory, "catalog") });
            return [(Chunk, Each(count => Stream(port, upstream, count))), (Whole, Each(count =>
            {
                // Their rows' way into the store belongs to them.
                Ask(port, count, "assistant");
                host.Services.GetRequiredService<Drain>().FlushAsync(CancellationToken.None).GetAwaiter().GetResult();
            })), (Hit, Each(count =>
            {
                Ask(port, count, "cached");
                host.Services.GetRequiredService<Drain>().FlushAsync(CancellationToken.None).GetAwaiter().GetResult();
            }))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whatever else the process does in the background falls on some of the pairs; the least is nearest to what one costs.</summary>
    private static double Each(Action<int> work)
    {
        work(Many);
        return Enumerable.Range(0, 5).Min(_ =>
        {
            var few = Allocated(() => work(Few));
            var many = Allocated(() => work(Many));
            return (many - few) / (double)(Many - Few);
        });
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static void Ask(int port, int requests, string route)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        var request = Caller.Request(stream: false, route: route);
        Span<byte> buffer = stackalloc byte[16 * 1024];
        for (var i = 0; i < requests; i++)
        {
            socket.Send(request);
            for (var length = 0; length == 0 || !buffer[..length].EndsWith(Upstream.Whole.AsSpan()[^16..]);)
            {
                var read = socket.Receive(buffer[length..]);
                length += read > 0 ? read : throw new InvalidOperationException("The gateway does not answer.");
            }
        }
    }

    /// <summary>Asks for one stream and lets the upstream send each chunk only when the one before has come.</summary>
    private static void Stream(int port, LockstepUpstream upstream, int chunks)
    {
        upstream.Chunks = chunks;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        socket.Send(Caller.Request(stream: true));
        Span<byte> buffer = stackalloc byte[16 * 1024];
        var kept = 0;
        while (true)
        {
            var read = socket.Receive(buffer[kept..]);
            var come = buffer[..(kept + read)];
            if (read == 0 || come.IndexOf("HTTP/1.1 4"u8) >= 0)
            {
                throw new InvalidOperationException("The gateway does not pass the stream.");
            }

            if (come.EndsWith("\r\n0\r\n\r\n"u8))
            {
                return;
            }

            upstream.Next();
            kept = Math.Min(come.Length, 16);
            come[^kept..].CopyTo(buffer);
        }
    }
}
