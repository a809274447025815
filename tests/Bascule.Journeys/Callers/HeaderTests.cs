using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Callers;

/// <summary>Which headers pass, in both directions: those of CONTRACT 4 and not one more.</summary>
public sealed class HeaderTests
{
    private static readonly (string, string)[] Sent =
    [
        ("cookie", "session=secret"),
        ("user-agent", "caller/1"),
        ("authorization", "Bearer bk-caller-0123456789abcdef"),
        ("x-goog-api-key", "other"),
        ("x-request-id", "callers-own"),
        ("x-custom", "c"),
        ("x-let-through", "yes"),
        ("accept", "application/json"),
        ("accept-encoding", "gzip"),
        ("anthropic-beta", "beta-1"),
        ("openai-beta", "beta-2"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("x-bascule-tags", "a=b"),
        ("x-bascule-session", "s1"),
    ];

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task ToUpstream_OnlyThoseOfTheContract_Pass(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync("keys: [{ name: web, key: bk-caller-0123456789abcdef, routes: [\"*\"] }]", "forward_headers: [x-let-through]");
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(upstream)));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, $"{upstream}/m"), Sent);
        var seen = await house.Upstream.NextAsync();

        Assert.Equal(200, told.Status);
        List<string> expected = ["host", "content-length", "content-type", "accept-encoding", "traceparent", "x-let-through"];
        expected.AddRange(upstream == Ask.Anthropic ? ["x-api-key", "anthropic-version"] : ["authorization"]);
        expected.AddRange(caller == upstream ? ["accept", "anthropic-beta", "openai-beta", .. caller == Ask.Anthropic ? [] : Array.Empty<string>()] : []);
        Assert.Equal(expected.Order(), seen.Headers.Keys.Select(name => name.ToLowerInvariant()).Order());
        Assert.Equal("identity", seen.Headers["accept-encoding"]);
        Assert.Equal(upstream == Ask.Anthropic ? ScriptedHouse.UpstreamKey : $"Bearer {ScriptedHouse.UpstreamKey}", seen.Headers[upstream == Ask.Anthropic ? "x-api-key" : "authorization"]);
        Assert.DoesNotContain("bk-caller", string.Join('\n', seen.Headers.Values));
        Assert.Equal("application/json", seen.Headers["content-type"]);
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task ToCaller_WholeAnswer_OnlyThoseOfTheContractPass(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { assistant: [openai-chat/m] }");
        house.Upstream.Enqueue(Chatty(ScriptedAnswer.Json(Wire.Answer(upstream)), upstream));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, $"{upstream}/m"));

        List<string> expected =
        [
            "date", "content-type", "content-length", "x-bascule-request-id", caller == Ask.Anthropic ? "request-id" : "x-request-id",
            "x-bascule-deployment", "x-bascule-route", "x-bascule-attempts", "x-bascule-cache", "x-bascule-upstream-request-id",
        ];
        Assert.Equal(expected.Order(), told.Headers.Keys.Where(name => name is not ("x-bascule-cost-usd" or "x-bascule-dropped")).Order());
        Assert.Equal("up-1", told.Header("x-bascule-upstream-request-id"));
        Assert.Equal("off", told.Header("x-bascule-cache"));
        Assert.Equal($"{upstream}/m", told.Header("x-bascule-deployment"));
        Assert.Equal(told.Id, told.Header(caller == Ask.Anthropic ? "request-id" : "x-request-id"));
        Assert.Null(told.Header("x-bascule-cost-usd"));    // no price is known: never 0
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task ToCaller_Stream_OnlyThoseOfTheContractPass(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Enqueue(Chatty(ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "42"), Wire.Finish(upstream), Wire.End(upstream)), upstream));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, $"{upstream}/m", stream: true));

        List<string> expected =
        [
            "date", "content-type", "transfer-encoding", "cache-control", "x-accel-buffering", "x-bascule-request-id", caller == Ask.Anthropic ? "request-id" : "x-request-id",
            "x-bascule-deployment", "x-bascule-route", "x-bascule-attempts", "x-bascule-cache", "x-bascule-upstream-request-id",
        ];
        Assert.Equal(expected.Order(), told.Headers.Keys.Where(name => name != "x-bascule-dropped").Order());
        Assert.Equal("no", told.Header("x-accel-buffering"));
    }

    [Fact]
    public async Task ToCaller_PricedDeployment_SaysItsCost()
    {
        await using var house = await ScriptedHouse.StartAsync("deployments: { priced: { provider: openai-chat, upstream: m, price: { input: 2, output: 10 } } }");
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "priced"));
        var row = await house.Gateway.RowAsync(told.Id);

        Assert.Equal("0.000052", told.Header("x-bascule-cost-usd"));
        Assert.Equal(52_000L, row.CostNano);
        Assert.False(row.CostUnknown);
    }

    [Fact]
    public async Task Failure_UpstreamSaysWhenToComeAgain_CallerIsTold()
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}""", 429).With("retry-after-ms", "4500"));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m"));

        Assert.Equal(429, told.Status);
        Assert.Equal(("5", "4500", null), (told.Header("retry-after"), told.Header("retry-after-ms"), told.Header("x-should-retry")));
    }

    [Theory]
    [InlineData("x-bascule-data-class", "top-secret")]
    [InlineData("x-bascule-timeout", "soon")]
    [InlineData("x-bascule-timeout", "-1")]
    [InlineData("x-bascule-cache", "sometimes")]
    [InlineData("x-bascule-tags", "nonsense")]
    public async Task FromCaller_UnreadableHeader_Is400NamingIt(string name, string value)
    {
        await using var house = await ScriptedHouse.StartAsync();
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m"), (name, value));

        Assert.Equal(400, told.Status);
        Assert.Equal(name, told.Error.GetProperty("param").GetString());
        Assert.Empty(house.Upstream.Seen);
    }

    private static ScriptedAnswer Chatty(ScriptedAnswer answer, string upstream) => answer
        .With(upstream == Ask.Anthropic ? "request-id" : "x-request-id", "up-1")
        .With("set-cookie", "tracker=1")
        .With("server", "vendor")
        .With("x-vendor-internal", "1")
        .With("openai-organization", "org-secret")
        .With("anthropic-organization-id", "org-secret")
        .With("x-ratelimit-remaining-requests", "3");
}
