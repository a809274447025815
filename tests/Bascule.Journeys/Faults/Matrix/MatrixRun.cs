using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults.Matrix;

/// <summary>Plays every fault once in every combination, through one gateway before one scripted upstream.</summary>
public sealed class MatrixRun : IAsyncLifetime
{
    /// <summary>Most of them wait for a time limit, not for the machine.</summary>
    private const int Parallel = 8;

    private const string Price = "price: { input: 1, output: 2 }";

    internal IReadOnlyList<MatrixCase> Cases { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        MatrixCase[] cases = [.. FaultTable.All.SelectMany(MatrixCase.Of)];
        var byName = cases.SelectMany(one => new[] { (Name: one.FirstName, Case: one), (Name: one.SecondName, Case: one) }).ToDictionary(pair => pair.Name, pair => pair.Case);
        await using var upstream = await ScriptedUpstream.StartAsync(request => Answer(byName, request));
        await using var gateway = await Gateway.StartAsync(Config(upstream, cases));
        var sound = cases.Where(one => one.Fault is { Code: null, Hasty: false }).ToArray();
        await PlayAsync(gateway, sound, 2);    // what runs for the first time is slow, and a failure that took a second is not tried again
        await PlayAsync(gateway, cases.Except(sound), Parallel);
        Cases = cases;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Task PlayAsync(Gateway gateway, IEnumerable<MatrixCase> cases, int atOnce) =>
        System.Threading.Tasks.Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (one, _) => await one.PlayAsync(gateway));

    private static ScriptedAnswer Answer(Dictionary<string, MatrixCase> cases, ScriptedRequest request)
    {
        var name = request.Json.GetProperty("model").GetString()!;
        var (one, first) = (cases[name], name.EndsWith("-1", StringComparison.Ordinal));
        var scene = one.Next(request.Target.Contains("/messages", StringComparison.Ordinal) ? Ask.Anthropic : Ask.OpenAi, first, request);
        return first ? one.Fault.Play(scene) : one.Fault.Second?.Invoke(scene) ?? scene.Good;
    }

    private static string Second(MatrixCase one) => !one.Fault.GoesOn ? $"provider: {one.Second}"
        : one.Second == Ask.Anthropic ? "provider: anthropic, catalog: anthropic/claude-sonnet-4-5" : "provider: engine";

    private static string Config(ScriptedUpstream upstream, IReadOnlyList<MatrixCase> cases)
    {
        var root = upstream.Address.GetLeftPart(UriPartial.Authority);
        var deployments = cases.SelectMany(one => new[]
        {
            $"  {one.FirstName}: {{ provider: {one.First}{(one.Fault.Hasty ? "-hasty" : "")}, upstream: {one.FirstName}, {Price} }}",
            one.Second is null ? "" : $"  {one.SecondName}: {{ {Second(one)}, upstream: {one.SecondName}, {Price} }}",
        }).Where(line => line.Length > 0);
        var routes = cases.Select(one => $"  {one.Id}: {{ candidates: [{one.FirstName}{(one.Second is null ? "" : $", {one.SecondName}")}]{(one.Fault.Route.Length > 0 ? $", {one.Fault.Route}" : "")} }}");
        return $$"""
            providers:
              openai-chat: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: sk-upstream-0123456789abcdef }
              anthropic: { dialect: anthropic, base_url: "{{root}}", api_key: sk-upstream-0123456789abcdef }
              engine: { engine: vllm, base_url: "{{root}}/v1", hosting: self }
              openai-chat-hasty: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: sk-upstream-0123456789abcdef, timeouts: { first_token: 1200ms, idle: 300ms } }
              anthropic-hasty: { dialect: anthropic, base_url: "{{root}}", api_key: sk-upstream-0123456789abcdef, timeouts: { first_token: 1200ms, idle: 300ms } }
            deployments:
            {{string.Join('\n', deployments)}}
            routes:
            {{string.Join('\n', routes)}}
            """;
    }
}
