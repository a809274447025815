using Bascule.Engine.Ledger;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Caching;

/// <summary>Equal questions at the same time: one is asked, all get its answer, and nobody depends on who came first.</summary>
public sealed class FlightTests
{
    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Hundred_EqualQuestions_AreAskedOnce(string caller, string upstream)
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(CacheHouse.Held(upstream, release.Task));
        Task<Told>[] asking = [.. Enumerable.Range(0, 100).Select(one => house.AskAsync(caller, upstream, key: one % 2 == 0 ? "a" : "b"))];
        await house.JoinedAsync(99);
        release.SetResult();
        var told = await Task.WhenAll(asking);

        Assert.All(told, one => Assert.Equal((200, "42"), (one.Status, one.Said)));
        Assert.Equal(99, told.Count(one => one.Header("x-bascule-cache") == "joined"));
        Assert.Single(told, one => one.Header("x-bascule-cache") == "miss");
        Assert.Single(house.Upstream.Seen);
        Assert.Equal(0, house.Flights.Count);
        var rows = (await house.Gateway.RowsAsync()).Where(row => row.Cache == "joined").ToList();
        Assert.Equal(99, rows.Count);
        Assert.All(rows, row => Assert.Equal((0L, 200, $"{upstream}/m"), (row.CostNano, row.Status, row.Deployment)));
        Assert.Equal("hit", (await house.AskAsync(caller, upstream)).Header("x-bascule-cache"));
        Assert.Equal(0, house.Flights.Room.Taken);
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Stream_Joined_GrowsForBothAtOnce(string caller, string upstream)
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "forty")).ThenHold(release.Task).Then(Wire.Text(upstream, "-two")).Then(Wire.Finish(upstream)).Then(Wire.End(upstream)));
        using var first = await Reading.StartAsync(house, caller, upstream);
        await first.UntilAsync("forty");
        using var second = await Reading.StartAsync(house, caller, upstream);
        await second.UntilAsync("forty");    // while the upstream is still held
        release.SetResult();
        var (one, other) = (await first.EndAsync(), await second.EndAsync());

        Assert.Equal(("miss", "joined"), (one.Header("x-bascule-cache"), other.Header("x-bascule-cache")));
        Assert.Equal(one.Text, other.Text);
        Assert.True(other.Ended);
        Assert.Equal("forty-two", other.Said);
        Assert.Single(house.Upstream.Seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task First_Leaves_TheOthersGetTheirAnswer(bool stream)
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(stream
            ? ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "forty")).ThenHold(release.Task).Then(Wire.Text(Ask.OpenAi, "-two") + Wire.Finish(Ask.OpenAi) + Wire.End(Ask.OpenAi))
            : CacheHouse.Held(Ask.OpenAi, release.Task, "forty-two"));
        using var leave = new CancellationTokenSource();
        using var request = CacheHouse.Request(Ask.OpenAi, "openai-chat", stream);
        var leading = house.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
        var seen = await house.Upstream.NextAsync();
        var joining = house.AskAsync(Ask.OpenAi, "openai-chat", stream, key: "b");
        await house.JoinedAsync(1);
        if (stream)
        {
            (await leading).Dispose();
        }
        else
        {
            await leave.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leading);
        }

        await house.AloneAsync();
        release.SetResult();
        var joined = await joining;

        Assert.Equal((200, "joined", "forty-two"), (joined.Status, joined.Header("x-bascule-cache"), joined.Said));
        Assert.False(seen.ClientLeft.IsCompleted);
        var rows = await house.RowsAsync(2);
        Assert.Equal((499, "cancelled", 1), Single(rows, "miss") is var led ? (led.Status, led.Error, led.Attempts.Count) : default);
        Assert.True(Single(rows, "miss").Usage is { Output: > 0 });
        Assert.Equal((200, 0L), (Single(rows, "joined").Status, Single(rows, "joined").CostNano));
        Assert.Equal("hit", (await house.AskAsync(Ask.OpenAi, "openai-chat", stream)).Header("x-bascule-cache"));
    }

    [Fact]
    public async Task All_Leave_TheUpstreamIsLetGo()
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Never());
        using var leave = new CancellationTokenSource();
        Task[] asking = [.. Enumerable.Range(0, 3).Select(async _ =>
        {
            using var request = CacheHouse.Request(Ask.OpenAi, "openai-chat");
            await house.Client.SendAsync(request, leave.Token);
        })];
        var seen = await house.Upstream.NextAsync();
        await house.JoinedAsync(2);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(asking));
        await seen.ClientLeft.WaitAsync(Gateway.Bound);
        var rows = await house.RowsAsync(3);

        Assert.All(rows, row => Assert.Equal((499, "cancelled"), (row.Status, row.Error)));
        Assert.Equal(1, rows.Sum(row => row.Attempts.Count));
        Assert.Equal(0, house.Flights.Count);
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Failure_BeforeTheClaim_OneTakesOver(string dialect)
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Stream("application/json", 503).ThenHold(release.Task).Then("""{"error":{"message":"busy","type":"overloaded_error"}}"""), ScriptedAnswer.Json(Wire.Answer(dialect)));
        Task<Told>[] asking = [.. Enumerable.Range(0, 10).Select(_ => house.AskAsync(dialect, dialect))];
        await house.JoinedAsync(9);
        release.SetResult();
        var told = await Task.WhenAll(asking);

        Assert.Equal(503, Assert.Single(told, one => one.Status != 200).Status);
        Assert.Single(told, one => one.Status == 200 && one.Header("x-bascule-cache") == "miss");
        Assert.Equal(2, house.Upstream.Seen.Count);
    }

    [Fact]
    public async Task Upstream_Down_IsAskedByAFewAndToldToAll()
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Stream("application/json", 503).ThenHold(release.Task).Then("{}"));
        house.Upstream.Handler = _ => ScriptedAnswer.Json("{}", 503);
        Task<Told>[] asking = [.. Enumerable.Range(0, 20).Select(_ => house.AskAsync(Ask.OpenAi, "openai-chat"))];
        await house.JoinedAsync(19);
        release.SetResult();
        var told = await Task.WhenAll(asking);

        Assert.All(told, one => Assert.Equal(503, one.Status));
        Assert.InRange(house.Upstream.Seen.Count, 2, 5);
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Failure_AfterTheClaim_IsEachOnesInHisDialect(string caller, string upstream)
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "forty")).ThenHold(release.Task).ThenAbort());
        using var first = await Reading.StartAsync(house, caller, upstream);
        await first.UntilAsync("forty");
        using var second = await Reading.StartAsync(house, caller, upstream);
        await second.UntilAsync("forty");
        release.SetResult();
        var told = new[] { await first.EndAsync(), await second.EndAsync() };

        Assert.All(told, one => Assert.True(one is { Ended: false, StreamError: not null, Said: "forty" }, one.Text));
        Assert.Single(house.Upstream.Seen);
        Assert.All(await house.RowsAsync(2), row => Assert.Equal("upstream_unreachable", row.Error));
    }

    [Fact]
    public async Task Budget_OfTheFirstRefuses_AnotherTakesOver()
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var poor = await house.AskAsync(Ask.OpenAi, "dear", key: "poor");
        var rich = await house.AskAsync(Ask.OpenAi, "dear");
        var known = await house.AskAsync(Ask.OpenAi, "dear", key: "poor");

        Assert.Equal((429, 200), (poor.Status, rich.Status));
        Assert.Equal((200, "hit"), (known.Status, known.Header("x-bascule-cache")));
    }

    /// <summary>A budget of USD 1 pays for an answer of about a thousand tokens: it is asked for no longer one, and what comes of that is for its caller alone.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Budget_OfTheFirstCutsHisAnswer_TheOthersAskForAWholeOne(bool stream)
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Handler = request => request.Json.TryGetProperty("max_tokens", out _) || request.Json.TryGetProperty("max_completion_tokens", out _)
            ? stream ? ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "ha")).ThenHold(release.Task).Then(Cut(Wire.Finish(Ask.OpenAi)) + Wire.End(Ask.OpenAi)) : ScriptedAnswer.Stream("application/json").ThenHold(release.Task).Then(Cut(Wire.Answer(Ask.OpenAi, "ha")))
            : stream ? CacheHouse.Stream(Ask.OpenAi, "half", " and half") : ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "half and half"));
        var leading = house.AskAsync(Ask.OpenAi, "fair", stream, key: "poor");
        await house.Upstream.NextAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => house.AskAsync(Ask.OpenAi, "fair", stream)));    // while the first is held
        release.SetResult();

        Assert.All(others, one => Assert.Equal((200, "half and half"), (one.Status, one.Said)));
        Assert.Equal("ha", (await leading).Said);
        var known = await house.AskAsync(Ask.OpenAi, "fair", stream);
        Assert.Equal(("hit", "half and half"), (known.Header("x-bascule-cache"), known.Said));

        static string Cut(string told) => told.Replace("\"stop\"", "\"length\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasure_WhileItIsAsked_KeepsNothing()
    {
        const string adminKey = "admin-0123456789abcdef0123456789";
        await using var house = await CacheHouse.StartAsync(server: $"admin_key: {adminKey}, drain: 1s");
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(CacheHouse.Held(Ask.OpenAi, release.Task, "old"), ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "new")));
        var leading = house.AskAsync(Ask.OpenAi, "openai-chat");
        await house.Upstream.NextAsync();
        using (var request = new HttpRequestMessage(HttpMethod.Post, "/bascule/v1/erase?key=a"))
        {
            request.Headers.Add("authorization", $"Bearer {adminKey}");
            using var erased = await house.Client.SendAsync(request);
            Assert.Equal("none", System.Text.Json.JsonElement.Parse(await erased.Content.ReadAsStringAsync()).GetProperty("replicas").GetString());
        }

        release.SetResult();
        Assert.Equal("old", (await leading).Said);
        var again = await house.AskAsync(Ask.OpenAi, "openai-chat");
        Assert.Equal(("miss", "new"), (again.Header("x-bascule-cache"), again.Said));
        Assert.Equal("hit", (await house.AskAsync(Ask.OpenAi, "openai-chat")).Header("x-bascule-cache"));
    }

    [Fact]
    public async Task Candidate_ThatTheJoinerMayNotUse_HeAsksForHimself()
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Handler = request => request.Json.GetProperty("model").GetString() == "one" ? CacheHouse.Held(Ask.OpenAi, release.Task, "one") : ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "two"));
        var leading = house.AskAsync(Ask.OpenAi, "two");
        await house.Upstream.NextAsync();
        var other = await house.AskAsync(Ask.OpenAi, "two", key: "c");
        release.SetResult();

        Assert.Equal(("two", "one"), (other.Said, (await leading).Said));
    }

    [Fact]
    public async Task Refresh_WhileOneIsUnderWay_AsksForItself()
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(CacheHouse.Held(Ask.OpenAi, release.Task, "old"), ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, "new")));
        var leading = house.AskAsync(Ask.OpenAi, "openai-chat");
        await house.Upstream.NextAsync();
        var fresh = await house.AskAsync(Ask.OpenAi, "openai-chat", wish: "refresh");
        release.SetResult();

        Assert.Equal(("new", "old"), (fresh.Said, (await leading).Said));
    }

    [Fact]
    public async Task Slow_First_HoldsNobodyBack()
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        var much = new string('x', 64 * 1024);
        var answer = ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "forty")).ThenHold(release.Task);
        for (var i = 0; i < 64; i++)
        {
            answer = answer.Then(Wire.Text(Ask.OpenAi, much));    // more than any buffer on the way takes
        }

        house.Upstream.Enqueue(answer.Then(Wire.Finish(Ask.OpenAi) + Wire.End(Ask.OpenAi)));
        using var first = await Reading.StartAsync(house, Ask.OpenAi, "openai-chat");
        await first.UntilAsync("forty");
        var joining = house.AskAsync(Ask.OpenAi, "openai-chat", stream: true, key: "b");
        await house.JoinedAsync(1);
        release.SetResult();
        var joined = await joining;    // while the first reads nothing
        var led = await first.EndAsync();

        Assert.True(joined.Ended);
        Assert.True(led.Ended);
        Assert.Equal(led.Text.Length, joined.Text.Length);
    }

    private static LedgerRow Single(IReadOnlyList<LedgerRow> rows, string cache) => Assert.Single(rows, row => row.Cache == cache);
}
