using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Caching;

/// <summary>What a caller may want of the cache.</summary>
public sealed class WishTests
{
    [Fact]
    public async Task Route_WithoutCache_SaysOff()
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "1")), ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "2")));
        await house.AskAsync(Ask.OpenAi, "plain");
        var second = await house.AskAsync(Ask.OpenAi, "plain");

        Assert.Equal(("off", "2"), (second.Header("x-bascule-cache"), second.Said));
        Assert.Equal("off", (await house.Gateway.RowAsync(second.Id)).Cache);
    }

    [Fact]
    public async Task NoStore_NeitherReadsNorKeeps()
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue([.. new[] { "1", "2", "3" }.Select(text => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, text)))]);
        var unkept = await house.AskAsync(Ask.OpenAi, "openai-chat", wish: "no-store");
        var kept = await house.AskAsync(Ask.OpenAi, "openai-chat");
        var unread = await house.AskAsync(Ask.OpenAi, "openai-chat", wish: "no-store");
        var known = await house.AskAsync(Ask.OpenAi, "openai-chat");

        Assert.Equal(["off 1", "miss 2", "off 3", "hit 2"], new[] { unkept, kept, unread, known }.Select(told => $"{told.Header("x-bascule-cache")} {told.Said}"));
    }

    [Fact]
    public async Task Refresh_AsksAnewAndReplaces()
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "old")), ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "new")));
        await house.AskAsync(Ask.OpenAi, "openai-chat");
        var fresh = await house.AskAsync(Ask.OpenAi, "openai-chat", wish: "refresh");
        var known = await house.AskAsync(Ask.OpenAi, "openai-chat");

        Assert.Equal(("miss", "new"), (fresh.Header("x-bascule-cache"), fresh.Said));
        Assert.Equal(("hit", "new"), (known.Header("x-bascule-cache"), known.Said));
    }

    [Theory]
    [InlineData(Ask.OpenAi, "openai-chat")]
    [InlineData(Ask.Anthropic, "anthropic")]
    [InlineData(Ask.OpenAi, "plain")]
    public async Task Only_NothingKnown_Is504InTheCallersDialect(string dialect, string route)
    {
        await using var house = await CacheHouse.StartAsync();
        var told = await house.AskAsync(dialect, route, wish: "only");

        Assert.Equal(504, told.Status);
        Assert.Contains("x-bascule-cache", told.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(("false", route == "plain" ? "off" : "miss"), (told.Header("x-should-retry"), told.Header("x-bascule-cache")));
        Assert.Empty(house.Upstream.Seen);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((504, "cache_miss", 0L), (row.Status, row.Error, row.CostNano));
    }

    [Fact]
    public async Task Only_Known_IsAHit()
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        await house.AskAsync(Ask.OpenAi, "openai-chat");

        Assert.Equal("hit", (await house.AskAsync(Ask.OpenAi, "openai-chat", wish: "only")).Header("x-bascule-cache"));
    }

    [Fact]
    public async Task Wish_Unknown_IsRefused()
    {
        await using var house = await CacheHouse.StartAsync();
        var told = await house.AskAsync(Ask.OpenAi, "openai-chat", wish: "always");

        Assert.Equal(400, told.Status);
        Assert.Equal("invalid_header", told.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Entry_PastItsTime_IsAskedAnew()
    {
        var time = new ForwardTime();
        await using var house = await CacheHouse.StartAsync(time: time);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "old")), ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "new")));
        await house.AskAsync(Ask.OpenAi, "openai-chat");
        time.Advance(TimeSpan.FromMinutes(11));
        var second = await house.AskAsync(Ask.OpenAi, "openai-chat");

        Assert.Equal(("miss", "new"), (second.Header("x-bascule-cache"), second.Said));
    }
}
