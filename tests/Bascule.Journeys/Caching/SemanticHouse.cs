using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Engine.Caching.Semantic;
using Bascule.Journeys.Replays;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Caching;

/// <summary>A gateway with one route before one upstream that answers chats and makes vectors of words.</summary>
internal sealed class SemanticHouse : IAsyncDisposable
{
    public const string First = "what is the best way to grow carrots in a small garden";

    public static readonly string[] Others = ["what is the best way to grow carrots in the small garden", "what is a best way to grow carrots in a small garden", "what is the best way to grow carrots in my small garden"];

    private const string AdminKey = "admin-0123456789abcdef0123456789";

    private readonly ScriptedUpstream _upstream;
    private Gateway _gateway = null!;

    private SemanticHouse(ScriptedUpstream upstream) => _upstream = upstream;

    public string Says { get; set; } = "Sow them in spring, keep the soil moist and wait.";

    public bool Breaks { get; set; }

    /// <summary>Why the model stops.</summary>
    public string Finish { get; set; } = "stop";

    /// <summary>Vectors are not told before it.</summary>
    public Task Release { get; set; } = Task.CompletedTask;

    /// <summary>What the judge says of two answers.</summary>
    public string Judges { get; set; } = "";

    /// <summary>What it was asked.</summary>
    public JsonElement[] Judged => [.. _upstream.Seen.Where(IsForTheJudge).Select(request => request.Json)];

    public int Chats => _upstream.Seen.Count(request => request.Target.EndsWith("/chat/completions", StringComparison.Ordinal));

    public int Vectors => _upstream.Seen.Count(request => request.Target.EndsWith("/embeddings", StringComparison.Ordinal));

    private HttpClient Client => _gateway.Client;

    public static async Task<SemanticHouse> StartAsync(string more = "", string judge = "")
    {
        var house = new SemanticHouse(await ScriptedUpstream.StartAsync());
        house._upstream.Handler = house.Answer;
        var root = house._upstream.Address.GetLeftPart(UriPartial.Authority);
        house._gateway = await Gateway.StartAsync(
            $$"""
            providers:
              away: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: sk-away-0123456789abcdef }
              home: { dialect: openai-chat, base_url: "{{root}}/v1", hosting: self }
            deployments:
              vectors: { provider: away, upstream: v, price: { input: 10, output: 0 } }
            routes:
              faq: { candidates: [away/m, home/m], retries: 0, cache: { ttl: 1h, semantic: { embedder: vectors, {{judge}} min_similarity: 0.85, check_share: 0.01, timeout: 10s } } }
            {{more}}
            """,
            server: $"drain: 1s, admin_key: {AdminKey}");
        return house;
    }

    public async Task<Answered> AskAsync(string question, string? system = null, (string Name, string Value)? header = null, int? most = null)
    {
        var answered = await SendAsync(question, system, header, most);
        Assert.True(answered.Status == 200, answered.Text);
        return answered with { Text = JsonDocument.Parse(answered.Text).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()! };
    }

    /// <summary>The same, whatever comes of it.</summary>
    public async Task<Answered> SendAsync(string question, string? system = null, (string Name, string Value)? header = null, int? most = null)
    {
        var messages = new JsonArray();
        if (system is not null)
        {
            messages.Add(new JsonObject { ["role"] = "system", ["content"] = system });
        }

        messages.Add(new JsonObject { ["role"] = "user", ["content"] = question });
        var body = new JsonObject { ["model"] = "faq", ["messages"] = messages };
        if (most is not null)
        {
            body["max_tokens"] = most;
        }

        using var request = Ask.Request(Ask.OpenAi, body.ToJsonString(), header is { } one ? [one] : []);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answered(
            (int)response.StatusCode, Header(response, "x-bascule-request-id")!, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), Header(response, "x-bascule-cache"),
            Header(response, "x-bascule-cache-similarity") is { } similarity ? double.Parse(similarity, System.Globalization.CultureInfo.InvariantCulture) : null, Header(response, "x-bascule-cost-usd"));
    }

    /// <summary>One hit in a hundred is asked all the same: not three in a row.</summary>
    public async Task<Answered> AskUntilServedAsync()
    {
        foreach (var question in Others)
        {
            if (await AskAsync(question) is { Cache: "semantic" } served)
            {
                return served;
            }
        }

        throw new Xunit.Sdk.XunitException("nothing was served");
    }

    /// <summary>As if several hundred checks had been made.</summary>
    public async Task OpenAsync()
    {
        await UntilAsync(cache => Chats == 0 || cache.GetProperty("vectors").GetInt32() == 1);
        var route = Route;
        while (!route.Proof.IsOpen)
        {
            route.Check(0.97, wrong: false, route.Proof.Epoch);
        }

        await UntilAsync(cache => cache.GetProperty("semantic")[0].GetProperty("open").GetBoolean());
    }

    /// <summary>What the gateway knows of its one route.</summary>
    private SemanticRoute Route => _gateway.Services.GetRequiredService<SemanticCache>()
        .Of("faq", _gateway.Services.GetRequiredService<Server.Rules.LiveRules>().Now.Routes.Routes.First(one => one.Name == "faq").Options.Cache!.Semantic!);

    /// <summary>Asks the operators' address until it says so; what is waited for happens behind an answer.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> holds)
    {
        using var patience = new CancellationTokenSource(Gateway.Bound);
        while (true)
        {
            var cache = await AdminAsync(HttpMethod.Get, "cache/semantic", patience.Token);
            if (holds(cache))
            {
                return cache.GetProperty("semantic")[0];
            }
        }
    }

    public async Task<JsonElement> RowAsync(string id)
    {
        using var patience = new CancellationTokenSource(Gateway.Bound);
        while (true)
        {
            var row = await AdminAsync(HttpMethod.Get, $"requests/{id}", patience.Token);
            if (row.TryGetProperty("cache", out _))
            {
                return row;
            }
        }
    }

    /// <summary>Waits until so many wait for the one who looks.</summary>
    public async Task JoinedAsync(int joiners)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (_gateway.Services.GetRequiredService<Engine.Caching.Flights.FlightTable>().Joiners < joiners)
        {
            (await Client.GetAsync("/healthz", bound.Token)).Dispose();
        }
    }

    /// <summary>What would happen to a question.</summary>
    public async Task<JsonElement> ExplainAsync(string question, string key = "") =>
        (await AdminAsync(HttpMethod.Post, "explain" + key, TestContext.Current.CancellationToken, Ask.Body(Ask.OpenAi, "faq", question: question))).GetProperty("cache");

    public Task<JsonElement> EraseAsync(string what) => AdminAsync(HttpMethod.Post, $"erase?{what}", TestContext.Current.CancellationToken);

    /// <summary>Runs a verb against this gateway.</summary>
    public Task<(int Code, string Output, string Errors)> RunAsync(params string[] verb) => ReplayHouse.RunAsync([.. verb, "--config", _gateway.ConfigFile, "--url", _gateway.Address.ToString()]);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private async Task<JsonElement> AdminAsync(HttpMethod method, string path, CancellationToken cancel, string? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/bascule/v1/{path}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", AdminKey) }, Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await Client.SendAsync(request, cancel);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel)).RootElement;
    }

    private static bool IsForTheJudge(ScriptedRequest request) => request.Json.GetProperty("model").GetString() == "j";

    private ScriptedAnswer Answer(ScriptedRequest request)
    {
        if (IsForTheJudge(request))
        {
            return ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, Judges));
        }

        if (request.Target.EndsWith("/embeddings", StringComparison.Ordinal))
        {
            return Breaks
                ? ScriptedAnswer.Json("""{"error":{"message":"down"}}""", 500)
                : ScriptedAnswer.Stream("application/json").ThenHold(Release).Then($$$"""{"object":"list","model":"v","data":[{"index":0,"embedding":[{{{string.Join(',', Numbers(request.Json.GetProperty("input")[0].GetString()!))}}}]}],"usage":{"prompt_tokens":14,"total_tokens":14}}""");
        }

        return ScriptedAnswer.Json($$$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{{Says}}}"},"finish_reason":"{{{Finish}}}"}],"usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}""");
    }

    private static IEnumerable<string> Numbers(string text) => Sandbox.Talk.Vectors.Of(text, 256).Select(one => one.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>What came of a question.</summary>
internal sealed record Answered(int Status, string Id, string Text, string? Cache, double? Similarity, string? Cost);
