using System.Net.Http.Headers;
using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Callers;

/// <summary>A gateway before one scripted upstream, reached as <c>gemini/m</c>, <c>vertex/m</c> and <c>openai-chat/m</c>, with one key.</summary>
internal sealed class GeminiHouse : IAsyncDisposable
{
    public const string Key = "bk-gemini-0123456789abcdef";
    public const string UpstreamKey = "sk-upstream-0123456789abcdef";
    public const string Question = """{"contents":[{"role":"user","parts":[{"text":"What is 17 + 25?"}]}],  "generationConfig":{"maxOutputTokens":50}}""";

    private GeminiHouse(Gateway gateway, ScriptedUpstream upstream) => (Gateway, Upstream) = (gateway, upstream);

    public Gateway Gateway { get; }

    public ScriptedUpstream Upstream { get; }

    public static async Task<GeminiHouse> StartAsync()
    {
        var upstream = await ScriptedUpstream.StartAsync();
        var root = upstream.Address.GetLeftPart(UriPartial.Authority);
        try
        {
            return new GeminiHouse(
                await Gateway.StartAsync(
                    $$"""
                    providers:
                      gemini: { dialect: gemini, base_url: "{{root}}/v1beta", api_key: {{UpstreamKey}} }
                      vertex: { dialect: vertex, base_url: "{{root}}", project: p1, location: europe-west4, api_key: {{UpstreamKey}} }
                      openai-chat: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: {{UpstreamKey}} }
                    routes:
                      assistant: [gemini/m]
                    keys:
                      - { name: one, key: {{Key}}, routes: ["*"] }
                    """),
                upstream);
        }
        catch
        {
            await upstream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks below any address, with the key in the header unless the address holds one.</summary>
    public async Task<Told> AskAsync(string path, string body = Question)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await SendAsync(request);
    }

    public async Task<Told> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private async Task<Told> SendAsync(HttpRequestMessage request)
    {
        if (!request.RequestUri!.OriginalString.Contains("key=", StringComparison.Ordinal))
        {
            request.Headers.Add("x-goog-api-key", Key);
        }

        using var response = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await Told.ReadAsync("gemini", response);
    }
}
