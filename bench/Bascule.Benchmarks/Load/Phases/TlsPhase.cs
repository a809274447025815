namespace Bascule.Benchmarks.Load.Phases;

/// <summary>TLS between callers and gateway: on kept connections, and with a whole handshake for each request.</summary>
internal static class TlsPhase
{
    public static async Task RunAsync(LoadRun run)
    {
        var request = Caller.Request(stream: false);
        await run.RoundsAsync(run.Gateways, async target =>
        {
            var (count, cpu, took) = await Measure.LoopAsync(target, 64, run.Time, request, tls: true);
            run.Add(target, "CPU µs a request over TLS, 64 callers", cpu / count);
            run.Add(target, "requests a second over TLS, 64 callers", count / took.TotalSeconds);
            run.Add(target, "CPU µs a request with a TLS handshake of its own, 16 callers", await Measure.HandshakesAsync(target, 16, run.Time));
        }, run.Flags.Number("rounds", 3));
    }
}
