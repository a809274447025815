using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Responses;

/// <summary>A gateway with two tenants before one scripted upstream, which is reached as a provider of responses, of chat and of messages.</summary>
internal sealed class ResponsesHouse : IAsyncDisposable
{
    private ResponsesHouse(Gateway gateway, ScriptedUpstream upstream) => (Gateway, Upstream) = (gateway, upstream);

    public Gateway Gateway { get; }

    public ScriptedUpstream Upstream { get; }

    /// <summary>Starts both. Routes: <c>theirs</c> (state at the provider), <c>ours</c>, <c>none</c>, <c>mixed</c> (ours over three dialects), <c>private</c> (confidential).</summary>
    public static async Task<ResponsesHouse> StartAsync(TimeProvider? time = null)
    {
        var upstream = await ScriptedUpstream.StartAsync();
        var root = upstream.Address.GetLeftPart(UriPartial.Authority);
        var gateway = await Gateway.StartAsync(
            $$"""
            providers:
              one: { dialect: openai-responses, base_url: "{{root}}/one/v1", api_key: sk-one-0123456789abcdef }
              two: { dialect: openai-responses, base_url: "{{root}}/two/v1", api_key: sk-two-0123456789abcdef }
              home: { dialect: openai-responses, base_url: "{{root}}/home/v1", hosting: self }
              chat: { dialect: openai-chat, base_url: "{{root}}/chat/v1", api_key: sk-three-0123456789abcdef }
              deepseek: { base_url: "{{root}}", api_key: sk-five-0123456789abcdef }
              claude: { dialect: anthropic, base_url: "{{root}}/claude", api_key: sk-four-0123456789abcdef }
            routes:
              theirs: { candidates: [one/m, two/m], retries: 0 }
              ours: { candidates: [one/m], state: bascule }
              ours-chat: { candidates: [chat/m], state: bascule }
              ours-deep: { candidates: [deepseek/deepseek-chat], state: bascule }
              ours-claude: { candidates: [claude/m], state: bascule }
              none: { candidates: [one/m], state: "off" }
              private: { candidates: [one/m], state: bascule, data_class: confidential }
              private-home: { candidates: [home/m], state: bascule, data_class: confidential }
            keys:
              - { name: a, key: "a-key-0123456789abcdef", routes: ["*"] }
              - { name: b, key: "b-key-0123456789abcdef", routes: ["*"] }
              - { name: c, key: "c-key-0123456789abcdef", routes: ["*"], team: cd }
              - { name: d, key: "d-key-0123456789abcdef", routes: ["*"], team: cd, max_data_class: internal }
            """,
            time: time);
        return new ResponsesHouse(gateway, upstream);
    }

    public static string Answer(string id, string text)
    {
        var part = $$"""{"type":"output_text","text":"{{text}}","annotations":[]}""";
        var item = $$"""{"id":"msg_{{id}}","type":"message","status":"completed","role":"assistant","content":[{{part}}]}""";
        return $$"""{"id":"{{id}}","object":"response","created_at":1760000000,"status":"completed","model":"m","output":[{{item}}],"usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5} }""";
    }

    public static ScriptedAnswer Stream(string id, string text) => ScriptedAnswer.Sse(Events(id, text));

    public static string[] Events(string id, string text) =>
    [
        $"event: response.created\ndata: {{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{{\"id\":\"{id}\",\"object\":\"response\",\"status\":\"in_progress\",\"model\":\"m\",\"output\":[]}}}}\n\n",
        $"event: response.output_text.delta\ndata: {{\"type\":\"response.output_text.delta\",\"sequence_number\":1,\"output_index\":0,\"content_index\":0,\"item_id\":\"x\",\"delta\":\"{text}\"}}\n\n",
        $"event: response.completed\ndata: {{\"type\":\"response.completed\",\"sequence_number\":2,\"response\":{Answer(id, text)}}}\n\n",
    ];

    public async Task<(int Status, JsonNode Body, HttpResponseMessage Response)> SendAsync(HttpMethod method, string path, string? body = null, string key = "a", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"{key}-key-0123456789abcdef");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        }

        var response = await Gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)! : JsonValue.Create(text), response);
    }

    public Task<(int Status, JsonNode Body, HttpResponseMessage Response)> AskAsync(string model, string input, string more = "", string key = "a", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, "/v1/responses", $$"""{"model":"{{model}}","input":{{input}}{{more}}}""", key, headers);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
