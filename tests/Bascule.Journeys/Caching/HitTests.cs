using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Caching;

/// <summary>An answer that is given again: the same bytes to who asks the same in the same form, and to nobody whom it is none for.</summary>
public sealed class HitTests
{
    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Whole_AskedTwice_TheSecondGetsTheSameBytesAndNobodyIsAsked(string caller, string upstream)
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(upstream)));
        var first = await house.AskAsync(caller, upstream);
        var second = await house.AskAsync(caller, upstream, key: "b");

        Assert.Equal((200, "miss", "1"), (first.Status, first.Header("x-bascule-cache"), first.Header("x-bascule-attempts")));
        Assert.Equal((200, "hit", "0", "0"), (second.Status, second.Header("x-bascule-cache"), second.Header("x-bascule-attempts"), second.Header("x-bascule-cost-usd")));
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(second.Text.Length.ToString(), second.Header("content-length"));
        Assert.Equal(first.Header("content-type"), second.Header("content-type"));
        Assert.Equal(first.Header("x-bascule-deployment"), second.Header("x-bascule-deployment"));
        Assert.Single(house.Upstream.Seen);
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Stream_AskedTwice_TheSecondGetsTheSameStream(string caller, string upstream)
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(CacheHouse.Stream(upstream, "forty", "-two"));
        var first = await house.AskAsync(caller, upstream, stream: true);
        var second = await house.AskAsync(caller, upstream, stream: true);

        Assert.Equal(("miss", "hit"), (first.Header("x-bascule-cache"), second.Header("x-bascule-cache")));
        Assert.Equal(first.Text, second.Text);
        Assert.True(second.Ended);
        Assert.StartsWith("text/event-stream", second.Header("content-type"), StringComparison.Ordinal);
        Assert.Equal("no-cache", second.Header("cache-control"));
        Assert.Single(house.Upstream.Seen);
    }

    [Fact]
    public async Task Row_OfAHit_CostsNothingAndSaysWhoseAnswerItIs()
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var first = await house.AskAsync(Ask.OpenAi, "dear");
        var second = await house.AskAsync(Ask.OpenAi, "dear");
        var (asked, again) = (await house.Gateway.RowAsync(first.Id), await house.Gateway.RowAsync(second.Id));

        Assert.Equal(("miss", "hit"), (asked.Cache, again.Cache));
        Assert.True(asked.CostNano > 0);
        Assert.Equal((0L, false, null, 200), (again.CostNano, again.CostUnknown, again.Usage, again.Status));
        Assert.Empty(again.Attempts);
        Assert.Equal(("priced", "openai-chat", asked.Model, "openai-chat"), (again.Deployment, again.Provider, again.Model, again.DialectOut));
        var cache = System.Text.Json.JsonElement.Parse(again.Decision).GetProperty("cache");
        Assert.Equal(asked.Id, cache.GetProperty("from").GetGuid());
        Assert.Equal(14m, cache.GetProperty("saved_usd").GetDecimal());
    }

    [Theory]
    [InlineData("other", null)]
    [InlineData("a", "confidential")]
    public async Task OtherTenantOrClass_NeverShares(string key, string? dataClass)
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "theirs")), ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "mine")));
        await house.AskAsync(Ask.OpenAi, "openai-chat");
        using var request = CacheHouse.Request(Ask.OpenAi, "openai-chat", key: key, headers: dataClass is null ? [] : [("x-bascule-data-class", dataClass)]);
        var second = await house.Client.AskAsync(Ask.OpenAi, request);

        Assert.Equal(("miss", "mine"), (second.Header("x-bascule-cache"), second.Said));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("error")]
    [InlineData("filter")]
    [InlineData("limit")]
    public async Task Answer_ThatIsNotWhole_IsNotKept(string how)
    {
        await using var house = await CacheHouse.StartAsync();
        var whole = CacheHouse.Stream(Ask.OpenAi, "forty", "-two");
        house.Upstream.Enqueue(
            how switch
            {
                "cut" => ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "forty")).ThenAbort(),
                "error" => ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "forty"), "data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}\n\n"),
                "filter" => ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "forty"), Wire.Finish(Ask.OpenAi).Replace("\"stop\"", "\"content_filter\"", StringComparison.Ordinal), Wire.End(Ask.OpenAi)),
                _ => ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "forty"), Wire.Finish(Ask.OpenAi).Replace("\"stop\"", "\"length\"", StringComparison.Ordinal), Wire.End(Ask.OpenAi)),
            },
            whole);
        await house.AskAsync(Ask.OpenAi, "openai-chat", stream: true);
        var second = await house.AskAsync(Ask.OpenAi, "openai-chat", stream: true);

        Assert.Equal(("miss", "forty-two"), (second.Header("x-bascule-cache"), second.Said));
    }

    /// <summary>Whoever has a budget gets a limit with each request. What came to its end below it is whole; what ended at it is not.</summary>
    [Theory]
    [InlineData("stop", "hit")]
    [InlineData("length", "miss")]
    public async Task Answer_UnderABudgetsLimit_IsKeptUnlessItEndedThere(string ended, string second)
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi).Replace("\"stop\"", $"\"{ended}\"", StringComparison.Ordinal));
        await house.AskAsync(Ask.OpenAi, "cheap", key: "poor");

        Assert.Equal(second, (await house.AskAsync(Ask.OpenAi, "cheap", key: "poor")).Header("x-bascule-cache"));
        Assert.Contains("max_tokens", JsonElement.Parse((await house.RowsAsync(2))[^1].Decision).GetProperty("edits").EnumerateArray().Select(edit => edit.GetString()));
    }

    /// <summary>Nobody says whether it came to its end or to the budget's limit.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_ThatDoesNotSayHowItEnded_IsKeptUnlessABudgetBoundsIt(bool stream)
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Handler = _ => stream
            ? ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "forty-two"), Wire.End(Ask.OpenAi))
            : ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi).Replace("\"stop\"", "null", StringComparison.Ordinal));
        List<string?> words = [];
        foreach (var key in new[] { "poor", "poor", "a", "a" })
        {
            words.Add((await house.AskAsync(Ask.OpenAi, "cheap", stream, key)).Header("x-bascule-cache"));
        }

        Assert.Equal(["miss", "miss", "miss", "hit"], words);
    }

    [Fact]
    public async Task Answer_OfADeploymentThatTheCallerMayNotUse_IsNotHis()
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Handler = request => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, request.Json.GetProperty("model").GetString()!));
        var first = await house.AskAsync(Ask.OpenAi, "two");
        var second = await house.AskAsync(Ask.OpenAi, "two", key: "c");

        Assert.Equal(("one", "two", "miss"), (first.Said, second.Said, second.Header("x-bascule-cache")));
    }
}
