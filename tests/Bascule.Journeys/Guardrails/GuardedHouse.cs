using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Journeys.Rescue;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Guardrails;

/// <summary>
/// A gateway with guardrails before one scripted upstream, which is reached in five wire formats and answers what a test says in words of the hub. Keys pick the guardrails: <c>masked</c>
/// masks e-mail addresses, the others hold answers to a rule each.
/// </summary>
public sealed class GuardedHouse : IAsyncLifetime
{
    public static readonly string[] Callers = ["openai-chat", "openai-completions", "openai-responses", "anthropic", "gemini", "gemini-array", "ollama", "ollama-generate"];

    public static readonly string[] Providers = ["openai-chat", "openai-responses", "anthropic", "gemini", "ollama"];

    private const string Config = """
        providers:
          openai-chat: { dialect: openai-chat, base_url: "UPSTREAM/v1", api_key: sk-upstream-0123456789abcdef }
          openai-responses: { dialect: openai-responses, base_url: "UPSTREAM/v1", api_key: sk-upstream-0123456789abcdef }
          anthropic: { base_url: "UPSTREAM", api_key: sk-upstream-0123456789abcdef }
          gemini: { base_url: "UPSTREAM", api_key: sk-upstream-0123456789abcdef }
          ollama: { dialect: ollama, base_url: "UPSTREAM", hosting: self }
          one: { engine: vllm, base_url: "UPSTREAM/v1", hosting: self }
          two: { engine: vllm, base_url: "UPSTREAM/v1", hosting: self }
          shadow: { engine: vllm, base_url: "UPSTREAM/v1", hosting: self }
          moderator: { dialect: openai-chat, base_url: "UPSTREAM/moderated/v1", api_key: sk-upstream-0123456789abcdef, hosting: vendor, jurisdiction: us }
        deployments:
          a: { provider: one, upstream: m, price: { input: 1, output: 10 } }
          b: { provider: two, upstream: m, price: { input: 1, output: 10 } }
          claude: { provider: anthropic, upstream: claude-sonnet-4-5, catalog: anthropic/claude-sonnet-4-5 }
        routes:
          openai-chat: { candidates: [openai-chat/m], retries: 0 }
          openai-responses: { candidates: [openai-responses/m], retries: 0 }
          anthropic: { candidates: [anthropic/m], retries: 0 }
          thinker: { candidates: [claude], retries: 0 }
          gemini: { candidates: [gemini/m], retries: 0 }
          ollama: { candidates: [ollama/m], retries: 0 }
          fallback: { candidates: [a, b], retries: 0 }
          rescued: { candidates: [a, b], rescue: continue, retries: 0 }
          hedged: { candidates: [a, b], hedge: { after: 50ms }, retries: 0 }
          held: { candidates: [a], hold: all, retries: 0 }
          shadowed: { candidates: [a], shadow: { to: shadow/m, share: 1 }, retries: 0 }
          kept: { candidates: [openai-responses/m], state: bascule, retries: 0 }
          vectors: { candidates: [openai-chat/m], retries: 0 }
        policies:
          - { name: eu, when: { data_class: confidential }, require: { hosting: self } }
        guardrails:
          - { name: pii, on: input, detect: [email], action: mask, when: { key: masked } }
          - { name: leaks, on: output, detect: [email], custom: [{ name: banned, words: [Bluebird] }], action: block, when: { key: blocked } }
          - { name: redacted, on: output, detect: [email], action: mask, when: { key: redacted } }
          - { name: flagged, on: output, detect: [email], action: flag, when: { key: flagged } }
          - { name: links, on: output, hosts: [docs.example.com], action: block, when: { key: linked } }
          - { name: shape, on: output, schema: '{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}', action: block, when: { key: shaped } }
          - { name: judge, on: output, deployment: moderator/judge, action: block, required: true, when: { key: judged } }
        keys:
          - { name: masked, key: sk-masked-0123456789abcdef }
          - { name: blocked, key: sk-blocked-0123456789abcdef }
          - { name: redacted, key: sk-redacted-0123456789abcdef }
          - { name: flagged, key: sk-flagged-0123456789abcdef }
          - { name: linked, key: sk-linked-0123456789abcdef }
          - { name: shaped, key: sk-shaped-0123456789abcdef }
          - { name: judged, key: sk-judged-0123456789abcdef }
        """;

    internal Gateway Gateway { get; private set; } = null!;

    internal ScriptedUpstream Upstream { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Upstream = await ScriptedUpstream.StartAsync();
        Gateway = await Gateway.StartAsync(Config.Replace("UPSTREAM", Upstream.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>An answer of the upstream in a wire format.</summary>
    /// <param name="wire">The provider's.</param>
    /// <param name="size">Letters in a piece of a stream; null: whole.</param>
    internal static ScriptedAnswer Say(string wire, int? size, params Part[] parts)
    {
        var dialect = wire == "gemini-array" ? Engine.Dialects.Gemini.GeminiDialect.Array : DialectSet.FindCaller(wire)!;
        var stop = new Stop(parts.Any(part => part is ToolCallPart) ? StopReason.ToolUse : StopReason.EndTurn);
        var answer = new Answer { Id = "upstream_1", Model = "m", Created = 1, Choices = [new Choice(0, [.. parts], stop)], Usage = new Usage { Input = 10, Output = 20 } };
        var written = new ArrayBufferWriter<byte>();
        if (size is null)
        {
            dialect.WriteAnswer(answer, Asked, written);
            return ScriptedAnswer.Json(Encoding.UTF8.GetString(written.WrittenSpan));
        }

        var writer = dialect.NewStreamWriter(Asked);
        foreach (var said in AnswerTelling.Tell(answer).SelectMany(said => Cut(said, size.Value)))
        {
            writer.Write(said, written);
        }

        return ScriptedAnswer.Stream(dialect.StreamType).Then(written.WrittenSpan.ToArray());
    }

    /// <summary>The body of a question, in a caller's dialect.</summary>
    internal static (string Path, string Body) Question(string caller, string route, string text, bool stream, bool tools = false, string more = "")
    {
        var said = System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        var flag = stream ? "true" : "false";
        const string Schema = """{"type":"object","properties":{"to":{"type":"string"}}}""";
        var chatTools = tools ? $$$""","tools":[{"type":"function","function":{"name":"send","parameters":{{{Schema}}}}}]""" : "";
        return caller switch
        {
            "openai-responses" => ("/v1/responses", $$"""{"model":"{{route}}","input":"{{said}}","stream":{{flag}}{{(tools ? $$$""","tools":[{"type":"function","name":"send","parameters":{{{Schema}}}}]""" : "")}}{{more}}}"""),
            "openai-completions" => ("/v1/completions", $$"""{"model":"{{route}}","prompt":"{{said}}","stream":{{flag}},"max_tokens":1000{{more}}}"""),
            "anthropic" => ("/v1/messages", $$"""{"model":"{{route}}","max_tokens":1000,"messages":[{"role":"user","content":"{{said}}"}],"stream":{{flag}}{{(tools ? $$$""","tools":[{"name":"send","input_schema":{{{Schema}}}}]""" : "")}}{{more}}}"""),
            "gemini" or "gemini-array" => (
                $"/v1beta/models/{route}:{(stream ? "streamGenerateContent" : "generateContent")}{(caller == "gemini" && stream ? "?alt=sse" : "")}",
                $$"""{"contents":[{"role":"user","parts":[{"text":"{{said}}"}]}]{{(tools ? $$$""","tools":[{"functionDeclarations":[{"name":"send","parameters":{{{Schema}}}}]}]""" : "")}}{{more}}}"""),
            "ollama" => ("/api/chat", $$"""{"model":"{{route}}","messages":[{"role":"user","content":"{{said}}"}],"stream":{{flag}}{{chatTools}}{{more}}}"""),
            "ollama-generate" => ("/api/generate", $$"""{"model":"{{route}}","prompt":"{{said}}","stream":{{flag}}{{more}}}"""),
            _ => ("/v1/chat/completions", $$"""{"model":"{{route}}","messages":[{"role":"user","content":"{{said}}"}],"stream":{{flag}}{{chatTools}}{{more}}}"""),
        };
    }

    /// <summary>Asks with a body of the test's own.</summary>
    internal async Task<Told> PostAsync(string key, string path, string body, string caller = "openai-chat", Action<ReadOnlyMemory<byte>>? heard = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"sk-{key}-0123456789abcdef");
        request.Headers.Add("anthropic-version", "2023-06-01");
        using var response = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await Told.ReadAsync(caller, response, heard);
    }

    /// <summary>Asks in a callers' dialect, and reads what is said.</summary>
    internal async Task<Heard> AskAsync(string key, string caller, string route, string text, bool stream, bool tools = false, string more = "", Action<ReadOnlyMemory<byte>>? heard = null)
    {
        var (path, body) = Question(caller, route, text, stream, tools, more);
        var told = await PostAsync(key, path, body, caller, heard);
        if (stream || told.Status != 200)
        {
            return told.Status == 200 ? RescueHouse.Read(caller, told) : new Heard(told, []);
        }

        var dialect = DialectSet.FindCaller(caller == "gemini-array" ? "gemini" : caller)!;
        return new Heard(told, [.. AnswerTelling.Tell(dialect.ReadAnswer(Encoding.UTF8.GetBytes(told.Text)).Value!)]);
    }

    /// <summary>What the answer's calls have as arguments.</summary>
    internal static string Arguments(Heard heard)
    {
        var calls = heard.Events.OfType<PartBegan>().Where(began => began.Seed is ToolCallPart).ToDictionary(began => began.Part, began => ((ToolCallPart)began.Seed).Arguments);
        return string.Concat(calls.Values) + string.Concat(heard.Events.OfType<PartGrew>().Where(grew => calls.ContainsKey(grew.Part)).Select(grew => grew.Text));
    }

    /// <summary>What the answer says in words.</summary>
    internal static string Words(Heard heard)
    {
        var texts = heard.Events.OfType<PartBegan>().Where(began => began.Seed is TextPart).ToDictionary(began => began.Part, began => ((TextPart)began.Seed).Text);
        return string.Concat(texts.Values) + string.Concat(heard.Events.OfType<PartGrew>().Where(grew => texts.ContainsKey(grew.Part)).Select(grew => grew.Text));
    }

    private static ChatRequest Asked { get; } = new() { Model = "m", Stream = true, StreamUsage = true };

    private static IEnumerable<AnswerEvent> Cut(AnswerEvent said, int size) =>
        said is PartGrew grew ? grew.Text.Chunk(size).Select(piece => grew with { Text = new string(piece) }) : [said];
}
