using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Balance;

/// <summary>A gateway before two upstreams, <c>one</c> and <c>two</c>, whose deployments have limits.</summary>
internal sealed class TwoEngines : IAsyncDisposable
{
    private const string Admin = "admin-0123456789abcdef0123456789";

    public const string Premium = "premium-0123456789abcdef0123456789";
    public const string Free = "free-0123456789abcdef0123456789abc";

    private TwoEngines(Gateway gateway, ScriptedUpstream one, ScriptedUpstream two) => (Gateway, One, Two) = (gateway, one, two);

    public Gateway Gateway { get; }

    public ScriptedUpstream One { get; }

    public ScriptedUpstream Two { get; }

    /// <param name="limits">Of each deployment, in flow style.</param>
    /// <param name="route">Members of the route <c>both</c>, in flow style.</param>
    public static async Task<TwoEngines> StartAsync(string limits, string route = "max_queue_wait: 30s", string server = "drain: 1s", TimeProvider? time = null)
    {
        var one = await ScriptedUpstream.StartAsync();
        var two = await ScriptedUpstream.StartAsync();
        return new TwoEngines(await Gateway.StartAsync(Config(one, two, limits, route), server + ", admin_key: " + Admin, time), one, two);
    }

    public static string Config(ScriptedUpstream one, ScriptedUpstream two, string limits, string route = "max_queue_wait: 30s") => $$"""
        providers:
          one: { dialect: openai-chat, base_url: "{{one.Address}}v1", api_key: k }
          two: { dialect: openai-chat, base_url: "{{two.Address}}v1", api_key: k }
        deployments:
          a: { provider: one, upstream: m, limits: { {{limits}} } }
          b: { provider: two, upstream: m, limits: { {{limits}} } }
        routes:
          both: { candidates: [a, b], retries: 0, {{route}} }
          only: { candidates: [a], retries: 0, {{route}} }
        keys:
          - { name: premium, key: {{Premium}}, tier: premium }
          - { name: free, key: {{Free}}, tier: free }
        """;

    public Task<Told> AskAsync(string model, string key = Premium, bool stream = false, params (string, string)[] headers) =>
        Gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, model, stream), [("authorization", "Bearer " + key), .. headers]);

    /// <summary>Other limits for both.</summary>
    public Task RewriteAsync(string limits) => Gateway.RewriteAsync(Config(One, Two, limits));

    /// <summary>Until so many wait for a deployment.</summary>
    public Task WaitingAsync(string deployment, int waiting) => UntilAsync(deployment, state => state.GetProperty("waiting").GetInt32() == waiting);

    /// <summary>Until nobody is at either deployment, nor waits for it.</summary>
    public async Task EmptyAsync()
    {
        foreach (var deployment in new[] { "a", "b" })
        {
            await UntilAsync(deployment, state => state.GetProperty("in_flight").GetInt32() == 0 && state.GetProperty("waiting").GetInt32() == 0);
        }
    }

    private async Task UntilAsync(string deployment, Func<JsonElement, bool> isSo)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        var state = default(JsonElement);
        do
        {
            Assert.False(bound.IsCancellationRequested, $"The state of {deployment} stays {state}.");
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/bascule/v1/deployments/{deployment}");
            request.Headers.Authorization = new("Bearer", Admin);
            using var response = await Gateway.Client.SendAsync(request, CancellationToken.None);
            state = JsonElement.Parse(await response.Content.ReadAsStringAsync(CancellationToken.None)).GetProperty("state");
        }
        while (!isSo(state));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await One.DisposeAsync();
        await Two.DisposeAsync();
    }
}
