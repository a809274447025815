using Bascule.Server.Hosting;

namespace Bascule.Benchmarks.Load;

/// <summary>Bascule as a process of its own, hosted as <c>bascule serve --config</c> hosts it.</summary>
internal static class Gateway
{
    /// <summary>The secret of the one key.</summary>
    public const string Key = "load-0123456789abcdef0123456789abcdef";

    /// <summary>Keys, limits, prices, journal and SQLite drain are on. The model is renamed on the way, as a route does.</summary>
    public static string Config(int port, string upstream, string dataFolder) => $$"""
        server: { listen: ["http://127.0.0.1:{{port}}"], data_dir: "{{dataFolder}}" }
        storage: { database: "sqlite:{{dataFolder}}/bascule.db" }
        providers:
          openai: { base_url: "{{upstream}}/v1", api_key: "upstream-key-0123456789" }
          anthropic: { base_url: "{{upstream}}", api_key: "upstream-key-9876543210" }
        routes:
          assistant: [openai/gpt-5]
          claude: [anthropic/claude-sonnet-4-5]
          cached: { candidates: [openai/gpt-5], cache: { ttl: 1d } }
        keys:
          - { name: web, key: "{{Key}}", team: load, routes: [assistant, claude, cached], tags: { app: load }, limits: { requests_per_minute: 100000000, concurrency: 5000 } }
        """;

    /// <summary>The same with what a house that governs has on: two policies of which one matches, the default guardrail, a limit on tokens and a budget.</summary>
    public static string Governed(int port, string upstream, string dataFolder) => Config(port, upstream, dataFolder).Replace("concurrency: 5000 }", "concurrency: 5000, tokens_per_minute: 2000000000 }, budget: { usd: 1000000, per: month }", StringComparison.Ordinal) + """

        policies:
          - { name: nobody trains on it, require: { hosting: [vendor, self] } }
          - { name: regulated stays at home, when: { data_class: regulated }, require: { hosting: self } }
        guardrails:
          - { name: personal data, on: input, detect: [email, phone, iban, card, ssn, secret], action: classify, as: confidential, unreadable: confidential }
        """;

    public static async Task RunAsync(string config)
    {
        await using var host = await GatewayHost.StartAsync(new HostSettings { ConfigFile = config, CatalogFolder = Path.Combine(AppContext.BaseDirectory, "catalog") });
        await host.RunAsync(CancellationToken.None);
    }
}
