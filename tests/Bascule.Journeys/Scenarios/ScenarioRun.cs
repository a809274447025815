using System.Collections.Concurrent;
using Bascule.Journeys.Corpus.Formats;
using Bascule.Journeys.Scenarios.Writers;
using Bascule.Sandbox;

namespace Bascule.Journeys.Scenarios;

/// <summary>Plays every scenario once for every caller's dialect and every provider's, through one gateway before the simulated vendors.</summary>
public sealed class ScenarioRun : IAsyncLifetime
{
    internal const string FaultHeader = "x-sandbox-fault";

    private const int Parallel = 4;

    /// <summary>The route of a provider that is over its limit; nothing waits for it to pass.</summary>
    internal static string LimitedRoute(Format provider) => $"limited-{provider.Name}";

    internal IReadOnlyList<Cell> Cells { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await using var sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
        Format[] providers = [.. FormatSet.All.Where(one => one.IsProviders)];
        await using var gateway = await Gateway.StartAsync($$"""
            providers:
            {{string.Join('\n', providers.Select(one => $"  {one.Name}: {{ {one.Provider(sandbox.Address)}, urls: pass, forward_headers: [{FaultHeader}] }}"))}}
            routes:
            {{string.Join('\n', providers.Select(one => $"  {LimitedRoute(one)}: {{ candidates: [{one.Name}/sandbox-frontier], retries: 0, max_retry_wait: 0s }}"))}}
            """);
        var cells = new ConcurrentBag<Cell>();
        var all = from scenario in Scenario.All
                  from caller in FormatSet.Callers
                  where RequestWriter.All.ContainsKey(caller.Name)
                  from provider in providers
                  select (scenario, caller, provider);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            all, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (one, _) => cells.Add(await Cell.PlayAsync(gateway, one.scenario, one.caller, one.provider)));
        Cells = [.. cells];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
