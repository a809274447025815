using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Callers;

/// <summary>A gateway before one scripted upstream, reached as an engine that speaks Ollama beside chat, as Ollama alone, as TGI and as the two vendors' APIs.</summary>
internal sealed class OllamaHouse : IAsyncDisposable
{
    private OllamaHouse(ScriptedUpstream upstream, Gateway gateway) => (Upstream, Gateway) = (upstream, gateway);

    public ScriptedUpstream Upstream { get; }

    public Gateway Gateway { get; }

    public static async Task<OllamaHouse> StartAsync(string more = "")
    {
        var upstream = await ScriptedUpstream.StartAsync();
        var root = upstream.Address.GetLeftPart(UriPartial.Authority);
        return new OllamaHouse(upstream, await Gateway.StartAsync($$"""
            providers:
              engine: { engine: ollama, base_url: "{{root}}" }
              native: { dialect: ollama, base_url: "{{root}}/api", api_key: sk-upstream-0123456789abcdef }
              tgi: { dialect: tgi, base_url: "{{root}}" }
              hub: { dialect: tgi, base_url: "{{root}}/models" }
              chat: { dialect: openai-chat, base_url: "{{root}}/v1" }
              messages: { dialect: anthropic, base_url: "{{root}}", api_key: sk-upstream-0123456789abcdef }
            {{more}}
            """));
    }

    /// <summary>Posts a body and reads the whole answer.</summary>
    public async Task<Told> PostAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Gateway.Client.AskAsync(Ask.OpenAi, request);
    }

    /// <summary>Gets an address.</summary>
    public async Task<Told> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Gateway.Client.AskAsync(Ask.OpenAi, request);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
