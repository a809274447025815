using System.Net.Http.Headers;
using System.Text.Json;
using Bascule.Engine.Ledger;
using Bascule.Engine.Routing.Shadowing;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Routes;

/// <summary>A share of a route's chats goes to a shadow as well: its row and its cost are there, and the caller notices nothing.</summary>
public sealed class ShadowTests
{
    private const string AdminKey = "admin-0123456789abcdef0123456789";
    private const string WebKey = "web-0123456789abcdef0123456789ab";

    /// <summary>What OpenAI says of usage at a stream's end.</summary>
    private const string Usage = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1750000000,\"model\":\"up-model-2026\",\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":3,\"total_tokens\":14}}\n\n";

    public static TheoryData<string, string, bool> Ways => new()
    {
        { Ask.OpenAi, Ask.OpenAi, false }, { Ask.OpenAi, Ask.OpenAi, true }, { Ask.OpenAi, Ask.Anthropic, true },
        { Ask.Anthropic, Ask.OpenAi, false }, { Ask.Anthropic, Ask.Anthropic, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Shadow_HeldSilent_DelaysNobodyAndIsBookedWhenItEnds(string caller, string shadow, bool stream)
    {
        await using var house = await StartAsync(caller, shadow);
        var release = new TaskCompletionSource();
        house.Upstream.Handler = request => IsShadow(request) ? Held(Answer(shadow, stream), release.Task) : Answer(caller, stream);
        var told = await AskAsync(house, caller, stream);
        var rows = await house.Gateway.RowsAsync();

        // The answer is whole, and the shadow has not said a word yet.
        Assert.Equal((200, "own"), (told.Status, told.Header("x-bascule-deployment")));
        Assert.Equal("1", told.Header("x-bascule-attempts"));
        Assert.True(!stream || told.Ended);
        Assert.Equal(told.Id, Assert.Single(rows).Id.ToString());

        release.SetResult();
        var row = await ShadowRowAsync(house);
        using var decision = JsonDocument.Parse(row.Decision);
        Assert.Equal((200, null, "shade"), (row.Status, row.Error, row.Deployment));
        Assert.Equal(("web", "search", "assistant", caller, shadow, stream), (row.Key, row.Team, row.Route, row.DialectIn, row.DialectOut, row.Stream));
        Assert.Equal(told.Id, decision.RootElement.GetProperty("shadow_of").GetString());
        Assert.Equal((11L, 3L, 17_000_000L), (row.Usage!.Input, row.Usage.Output, row.CostNano));
        Assert.Single(row.Attempts);
    }

    [Fact]
    public async Task Shadow_OfTheSameDialect_SeesTheCallersBytesButForTheModel()
    {
        await using var house = await StartAsync(Ask.OpenAi, Ask.OpenAi);
        const string body = """{ "model" : "assistant", "messages":[{"role":"user","content":"é 17"}], "x_unknown": [1.50] }""";
        await house.Client.AskAsync(Ask.OpenAi, body, ("authorization", "Bearer " + WebKey));
        await ShadowRowAsync(house);

        var seen = house.Upstream.Seen.Single(IsShadow);
        Assert.Equal(body.Replace("assistant", "s", StringComparison.Ordinal), seen.Text);
        Assert.Equal($"Bearer {ScriptedHouse.UpstreamKey}", seen.Headers["authorization"]);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task Shadow_ThatFails_IsAskedOnceAndTheCallerIsAnswered(int status)
    {
        await using var house = await StartAsync(Ask.OpenAi, Ask.OpenAi, "retries: 3");
        house.Upstream.Handler = request => IsShadow(request) ? ScriptedAnswer.Json("""{"error":{"message":"away","type":"server_error"}}""", status) : Answer(Ask.OpenAi, false);
        var told = await AskAsync(house, Ask.OpenAi, stream: false);
        var row = await ShadowRowAsync(house);

        Assert.Equal(200, told.Status);
        Assert.Equal((status, 0L), (row.Status, row.CostNano));
        Assert.NotNull(row.Error);
        Assert.Single(house.Upstream.Seen, IsShadow);
    }

    [Fact]
    public async Task Shadow_DrainedByHand_IsNotAsked()
    {
        await using var house = await StartAsync(Ask.OpenAi, Ask.OpenAi);
        await AdminAsync(house, HttpMethod.Post, "/bascule/v1/deployments/shade/drain");
        var told = await AskAsync(house, Ask.OpenAi, stream: false);

        // It is decided before the caller's own call, so after his answer it would have been asked.
        Assert.Equal(200, told.Status);
        Assert.Single(await house.Gateway.RowsAsync());
        Assert.DoesNotContain(house.Upstream.Seen, IsShadow);
    }

    [Fact]
    public async Task Shadows_MoreThanFit_AreLeftOutAndCounted()
    {
        await using var house = await StartAsync(Ask.OpenAi, Ask.OpenAi);
        var release = new TaskCompletionSource();
        house.Upstream.Handler = request => IsShadow(request) ? Held(Answer(Ask.OpenAi, false), release.Task) : Answer(Ask.OpenAi, false);
        for (var i = 0; i < Shadows.Most + 3; i++)
        {
            Assert.Equal(200, (await AskAsync(house, Ask.OpenAi, stream: false)).Status);
        }

        release.SetResult();
        await UntilAsync(async () => (await house.Gateway.RowsAsync()).Count(row => row.Kind == LedgerRow.Shadow) == Shadows.Most);
        Assert.Equal(Shadows.Most, house.Upstream.Seen.Count(IsShadow));
        Assert.Contains("bascule_shadows_skipped_total 3\n", await AdminAsync(house, HttpMethod.Get, "/metrics"));
    }

    [Fact]
    public async Task Usage_WithShadows_CountsRequestsOfCallersAndTheCostOfAll()
    {
        await using var house = await StartAsync(Ask.OpenAi, Ask.OpenAi);
        await AskAsync(house, Ask.OpenAi, stream: false);
        var row = await ShadowRowAsync(house);
        var usage = JsonElement.Parse(await AdminAsync(house, HttpMethod.Get, "/bascule/v1/usage?by=key"));
        var byKind = JsonElement.Parse(await AdminAsync(house, HttpMethod.Get, "/bascule/v1/usage?by=kind"));
        var rows = JsonElement.Parse(await AdminAsync(house, HttpMethod.Get, "/bascule/v1/requests?kind=shadow")).GetProperty("data");

        Assert.Equal((1, 0.034m), Figures(Assert.Single(usage.GetProperty("data").EnumerateArray())));
        Assert.Equal((1, 0.034m), Figures(usage.GetProperty("total")));
        Assert.Equal([(1, 0.017m), (1, 0.017m)], byKind.GetProperty("data").EnumerateArray().Select(Figures));
        Assert.Equal(["request", "shadow"], byKind.GetProperty("data").EnumerateArray().Select(group => group.GetProperty("kind").GetString()));
        Assert.Equal(row.Id.ToString(), Assert.Single(rows.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Key_WithOnePlaceAndAShadowUnderWay_MayAskAgain()
    {
        await using var house = await StartAsync(Ask.OpenAi, Ask.OpenAi);
        house.Upstream.Handler = request => IsShadow(request) ? ScriptedAnswer.Never() : Answer(Ask.OpenAi, false);
        var first = await AskAsync(house, Ask.OpenAi, stream: false);
        var second = await AskAsync(house, Ask.OpenAi, stream: false);
        Assert.Equal((200, 200), (first.Status, second.Status));
    }

    [Fact]
    public async Task Shadow_UnderWayAtStop_IsBrokenOffAndBooked()
    {
        await using var house = await StartAsync(Ask.OpenAi, Ask.OpenAi);
        house.Upstream.Handler = request => IsShadow(request) ? ScriptedAnswer.Never() : Answer(Ask.OpenAi, false);
        var told = await AskAsync(house, Ask.OpenAi, stream: false);
        await UntilAsync(() => Task.FromResult(house.Upstream.Seen.Any(IsShadow)));
        var rows = await house.Gateway.StopAsync();

        Assert.Equal([200, 503], rows.Select(row => row.Status).Order());
        Assert.Equal((200, null), rows.Where(row => row.Id.ToString() == told.Id).Select(row => (row.Status, row.Error)).Single());
        Assert.Equal("draining", rows.Single(row => row.Kind == LedgerRow.Shadow).Error);
    }

    private static async Task<ScriptedHouse> StartAsync(string own, string shadow, string route = "strict: false")
    {
        var house = await ScriptedHouse.StartAsync($$"""
            deployments:
              own: { provider: {{own}}, upstream: m, price: { input: 1000, output: 2000 } }
              shade: { provider: {{shadow}}, upstream: s, price: { input: 1000, output: 2000 } }
            routes:
              assistant: { candidates: [own], {{route}}, shadow: { to: shade, share: 1 } }
            keys:
              - { name: web, key: {{WebKey}}, team: search, limits: { concurrency: 1 } }
            """, server: $"drain: 1s, admin_key: {AdminKey}");
        house.Upstream.Handler = _ => Answer(own, false);
        return house;
    }

    private static bool IsShadow(ScriptedRequest request) => request.Json.GetProperty("model").GetString() == "s";

    private static ScriptedAnswer Answer(string dialect, bool stream) => stream
        ? ScriptedAnswer.Sse(Wire.Begin(dialect), Wire.Text(dialect, "42"), Wire.Finish(dialect), dialect == Ask.OpenAi ? Usage : "", Wire.End(dialect))
        : ScriptedAnswer.Json(Wire.Answer(dialect));

    private static ScriptedAnswer Held(ScriptedAnswer answer, Task released) =>
        answer.Body.Aggregate(ScriptedAnswer.Stream(answer.Headers.Single(header => header.Key == "content-type").Value).ThenHold(released), (all, chunk) => all.Then(chunk.ToArray()));

    private static Task<Told> AskAsync(ScriptedHouse house, string dialect, bool stream) =>
        house.Client.AskAsync(dialect, Ask.Body(dialect, "assistant", stream), ("authorization", "Bearer " + WebKey));

    private static async Task<LedgerRow> ShadowRowAsync(ScriptedHouse house)
    {
        LedgerRow? found = null;
        await UntilAsync(async () => (found = (await house.Gateway.RowsAsync()).FirstOrDefault(row => row is { Kind: LedgerRow.Shadow, Status: not 0 })) is not null);
        return found!;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (!await holds())
        {
            Assert.False(bound.IsCancellationRequested, "It does not come.");
            await Task.Yield();
        }
    }

    private static async Task<string> AdminAsync(ScriptedHouse house, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        using var response = await house.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static (int Requests, decimal Cost) Figures(JsonElement group) => (group.GetProperty("requests").GetInt32(), group.GetProperty("cost_usd").GetDecimal());
}
