using System.Net;
using System.Net.Sockets;
using Bascule.Benchmarks.Load;
using Bascule.Server.Hosting;

namespace Bascule.Benchmarks.Budgets;

/// <summary>
/// What one more chunk of a passed-through stream allocates in the whole process: Kestrel, the engine, SocketsHttpHandler and the sockets of both sides.
/// Upstream and caller live in the same process and allocate nothing: plain blocking sockets on threads of their own, in lockstep, so that every chunk is read and written alone.
/// </summary>
internal static class WholeJourney
{
    public const string Name = "openai-chat chunk through real sockets";

    private const int Short = 1_000;
    private const int Long = 3_000;

    public static async Task<double> BytesPerChunkAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bascule-budget").FullName;
        using var upstream = new LockstepUpstream();
        try
        {
            var port = Target.FreePort();
            var config = Path.Combine(folder, "bascule.yaml");
            await File.WriteAllTextAsync(config, Gateway.Config(port, $"http://127.0.0.1:{upstream.Port}", folder));
            await using var host = await GatewayHost.StartAsync(new HostSettings { ConfigFile = config, CatalogFolder = Path.Combine(AppContext.BaseDirectory, "catalog") });
            var least = double.MaxValue;
            Stream(port, upstream, Long);

            // Whatever else the process does in the background falls on some of the pairs; the least is nearest to what a chunk costs.
            for (var pair = 0; pair < 5; pair++)
            {
                var few = Allocated(() => Stream(port, upstream, Short));
                var many = Allocated(() => Stream(port, upstream, Long));
                least = Math.Min(least, (many - few) / (double)(Long - Short));
            }

            return least;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
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
