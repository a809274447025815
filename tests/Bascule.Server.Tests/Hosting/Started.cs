using Bascule.Server.Hosting;
using Bascule.Server.Tests.Configuration;

namespace Bascule.Server.Tests.Hosting;

/// <summary>Starts a gateway from a file in a folder of a test's own.</summary>
internal static class Started
{
    public const string Key = "bk-caller-0123456789abcdef";

    /// <summary>A config with one key and nobody to ask.</summary>
    public static string Yaml(string server, bool keys = true) => $$"""
        server: { data_dir: ./data, drain: 1s, {{server}} }
        providers: { up: { dialect: openai-chat, base_url: "http://127.0.0.1:9/v1" } }
        routes: { assistant: [up/m] }
        {{(keys ? $"keys: [{{ name: web, key: {Key} }}]" : "")}}
        """;

    public static async Task<GatewayHost> FromAsync(string file, string yaml, TimeProvider? time = null)
    {
        await File.WriteAllTextAsync(file, yaml);
        return await GatewayHost.StartAsync(new HostSettings
        {
            ConfigFile = file, CatalogFolder = Path.Combine(Given.RepositoryRoot, "catalog"), Environment = static _ => null, ProbeEngines = false, Time = time ?? TimeProvider.System,
        });
    }
}
