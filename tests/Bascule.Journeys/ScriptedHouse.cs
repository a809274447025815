using Bascule.Engine.Providers.Fetching;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys;

/// <summary>A gateway of one test before an upstream that the test scripts, reached in both dialects as <c>openai-chat/m</c> and <c>anthropic/m</c>.</summary>
internal sealed class ScriptedHouse : IAsyncDisposable
{
    public const string UpstreamKey = "sk-upstream-0123456789abcdef";

    private ScriptedHouse(Gateway gateway, ScriptedUpstream upstream) => (Gateway, Upstream) = (gateway, upstream);

    public Gateway Gateway { get; }

    public HttpClient Client => Gateway.Client;

    public ScriptedUpstream Upstream { get; }

    /// <summary>Starts both.</summary>
    /// <param name="more">Further YAML: more providers (by indentation), routes, keys.</param>
    /// <param name="provider">Members of both providers in flow style: <c>timeouts: { idle: 1s }</c>.</param>
    public static async Task<ScriptedHouse> StartAsync(string more = "", string provider = "hosting: vendor", string server = "drain: 1s", TimeProvider? time = null, UrlFetcher? fetcher = null)
    {
        var upstream = await ScriptedUpstream.StartAsync();
        try
        {
            return new ScriptedHouse(await Gateway.StartAsync(Config(upstream, more, provider), server, time, fetcher: fetcher), upstream);
        }
        catch
        {
            await upstream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts both, with a further provider at the same upstream.</summary>
    /// <param name="provider">Its line of YAML, and what follows the providers.</param>
    public static async Task<ScriptedHouse> StartWithAsync(Func<Uri, string> provider, string server = "drain: 1s", TimeProvider? time = null)
    {
        var upstream = await ScriptedUpstream.StartAsync();
        try
        {
            return new ScriptedHouse(await Gateway.StartAsync(Config(upstream, "  " + provider(upstream.Address)), server, time), upstream);
        }
        catch
        {
            await upstream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Both providers, and what else a test says.</summary>
    public static string Config(ScriptedUpstream upstream, string more = "", string provider = "hosting: vendor")
    {
        var root = upstream.Address.GetLeftPart(UriPartial.Authority);
        return $$"""
            providers:
              openai-chat: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: {{UpstreamKey}}, {{provider}} }
              anthropic: { dialect: anthropic, base_url: "{{root}}", api_key: {{UpstreamKey}}, {{provider}} }
            {{more}}
            """;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
