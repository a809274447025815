using Bascule.Engine.Caching.Flights;
using Bascule.Engine.Ledger;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Caching;

/// <summary>A gateway whose routes keep their answers, before an upstream that the test scripts in two dialects.</summary>
internal sealed class CacheHouse : IAsyncDisposable
{
    public const string Path = "x-bascule-cache";

    private CacheHouse(Gateway gateway, ScriptedUpstream upstream) => (Gateway, Upstream) = (gateway, upstream);

    public Gateway Gateway { get; }

    public HttpClient Client => Gateway.Client;

    public ScriptedUpstream Upstream { get; }

    public FlightTable Flights => Gateway.Services.GetRequiredService<FlightTable>();

    /// <summary>Starts both. Routes: <c>openai-chat</c> and <c>anthropic</c> by the upstream's dialect, <c>two</c> over two deployments, <c>plain</c> without a cache.</summary>
    public static async Task<CacheHouse> StartAsync(string more = "", TimeProvider? time = null, string server = "drain: 1s")
    {
        var upstream = await ScriptedUpstream.StartAsync();
        var root = upstream.Address.GetLeftPart(UriPartial.Authority);
        var gateway = await Gateway.StartAsync(
            $$"""
            providers:
              openai-chat: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: sk-upstream-0123456789abcdef }
              anthropic: { dialect: anthropic, base_url: "{{root}}", api_key: sk-upstream-0123456789abcdef }
            deployments:
              priced: { provider: openai-chat, upstream: m, price: { input: 1000000, output: 1000000 } }
              modest: { provider: openai-chat, upstream: m, price: { input: 1, output: 10 } }
              metered: { provider: openai-chat, upstream: m, price: { input: 1000, output: 1000 } }
            routes:
              openai-chat: { candidates: [openai-chat/m], retries: 0, cache: { ttl: 10m } }
              anthropic: { candidates: [anthropic/m], retries: 0, cache: { ttl: 10m } }
              two: { candidates: [openai-chat/one, openai-chat/two], retries: 0, cache: { ttl: 10m }, rules: [{ when: { key: c }, use: [openai-chat/two] }] }
              fair: { candidates: [metered], retries: 0, cache: { ttl: 10m } }
              dear: { candidates: [priced], retries: 0, cache: { ttl: 10m } }
              cheap: { candidates: [modest], retries: 0, cache: { ttl: 10m } }
              plain: { candidates: [openai-chat/m], retries: 0 }
            keys:
              - { name: a, key: "{{Key("a")}}", routes: ["*"], team: both }
              - { name: b, key: "{{Key("b")}}", routes: ["*"], team: both }
              - { name: c, key: "{{Key("c")}}", routes: ["*"], team: both }
              - { name: poor, key: "{{Key("poor")}}", routes: ["*"], team: both, budget: { usd: 1, per: month } }
              - { name: other, key: "{{Key("other")}}", routes: ["*"] }
            {{more}}
            """,
            server,
            time);
        return new CacheHouse(gateway, upstream);
    }

    public static string Key(string name) => $"bk-{name}-0123456789abcdef";

    /// <summary>A question of one caller.</summary>
    public static HttpRequestMessage Request(string dialect, string route, bool stream = false, string key = "a", string question = Ask.Sum, params (string Name, string Value)[] headers) =>
        Ask.Request(dialect, Ask.Body(dialect, route, stream, question), [.. headers, ("authorization", $"Bearer {Key(key)}")]);

    /// <summary>Asks and reads the whole answer.</summary>
    public async Task<Told> AskAsync(string dialect, string route, bool stream = false, string key = "a", string question = Ask.Sum, string? wish = null)
    {
        using var request = Request(dialect, route, stream, key, question, wish is null ? [] : [(Path, wish)]);
        return await Client.AskAsync(dialect, request);
    }

    /// <summary>Waits until so many are aboard the one flight.</summary>
    public async Task JoinedAsync(int joiners)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (Flights.Joiners < joiners)
        {
            Assert.False(bound.IsCancellationRequested, $"{Flights.Joiners} of {joiners} joined.");
            (await Client.GetAsync("/healthz")).Dispose();
        }
    }

    /// <summary>Waits until whoever leads has left.</summary>
    public async Task AloneAsync()
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (Flights.Aboard > Flights.Joiners)
        {
            Assert.False(bound.IsCancellationRequested, "The first has not left.");
            (await Client.GetAsync("/healthz")).Dispose();
        }
    }

    /// <summary>The settled rows, when there are so many.</summary>
    public async Task<IReadOnlyList<LedgerRow>> RowsAsync(int count)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (true)
        {
            var rows = await Gateway.RowsAsync();
            if (rows.Count(row => row.Status != 0) >= count)
            {
                return rows;
            }

            Assert.False(bound.IsCancellationRequested, $"{rows.Count} of {count} rows.");
        }
    }

    /// <summary>A whole answer of a dialect, sent when it is released.</summary>
    public static ScriptedAnswer Held(string dialect, Task released, string text = "42")
    {
        var body = Wire.Answer(dialect, text);
        return ScriptedAnswer.Stream("application/json").ThenHold(released).Then(body);
    }

    /// <summary>A stream of a dialect.</summary>
    public static ScriptedAnswer Stream(string dialect, params string[] words) =>
        ScriptedAnswer.Sse([Wire.Begin(dialect), .. words.Select(word => Wire.Text(dialect, word)), Wire.Finish(dialect), Wire.End(dialect)]);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
