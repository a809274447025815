using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Journeys.Callers;

/// <summary>What a key allows, and how a caller of either dialect learns what it does not.</summary>
public sealed class KeyTests
{
    private const string Secret = "bk-caller-0123456789abcdef";
    private static readonly (string, string) Bearer = ("authorization", $"Bearer {Secret}");

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task RequestsPerMinute_Passed_429WithWhenToComeAgain(string dialect)
    {
        await using var house = await HouseAsync("limits: { requests_per_minute: 2 }");
        var first = await AskAsync(house, dialect);
        await AskAsync(house, dialect);
        var third = await AskAsync(house, dialect);

        var (limit, left) = dialect == Ask.Anthropic
            ? ("anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining")
            : ("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests");
        Assert.Equal((200, "2", "1"), (first.Status, first.Header(limit), first.Header(left)));
        Assert.Equal((429, "2", "0"), (third.Status, third.Header(limit), third.Header(left)));
        Assert.Equal("rate_limit_error", third.Error.GetProperty("type").GetString());
        Assert.InRange(int.Parse(third.Header("retry-after")!), 1, 60);
        Assert.True(int.Parse(third.Header("retry-after-ms")!) > 0);
        Assert.Equal(2, house.Upstream.Seen.Count);
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Concurrency_Taken_429UntilTheOtherEnds(string dialect)
    {
        await using var house = await HouseAsync("limits: { concurrency: 1 }");
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Stream("application/json").ThenHold(release.Task).Then(Wire.Answer(Ask.OpenAi)));
        var held = AskAsync(house, dialect);
        await house.Upstream.NextAsync();
        var second = await AskAsync(house, dialect);
        release.SetResult();
        var first = await held;

        Assert.Equal(429, second.Status);
        Assert.Equal("1", second.Header("retry-after"));
        Assert.Equal(200, first.Status);
        Assert.Equal(200, await UntilFreeAsync(house, dialect));
    }

    [Fact]
    public async Task DataClass_AboveTheKeys_403()
    {
        await using var house = await HouseAsync("max_data_class: internal");
        var above = await AskAsync(house, Ask.OpenAi, ("x-bascule-data-class", "confidential"));
        var within = await AskAsync(house, Ask.OpenAi, ("x-bascule-data-class", "public"));

        Assert.Equal(403, above.Status);
        Assert.Equal("permission_error", above.Error.GetProperty("type").GetString());
        Assert.Equal(403, (await house.Gateway.RowAsync(above.Id)).Status);
        Assert.Equal(200, within.Status);
        Assert.Equal(Engine.Conversation.DataClass.Internal, (await house.Gateway.RowAsync(within.Id)).DataClass);
    }

    [Theory]
    [InlineData("may_set_tier: true", "premium")]
    [InlineData("may_set_tier: false", "basic")]
    public async Task Tier_FromTheCaller_CountsOnlyWhereTheKeyLetsHim(string may, string expected)
    {
        await using var house = await HouseAsync($"tier: basic, {may}");
        var told = await AskAsync(house, Ask.OpenAi, ("x-bascule-tier", "premium"));

        Assert.Contains($"\"tier\":\"{expected}\"", (await house.Gateway.RowAsync(told.Id)).Profile);
    }

    [Theory]
    [InlineData("addresses: [10.0.0.0/8]", 403)]
    [InlineData("addresses: [127.0.0.0/8]", 200)]
    [InlineData("expires: 2020-01-01", 401)]
    [InlineData("expires: 2999-01-01", 200)]
    [InlineData("routes: [other]", 403)]
    [InlineData("routes: [assis*]", 200)]
    [InlineData("routes: []", 403)]
    public async Task Key_WhereWhenAndWhat_IsHeld(string rule, int status)
    {
        await using var house = await HouseAsync(rule);
        var told = await AskAsync(house, Ask.Anthropic);

        Assert.Equal(status, told.Status);
        Assert.Equal(status == 200 ? 1 : 0, house.Upstream.Seen.Count);
    }

    [Fact]
    public async Task Key_WithoutRoutes_MayAskForNoDeploymentDirectly()
    {
        await using var house = await HouseAsync("tier: basic");
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m"), Bearer);

        Assert.Equal(403, told.Status);
    }

    [Fact]
    public async Task PerUser_OneUsersLimit_LeavesTheOthersAlone()
    {
        await using var house = await HouseAsync("per_user: { requests_per_minute: 1 }");
        int[] statuses =
        [
            (await house.Client.AskAsync(Ask.OpenAi, Named("ann"), Bearer)).Status,
            (await house.Client.AskAsync(Ask.OpenAi, Named("ann"), Bearer)).Status,
            (await house.Client.AskAsync(Ask.OpenAi, Named("bob"), Bearer)).Status,
        ];

        Assert.Equal([200, 429, 200], statuses);
        Assert.DoesNotContain(await house.Gateway.RowsAsync(), row => row.User is "ann" or "bob");
    }

    [Fact]
    public async Task RequestsPerMinute_AMinuteLater_AreFreeAgain()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
        await using var house = await HouseAsync("limits: { requests_per_minute: 1 }", time);
        var before = (await AskAsync(house, Ask.OpenAi), await AskAsync(house, Ask.OpenAi));
        time.Advance(TimeSpan.FromSeconds(61));
        var after = await AskAsync(house, Ask.OpenAi);

        Assert.Equal((200, 429, 200), (before.Item1.Status, before.Item2.Status, after.Status));
    }

    [Fact]
    public async Task Requests_OfAnotherKey_AreNotThere()
    {
        await using var house = await ScriptedHouse.StartAsync($$"""
            routes: { assistant: [openai-chat/m] }
            keys:
              - { name: web, key: {{Secret}} }
              - { name: other, key: bk-other-0123456789abcdef }
            """);
        house.Upstream.Handler = static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        var told = await AskAsync(house, Ask.OpenAi);
        var mine = await GetAsync(house, $"/v1/requests/{told.Id}", Secret);
        var others = await GetAsync(house, $"/v1/requests/{told.Id}", "bk-other-0123456789abcdef");
        var key = await GetAsync(house, "/v1/key", Secret);

        Assert.Equal((200, 404, 200), (mine.Status, others.Status, key.Status));
        Assert.Equal(told.Id, mine.Json.GetProperty("id").GetString());
        Assert.Equal("web", key.Json.GetProperty("name").GetString());
    }

    private static async Task<ScriptedHouse> HouseAsync(string rule, TimeProvider? time = null)
    {
        var house = await ScriptedHouse.StartAsync($$"""
            routes: { assistant: [openai-chat/m], other: [openai-chat/n] }
            keys: [{ name: web, key: {{Secret}}, {{rule}} }]
            """, time: time);
        house.Upstream.Handler = static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        return house;
    }

    private static Task<Told> AskAsync(ScriptedHouse house, string dialect, params (string, string)[] headers) =>
        house.Client.AskAsync(dialect, Ask.Body(dialect, "assistant"), [Bearer, .. headers]);

    /// <summary>The caller has his answer a moment before its place is free again.</summary>
    private static async Task<int> UntilFreeAsync(ScriptedHouse house, string dialect)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        var status = 429;
        while (status == 429 && !bound.IsCancellationRequested)
        {
            status = (await AskAsync(house, dialect)).Status;
        }

        return status;
    }

    private static async Task<Told> GetAsync(ScriptedHouse house, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("authorization", $"Bearer {key}");
        return await house.Client.AskAsync(Ask.OpenAi, request);
    }

    private static string Named(string user) => $$"""{"model":"assistant","user":"{{user}}","messages":[{"role":"user","content":"hi"}]}""";
}
