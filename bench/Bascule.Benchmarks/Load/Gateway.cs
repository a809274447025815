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
        keys:
          - { name: web, key: "{{Key}}", team: load, routes: [assistant, claude], tags: { app: load }, limits: { requests_per_minute: 100000000, concurrency: 5000 } }
        """;

    public static async Task RunAsync(string config)
    {
        await using var host = await GatewayHost.StartAsync(new HostSettings { ConfigFile = config, CatalogFolder = Path.Combine(AppContext.BaseDirectory, "catalog") });
        await host.RunAsync(CancellationToken.None);
    }
}
