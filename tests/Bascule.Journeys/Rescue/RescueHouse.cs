using System.Net.Http.Headers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Sandbox;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Rescue;

/// <summary>
/// A gateway whose routes carry broken streams on: the sandbox in every dialect, whose open model goes on from a beginning and whose <c>+cut</c> breaks after three pieces,
/// and a scripted upstream as two engines and Anthropic.
/// </summary>
public sealed class RescueHouse : IAsyncLifetime
{
    /// <summary>Slow as well, so that its first words are with the gateway before it breaks.</summary>
    public const string Broken = "sandbox-open+cut+slow";

    public const string Question = "Please write 60 words";

    public static readonly string Whole = "The answer is " + string.Join(' ', Enumerable.Range(1, 60).Select(i => $"word{i}")) + ".";

    private readonly ForwardTime _time = new();
    private SandboxServer _sandbox = null!;

    internal Gateway Gateway { get; private set; } = null!;

    internal ScriptedUpstream Scripted { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
        Scripted = await ScriptedUpstream.StartAsync();
        var sandbox = _sandbox.Address.GetLeftPart(UriPartial.Authority);
        var scripted = Scripted.Address.GetLeftPart(UriPartial.Authority);
        string[] firsts = ["sandbox", "openai-responses", "claude", "gemini", "ollama", "completions"];
        var routes = from first in firsts
                     from second in new[] { "sandbox/sandbox-open", "claude-open", "mistral/sandbox-open" }
                     select $"  {Route(first, second)}: {{ candidates: [{first}/{Broken}, {second}], rescue: continue, retries: 0 }}";
        Gateway = await Gateway.StartAsync($$"""
            providers:
              sandbox: { engine: vllm, base_url: "{{sandbox}}/v1", hosting: self }
              completions: { engine: vllm, base_url: "{{sandbox}}/v1", hosting: self }
              openai-responses: { dialect: openai-responses, base_url: "{{sandbox}}/v1", api_key: sk-upstream-0123456789abcdef }
              claude: { dialect: anthropic, base_url: "{{sandbox}}", api_key: sk-upstream-0123456789abcdef }
              gemini: { base_url: "{{sandbox}}", api_key: sk-upstream-0123456789abcdef }
              ollama: { engine: ollama, base_url: "{{sandbox}}", hosting: self }
              mistral: { base_url: "{{sandbox}}/mistral", api_key: sk-upstream-0123456789abcdef }
              one: { engine: vllm, base_url: "{{scripted}}/v1", hosting: self, timeouts: { idle: 30s } }
              two: { engine: vllm, base_url: "{{scripted}}/v1", hosting: self }
              hasty: { engine: vllm, base_url: "{{scripted}}/v1", hosting: self, timeouts: { idle: 250ms } }
              anthropic: { base_url: "{{scripted}}", api_key: sk-upstream-0123456789abcdef }
            deployments:
              claude-open: { provider: claude, upstream: sandbox-open, catalog: anthropic/claude-sonnet-4-5 }
              claude-closed: { provider: claude, upstream: sandbox-frontier, catalog: anthropic/claude-sonnet-4-5 }
              a: { provider: one, upstream: m, price: { input: 1, output: 10 } }
              b: { provider: two, upstream: m, price: { input: 1, output: 10 } }
              c: { provider: two, upstream: n }
              stalls: { provider: hasty, upstream: m }
            routes:
            {{string.Join('\n', routes)}}
              refused: { candidates: [sandbox/{{Broken}}, claude-closed, sandbox/sandbox-open], rescue: continue, retries: 0 }
              all-refuse: { candidates: [openai-responses/{{Broken}}, claude-closed], rescue: continue, retries: 0 }
              nobody: { candidates: [openai-responses/{{Broken}}, openai-responses/sandbox-frontier], rescue: continue, retries: 0 }
              two: { candidates: [a, b], rescue: continue, retries: 0 }
              three: { candidates: [a, b, c], rescue: continue, retries: 0 }
              alone: { candidates: [a], rescue: continue, retries: 0 }
              silent: { candidates: [stalls, b], rescue: continue, retries: 0 }
              claudes: { candidates: [anthropic/claude-sonnet-4-5, anthropic/claude-haiku-4-5], rescue: continue, retries: 0 }
              hedged: { candidates: [a, b], rescue: continue, retries: 0, hedge: { after: 50ms } }
              off: { candidates: [a, b], retries: 0 }
            keys:
              - { name: sdk, key: {{Sdk.OfficialHouse.Key}}, routes: ["*"] }
            """, time: _time);
        Gateway.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Sdk.OfficialHouse.Key);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Scripted.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    /// <summary>Every cooldown is over: what broke before changes nobody's order.</summary>
    public void Forward() => _time.Advance(TimeSpan.FromMinutes(10));

    public static string Route(string first, string second) => $"{first}-{second.Split('/')[0]}";

    /// <summary>Asks in a callers' dialect for a stream of sixty words.</summary>
    internal async Task<Heard> AskAsync(string caller, string route, string more = "")
    {
        var (path, body) = caller switch
        {
            "openai-responses" => ("/v1/responses", $$"""{"model":"{{route}}","input":"{{Question}}","stream":true,"max_output_tokens":1000{{more}}}"""),
            "openai-completions" => ("/v1/completions", $$"""{"model":"{{route}}","prompt":"{{Question}}","stream":true,"max_tokens":1000{{more}}}"""),
            "anthropic" => ("/v1/messages", $$"""{"model":"{{route}}","max_tokens":1000,"messages":[{"role":"user","content":"{{Question}}"}],"stream":true{{more}}}"""),
            "gemini" => ($"/v1beta/models/{route}:streamGenerateContent?alt=sse", $$"""{"contents":[{"role":"user","parts":[{"text":"{{Question}}"}]}],"generationConfig":{"maxOutputTokens":1000}{{more}}}"""),
            "gemini-array" => ($"/v1beta/models/{route}:streamGenerateContent", $$"""{"contents":[{"role":"user","parts":[{"text":"{{Question}}"}]}],"generationConfig":{"maxOutputTokens":1000}{{more}}}"""),
            "ollama" => ("/api/chat", $$"""{"model":"{{route}}","messages":[{"role":"user","content":"{{Question}}"}],"options":{"num_predict":1000}{{more}}}"""),
            "ollama-generate" => ("/api/generate", $$"""{"model":"{{route}}","prompt":"{{Question}}","options":{"num_predict":1000}{{more}}}"""),
            _ => ("/v1/chat/completions", $$"""{"model":"{{route}}","messages":[{"role":"user","content":"{{Question}}"}],"stream":true,"max_tokens":1000{{more}}}"""),
        };
        Forward();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("anthropic-version", "2023-06-01");
        using var response = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var told = await Told.ReadAsync(caller, response);
        return Read(caller, told);
    }

    internal static Heard Read(string caller, Told told)
    {
        var dialect = caller == "gemini-array" ? Engine.Dialects.Gemini.GeminiDialect.Array : DialectSet.FindCaller(caller)!;
        var events = new List<AnswerEvent>();
        var reader = dialect.NewStreamReader();
        using var frames = dialect.NewFrameReader(told.Header("content-type") ?? "")!;
        var bytes = Encoding.UTF8.GetBytes(told.Text);
        for (var at = 0; at < bytes.Length;)
        {
            var into = frames.GetMemory();
            var count = Math.Min(into.Length, bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(into.Span);
            frames.Advance(count);
            at += count;
        }

        frames.Complete();
        while (frames.TryRead(out var frame))
        {
            if (frame.HasData)
            {
                reader.Read(frame.Name, frame.Data, events);
            }
        }

        reader.End(events);
        return new Heard(told, events);
    }
}

/// <summary>A stream as a caller got it, and what it says.</summary>
internal sealed record Heard(Told Told, IReadOnlyList<AnswerEvent> Events)
{
    public string Text => string.Concat(Events.OfType<PartGrew>().Select(grew => grew.Text));

    public bool Ended => Events[^1] is AnswerEnded;

    public Usage? Usage => Events.OfType<UsageTold>().LastOrDefault()?.Usage;
}
