using System.Globalization;
using System.Text.Json;
using Bascule.Engine.Limits.Budgets;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Budgets;

/// <summary>A gateway before one upstream whose answers are as long as they may be, at prices that are easy to reckon with: USD 10 and 100 per million tokens.</summary>
internal sealed class BudgetHouse : IAsyncDisposable
{
    public const string Secret = "bk-money-0123456789abcdef";

    /// <summary>What the upstream bills for a request, whatever it holds.</summary>
    public const int InputTokens = 10;

    private BudgetHouse(Gateway gateway, ScriptedUpstream upstream) => (Gateway, Upstream) = (gateway, upstream);

    public Gateway Gateway { get; private set; }

    public ScriptedUpstream Upstream { get; }

    public Treasury Treasury => Gateway.Services.GetRequiredService<Treasury>();

    /// <param name="key">Members of the key <c>web</c>, in flow style.</param>
    /// <param name="more">Further YAML.</param>
    /// <param name="route">Members of the routes, in flow style.</param>
    public static async Task<BudgetHouse> StartAsync(string key, string more = "", string route = "retries: 0", TimeProvider? time = null)
    {
        var upstream = await ScriptedUpstream.StartAsync(Long);
        try
        {
            return new BudgetHouse(await Gateway.StartAsync(Config(upstream, key, more, route), time: time), upstream);
        }
        catch
        {
            await upstream.DisposeAsync();
            throw;
        }
    }

    public static string Config(ScriptedUpstream upstream, string key, string more = "", string route = "retries: 0")
    {
        var root = upstream.Address.GetLeftPart(UriPartial.Authority);
        return $$"""
            providers:
              chat: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: k }
              claude: { dialect: anthropic, base_url: "{{root}}", api_key: k }
            deployments:
              dear: { provider: chat, upstream: m, price: { input: 10, output: 100 } }
              cheap: { provider: chat, upstream: c, price: { input: 0, output: 1 } }
              across: { provider: claude, upstream: a, price: { input: 10, output: 100 } }
              free: { provider: chat, upstream: f }
            routes:
              long: { candidates: [dear], {{route}} }
              falls: { candidates: [dear, cheap], {{route}} }
              crosses: { candidates: [across], {{route}} }
              unpriced: { candidates: [free], {{route}} }
              either: { candidates: [free, dear], {{route}} }
            keys:
              - { name: web, key: {{Secret}}, {{key}} }
            {{more}}
            """;
    }

    /// <summary>Asks for an answer of at most so many tokens; null: as long as it likes.</summary>
    public Task<Told> AskAsync(string route = "long", int? most = 1000, bool stream = false, string secret = Secret, string more = "") => Gateway.Client.AskAsync(
        Ask.OpenAi, Body(route, most, stream, more), ("authorization", "Bearer " + secret));

    public static string Body(string route, int? most, bool stream = false, string more = "") =>
        $$"""{"model":"{{route}}","messages":[{"role":"user","content":"Tell me more."}]{{(most is null ? "" : $",\"max_tokens\":{most}")}}{{(stream ? ",\"stream\":true" : "")}}{{more}}}""";

    /// <summary>What <c>GET /v1/key</c> says.</summary>
    public async Task<JsonElement> KeyAsync(string secret = Secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/key");
        request.Headers.Add("authorization", "Bearer " + secret);
        using var response = await Gateway.Client.SendAsync(request);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    /// <summary>What is spent of the key's budget, in dollars, once nothing is reserved any more: an attempt is booked a moment after its last byte.</summary>
    public async Task<decimal> SpentAsync()
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (true)
        {
            var budget = (await KeyAsync()).GetProperty("budget");
            if (budget.GetProperty("reserved_usd").GetDecimal() == 0)
            {
                return budget.GetProperty("spent_usd").GetDecimal();
            }

            Assert.False(bound.IsCancellationRequested, "Something stays reserved.");
        }
    }

    public async Task RestartAsync() => Gateway = await Gateway.RestartAsync();

    /// <summary>An answer of as many tokens as were allowed, told by its usage: a thousand where nothing was said.</summary>
    public static ScriptedAnswer Long(ScriptedRequest request) => Long(request, Task.CompletedTask);

    /// <param name="free">Nothing is said before it completes.</param>
    public static ScriptedAnswer Long(ScriptedRequest request, Task free)
    {
        var most = MostOf(request) ?? 1000;
        if (request.Target.EndsWith("/messages", StringComparison.Ordinal))
        {
            return ScriptedAnswer.Stream("application/json").ThenHold(free).Then(
                Wire.Answer(Ask.Anthropic).Replace("\"input_tokens\":11,\"output_tokens\":3", Text($"\"input_tokens\":{InputTokens},\"output_tokens\":{most}"), StringComparison.Ordinal));
        }

        var usage = Text($$"""{"prompt_tokens":{{InputTokens}},"completion_tokens":{{most}},"total_tokens":{{most + InputTokens}}}""");
        if (!request.Json.TryGetProperty("stream", out var stream) || !stream.GetBoolean())
        {
            return ScriptedAnswer.Stream("application/json").ThenHold(free).Then(
                Wire.Answer(Ask.OpenAi).Replace("""{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}""", usage, StringComparison.Ordinal));
        }

        return ScriptedAnswer.Stream("text/event-stream; charset=utf-8").ThenHold(free)
            .Then(Wire.Begin(Ask.OpenAi)).Then(Wire.Text(Ask.OpenAi, "a long")).Then(Wire.Text(Ask.OpenAi, " story")).Then(Wire.Finish(Ask.OpenAi))
            .Then($$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{{usage}}}""" + "\n\n").Then(Wire.End(Ask.OpenAi));
    }

    /// <summary>The limit on the answer that the upstream saw, or null.</summary>
    public static long? MostOf(ScriptedRequest request) =>
        request.Json.TryGetProperty("max_tokens", out var most) || request.Json.TryGetProperty("max_completion_tokens", out most) ? most.GetInt64() : null;

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
