using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Guardrails;

/// <summary>A gateway before one scripted upstream, which stands for a vendor (<c>away</c>), a machine of one's own (<c>home</c>), a moderation service (<c>judge</c>) and a webhook (<c>hook</c>). What is confidential may only go home.</summary>
internal sealed class GuardHouse : IAsyncDisposable
{
    public const string AdminKey = "admin-0123456789abcdef0123456789";

    /// <summary>Found by the detector <c>email</c>.</summary>
    public const string Secret = "bob.miller@example.com";

    private GuardHouse(Gateway gateway, ScriptedUpstream upstream) => (Gateway, Upstream) = (gateway, upstream);

    public Gateway Gateway { get; }

    public ScriptedUpstream Upstream { get; }

    /// <summary>What one of the four was sent.</summary>
    public IEnumerable<ScriptedRequest> SentTo(string who) => Upstream.Seen.Where(request => request.Target.StartsWith($"/{who}/", StringComparison.Ordinal));

    /// <param name="guardrails">The items of the list, each a line of YAML.</param>
    /// <param name="judge">What the moderation service and the webhook answer; null: they let everything pass.</param>
    public static async Task<GuardHouse> StartAsync(string[] guardrails, Func<ScriptedRequest, ScriptedAnswer>? judge = null, string more = "", string route = "strict: false")
    {
        var upstream = await ScriptedUpstream.StartAsync(request => IsAt(request, "judge") || IsAt(request, "hook")
            ? judge?.Invoke(request) ?? (IsAt(request, "hook") ? ScriptedAnswer.Json("""{"action":"allow"}""") : Moderation(request))
            : Answer(request));
        var root = upstream.Address.GetLeftPart(UriPartial.Authority);
        var gateway = await Gateway.StartAsync(
            $$"""
            providers:
              away: { dialect: openai-chat, base_url: "{{root}}/away/v1", api_key: sk-away-0123456789abcdef, jurisdiction: us }
              home: { dialect: openai-chat, base_url: "{{root}}/home/v1", hosting: self, jurisdiction: eu }
              judge: { dialect: openai-chat, base_url: "{{root}}/judge/v1", api_key: sk-judge-0123456789abcdef, hosting: self, jurisdiction: eu }
              hook: { dialect: webhook, base_url: "{{root}}/hook", api_key: hook-key-0123456789abcdef, hosting: self, jurisdiction: eu }
              abroad: { dialect: webhook, base_url: "{{root}}/hook/abroad", jurisdiction: us }
              dead: { dialect: webhook, base_url: "http://127.0.0.1:1", hosting: self }
            routes:
              assistant: { candidates: [away/m, home/m], retries: 0, {{route}} }
            policies:
              - { name: at home, when: { data_class: confidential }, require: { hosting: self } }
            guardrails:
            {{string.Join('\n', guardrails.Select(one => "  - " + one))}}
            {{more}}
            """,
            server: $"drain: 1s, admin_key: {AdminKey}");
        return new GuardHouse(gateway, upstream);
    }

    /// <summary>OpenAI's form, a result for each text.</summary>
    public static ScriptedAnswer Moderation(ScriptedRequest request, string flagged = "")
    {
        var result = flagged.Length > 0 ? """{"flagged":true,"categories":{"KIND":true,"violence":false}}""".Replace("KIND", flagged, StringComparison.Ordinal) : """{"flagged":false,"categories":{"violence":false}}""";
        var results = string.Join(',', Enumerable.Repeat(result, request.Json.GetProperty("input").GetArrayLength()));
        return ScriptedAnswer.Json($$"""{"id":"modr-1","model":"omni-moderation-latest","results":[{{results}}]}""");
    }

    public async Task<(int Status, string Text)> AskAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendAsync(request);
    }

    public async Task<(int Status, string Text)> SendAsync(HttpRequestMessage request)
    {
        using var response = await Gateway.Client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<(int Status, string Text)> ExplainAsync(string body) => AskAsync("/bascule/v1/explain", body, ("authorization", "Bearer " + AdminKey));

    /// <summary>What the only row's decision says of the guardrails.</summary>
    public async Task<JsonElement> DecidedAsync() => JsonElement.Parse((await Gateway.OnlyRowAsync()).Decision).GetProperty("guardrails");

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static bool IsAt(ScriptedRequest request, string who) => request.Target.StartsWith($"/{who}/", StringComparison.Ordinal);

    private static ScriptedAnswer Answer(ScriptedRequest request) => ScriptedAnswer.Json(
        request.Target.EndsWith("/embeddings", StringComparison.Ordinal) ? """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1]}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}"""
        : request.Target.EndsWith("/chat/completions", StringComparison.Ordinal) ? Wire.Answer(Ask.OpenAi)
        : request.Target.EndsWith("/responses", StringComparison.Ordinal) ? Responses.ResponsesHouse.Answer("resp_1", "42")
        : """{"data":[],"results":[]}""");
}
