using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Journeys.Routes;

/// <summary>Rules of a route narrow who may answer, by what is known of the request; the decision says which one did.</summary>
public sealed class RuleTests
{
    private const string AdminKey = "admin-0123456789abcdef0123456789";
    private const string FreeKey = "free-0123456789abcdef0123456789a";
    private const string PremiumKey = "premium-0123456789abcdef01234567";

    private const string Routes = $$"""
        deployments:
          mid: { provider: openai-chat, upstream: mid }
          llama: { provider: openai-chat, upstream: llama }
          big: { provider: openai-chat, upstream: big }
        routes:
          assistant:
            candidates: [mid, llama, big]
            retries: 0
            rules:
              - { when: { tier: free }, use: [llama] }
              - { when: { input_tokens_over: 1000 }, use: [big, llama] }
              - { when: { header: { X-App: mobile }, not: { tag: { app: web } } }, use: big }
              - { when: { hours: "22:00-06:00 Europe/Berlin" }, use: llama }
              - { when: { share: 0.5, session: "*" }, use: [big] }
        keys:
          - { name: free, key: {{FreeKey}}, tier: free, routes: [assistant] }
          - { name: premium, key: {{PremiumKey}}, tier: premium, routes: [assistant] }
        """;

    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 11, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, int, string, string, string> Cases => new()
    {
        { FreeKey, 1, "", "llama", "routes.assistant.rules[0]" },
        { FreeKey, 2000, "x-app: mobile", "llama", "routes.assistant.rules[0]" },
        { PremiumKey, 2000, "", "big", "routes.assistant.rules[1]" },
        { PremiumKey, 1, "X-APP: mobile", "big", "routes.assistant.rules[2]" },
        { PremiumKey, 1, "x-app: desktop", "mid", "" },
        { PremiumKey, 1, "", "mid", "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Call_UnderRules_GoesWhereTheFirstOneThatHoldsSays(string key, int words, string header, string deployment, string rule)
    {
        await using var house = await StartAsync();
        var told = await AskAsync(house, key, words, header);
        var row = await house.Gateway.RowAsync(told.Id);
        using var decision = JsonDocument.Parse(row.Decision);
        using var profile = JsonDocument.Parse(row.Profile);

        Assert.Equal((200, deployment, deployment), (told.Status, told.Header("x-bascule-deployment"), row.Deployment));
        Assert.Equal(rule, decision.RootElement.TryGetProperty("rule", out var said) ? said.GetString() : "");
        Assert.Equal(deployment, decision.RootElement.GetProperty("order")[0].GetString());
        Assert.Equal(header.Length > 0 ? header[(header.IndexOf(' ') + 1)..] : null, profile.RootElement.TryGetProperty("headers", out var headers) ? headers.GetProperty("x-app").GetString() : null);
    }

    [Fact]
    public async Task Call_OverTheTagThatIsExcepted_IsNotNarrowed()
    {
        await using var house = await StartAsync();
        var told = await AskAsync(house, PremiumKey, 1, "x-app: mobile", ("x-bascule-tags", "app=web,other=x"));
        Assert.Equal("mid", told.Header("x-bascule-deployment"));
        Assert.Contains("\"tags\":{\"app\":\"web\"}", (await house.Gateway.RowAsync(told.Id)).Profile);
    }

    [Fact]
    public async Task Call_AtNightInBerlin_GoesWhereTheNightRuleSays()
    {
        var time = new FakeTimeProvider(Noon);
        await using var house = await StartAsync(time);
        var byDay = await AskAsync(house, PremiumKey, 1, "");
        time.Advance(TimeSpan.FromHours(10));    // 21:00 UTC is 22:00 there
        var byNight = await AskAsync(house, PremiumKey, 1, "");

        Assert.Equal(("mid", "llama"), (byDay.Header("x-bascule-deployment"), byNight.Header("x-bascule-deployment")));
    }

    [Fact]
    public async Task Calls_OfASession_StayInOrOutOfAShare()
    {
        await using var house = await StartAsync();
        var first = new List<string?>();
        var again = new List<string?>();
        foreach (var into in new[] { first, again })
        {
            for (var session = 0; session < 24; session++)
            {
                into.Add((await AskAsync(house, PremiumKey, 1, $"x-bascule-session: s{session}")).Header("x-bascule-deployment"));
            }
        }

        Assert.Equal(first, again);
        Assert.Equal(["big", "mid"], first.Distinct().Order());
    }

    [Fact]
    public async Task Rule_WhoseCandidateFails_AsksNobodyElse()
    {
        await using var house = await StartAsync();
        house.Upstream.Handler = _ => ScriptedAnswer.Json("""{"error":{"message":"away","type":"server_error"}}""", 500);
        var told = await AskAsync(house, FreeKey, 1, "");

        Assert.Equal(500, told.Status);
        Assert.All(house.Upstream.Seen, request => Assert.Equal("llama", request.Json.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task Rule_WhoseCandidateIsDrained_IsNotRelaxed()
    {
        await using var house = await StartAsync();
        using var drained = await AdminAsync(house, "/bascule/v1/deployments/llama/drain", "");
        var told = await AskAsync(house, FreeKey, 1, "");
        var other = await AskAsync(house, PremiumKey, 1, "");

        Assert.Equal(200, (int)drained.StatusCode);
        Assert.Equal((503, "no_candidate"), (told.Status, told.Error.GetProperty("code").GetString()));
        Assert.Equal((200, "mid"), (other.Status, other.Header("x-bascule-deployment")));
    }

    [Theory]
    [InlineData("?key=free", "", "routes.assistant.rules[0]", "llama")]
    [InlineData("?key=premium", "x-app: mobile", "routes.assistant.rules[2]", "big")]
    [InlineData("", "x-bascule-tier: free", "routes.assistant.rules[0]", "llama")]
    [InlineData("?key=premium", "", null, "mid")]
    public async Task Explain_WithTheSameFacts_SaysTheSameRule(string query, string header, string? rule, string first)
    {
        await using var house = await StartAsync();
        using var response = await AdminAsync(house, "/bascule/v1/explain" + query, Ask.Body(Ask.OpenAi, "assistant"), header);
        var told = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(rule, told.GetProperty("rule").GetString());
        Assert.Equal(first, told.GetProperty("plan")[0].GetString());
        var mid = told.GetProperty("candidates").EnumerateArray().Single(one => one.GetProperty("deployment").GetString() == "mid");
        Assert.Equal(rule is null, mid.GetProperty("eligible").GetBoolean());
        Assert.Equal(rule is null ? [] : [$"{rule} uses others"], mid.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()));
    }

    private static async Task<ScriptedHouse> StartAsync(TimeProvider? time = null)
    {
        var house = await ScriptedHouse.StartAsync(Routes, server: $"drain: 1s, admin_key: {AdminKey}", time: time ?? new FakeTimeProvider(Noon));
        house.Upstream.Handler = request => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, request.Json.GetProperty("model").GetString()!));
        return house;
    }

    private static Task<Told> AskAsync(ScriptedHouse house, string key, int words, string header, params (string Name, string Value)[] more)
    {
        var question = string.Join(' ', Enumerable.Repeat("word", words));
        (string, string)[] said = header.Length == 0 ? [] : [(header.Split(": ")[0], header.Split(": ")[1])];
        return house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant", question: question), [("authorization", "Bearer " + key), .. said, .. more]);
    }

    private static async Task<HttpResponseMessage> AdminAsync(ScriptedHouse house, string path, string body, string header = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        if (header.Length > 0)
        {
            request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        }

        return await house.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
