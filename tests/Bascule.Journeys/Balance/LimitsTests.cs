using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Balance;

/// <summary>Limits of deployments: the next candidate first, then the line, then 429; and every place is given back.</summary>
public sealed class LimitsTests
{
    private static readonly ScriptedAnswer Answer = ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));

    [Fact]
    public async Task Full_TheNextCandidateIsAskedAndThenTheLineIsWaitedIn()
    {
        await using var engines = await TwoEngines.StartAsync("concurrency: 1");
        var (free, later) = (new TaskCompletionSource(), new TaskCompletionSource());
        engines.One.Enqueue(Held(free.Task), Answer);
        engines.Two.Enqueue(Held(later.Task));
        var first = engines.AskAsync("both");
        await engines.One.NextAsync();
        var second = engines.AskAsync("both");
        await engines.Two.NextAsync();
        var third = engines.AskAsync("both");
        await engines.WaitingAsync("a", 1);
        free.SetResult();
        Assert.Equal("a", (await first).Header("x-bascule-deployment"));
        var told = await third;
        Assert.Equal((200, "a", "1"), (told.Status, told.Header("x-bascule-deployment"), told.Header("x-bascule-attempts")));
        later.SetResult();
        var passed = await second;
        Assert.Equal("b", passed.Header("x-bascule-deployment"));
        var row = await engines.Gateway.RowAsync(passed.Id);
        Assert.Equal("a", JsonElement.Parse(row.Decision).GetProperty("passed_over")[0].GetString());
        Assert.Equal(0, row.QueueMs);
    }

    [Fact]
    public async Task Line_AHigherTier_EntersFirst()
    {
        await using var engines = await TwoEngines.StartAsync("concurrency: 1");
        var free = new TaskCompletionSource();
        engines.One.Enqueue(Held(free.Task), Answer, Answer);
        var first = engines.AskAsync("only");
        await engines.One.NextAsync();
        var low = engines.AskAsync("only", TwoEngines.Free);
        await engines.WaitingAsync("a", 1);
        var high = engines.AskAsync("only");
        await engines.WaitingAsync("a", 2);
        free.SetResult();
        await first;
        await Task.WhenAll(low, high);
        var rows = (await engines.Gateway.RowsAsync()).OrderBy(row => row.Attempts[0].Started).Select(row => row.Key);
        Assert.Equal(["premium", "premium", "free"], rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Line_Full_Is429WithRetryAfterAndNoAttempt(bool stream)
    {
        await using var engines = await TwoEngines.StartAsync("concurrency: 1, max_queue: 0");
        var free = new TaskCompletionSource();
        engines.One.Enqueue(Held(free.Task), Answer);
        var first = engines.AskAsync("only");
        await engines.One.NextAsync();
        var told = await engines.AskAsync("only", stream: stream);
        Assert.Equal((429, "no_capacity"), (told.Status, told.Error.GetProperty("code").GetString()));
        Assert.Equal("1", told.Header("retry-after"));
        Assert.Null(told.Header("x-should-retry"));
        var row = await engines.Gateway.RowAsync(told.Id);
        Assert.Empty(row.Attempts);
        Assert.Equal((429, "no_capacity"), (row.Status, row.Error));
        free.SetResult();
        await first;
        Assert.Equal(200, (await engines.AskAsync("only")).Status);
    }

    [Fact]
    public async Task Line_TheCallersOwnTimeIsUp_Is504()
    {
        await using var engines = await TwoEngines.StartAsync("concurrency: 1");
        var free = new TaskCompletionSource();
        engines.One.Enqueue(Held(free.Task));
        var first = engines.AskAsync("only");
        await engines.One.NextAsync();
        var told = await engines.AskAsync("only", TwoEngines.Premium, false, ("x-bascule-timeout", "0.3"));
        Assert.Equal((504, "upstream_timeout"), (told.Status, told.Error.GetProperty("code").GetString()));
        Assert.InRange((await engines.Gateway.RowAsync(told.Id)).QueueMs, 200, 29_000);
        free.SetResult();
        await first;
    }

    [Fact]
    public async Task Full_ButOneCandidateFailedBefore_ItsFailureIsTold()
    {
        await using var engines = await TwoEngines.StartAsync("concurrency: 1, max_queue: 0");
        var free = new TaskCompletionSource();
        engines.One.Enqueue(Held(free.Task));
        engines.Two.Enqueue(ScriptedAnswer.Json("{}", 503));
        var first = engines.AskAsync("only");
        await engines.One.NextAsync();
        Assert.Equal(503, (await engines.AskAsync("both")).Status);
        free.SetResult();
        await first;
    }

    [Fact]
    public async Task Minute_RequestsUsedUp_Is429ThatSaysWhen()
    {
        await using var engines = await TwoEngines.StartAsync("requests_per_minute: 2", "max_queue_wait: 1s");
        engines.One.Enqueue(Answer, Answer);
        Assert.Equal(200, (await engines.AskAsync("only")).Status);
        Assert.Equal(200, (await engines.AskAsync("only")).Status);
        var told = await engines.AskAsync("only");
        Assert.Equal(429, told.Status);
        Assert.InRange(int.Parse(told.Header("retry-after")!, System.Globalization.CultureInfo.InvariantCulture), 30, 60);
        Assert.Equal(2, engines.One.Seen.Count);
    }

    [Fact]
    public async Task Parallel_AHundredCallers_NeverMoreAtAnUpstreamThanItsPlaces()
    {
        await using var engines = await TwoEngines.StartAsync("concurrency: 3, max_queue: 200");
        var (one, two) = (new Peak(), new Peak());
        engines.One.Handler = one.Answer;
        engines.Two.Handler = two.Answer;
        var told = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => engines.AskAsync("both")));
        Assert.All(told, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(100, engines.One.Seen.Count + engines.Two.Seen.Count);
        Assert.InRange(one.Most, 1, 3);
        Assert.InRange(two.Most, 1, 3);
        await engines.EmptyAsync();
    }

    [Fact]
    public async Task Endings_OfEveryKind_GiveTheirPlaceBack()
    {
        await using var engines = await TwoEngines.StartAsync("concurrency: 1, tokens_per_minute: 1000000, max_queue: 0");
        ScriptedAnswer[] endings =
        [
            Answer, ScriptedAnswer.Json("{}", 500), ScriptedAnswer.Json("{}", 400), ScriptedAnswer.Json("{}", 429), ScriptedAnswer.Reset(), ScriptedAnswer.Json("no json"),
            ScriptedAnswer.Whole("<html>"u8.ToArray(), "text/html"), ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "4")).ThenAbort(), ScriptedAnswer.Sse("data: {\n\n"),
        ];
        foreach (var ending in endings)
        {
            foreach (var stream in new[] { false, true })
            {
                engines.One.Enqueue(ending);
                Assert.NotEqual("no_capacity", Code(await engines.AskAsync("only", stream: stream)));
            }
        }

        foreach (var stream in new[] { false, true })
        {
            // A caller who leaves, before and after the first byte.
            engines.One.Enqueue(stream ? ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "4")).ThenSilence() : ScriptedAnswer.Never());
            var before = engines.One.Seen.Count;
            using var leaves = new CancellationTokenSource();
            using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "only", stream), ("authorization", "Bearer " + TwoEngines.Premium));
            var asked = engines.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaves.Token);
            while (engines.One.Seen.Count == before)
            {
                await Task.Yield();
            }

            await leaves.CancelAsync();
            try
            {
                (await asked).Dispose();    // the stream's headers may have come: then leaving is closing
            }
            catch (OperationCanceledException)
            {
            }

            await engines.One.Seen[^1].ClientLeft.WaitAsync(Gateway.Bound);
            await engines.EmptyAsync();
        }

        engines.One.Enqueue(Answer);
        Assert.Equal(200, (await engines.AskAsync("only")).Status);
    }

    [Fact]
    public async Task Reload_MorePlaces_LetInWhoWaits()
    {
        await using var engines = await TwoEngines.StartAsync("concurrency: 1");
        var free = new TaskCompletionSource();
        engines.One.Enqueue(Held(free.Task), Answer);
        var first = engines.AskAsync("only");
        await engines.One.NextAsync();
        var second = engines.AskAsync("only");
        await engines.WaitingAsync("a", 1);
        await engines.RewriteAsync("concurrency: 2");
        Assert.Equal(200, (await second).Status);
        free.SetResult();
        await first;
    }

    [Fact]
    public async Task Gateway_AsManyAsItHolds_Is429BeforeAnythingIsReadAndHealthAnswers()
    {
        await using var engines = await TwoEngines.StartAsync("concurrency: 10", server: "drain: 1s, max_requests_in_flight: 1");
        var free = new TaskCompletionSource();
        engines.One.Enqueue(Held(free.Task), Answer);
        var first = engines.AskAsync("only");
        await engines.One.NextAsync();
        var told = await engines.AskAsync("only");
        Assert.Equal((429, "gateway_busy", "1"), (told.Status, told.Error.GetProperty("code").GetString(), told.Header("retry-after")));
        using var health = await engines.Gateway.Client.GetAsync("/healthz");
        Assert.Equal(200, (int)health.StatusCode);
        free.SetResult();
        await first;
        Assert.Equal(200, (await engines.AskAsync("only")).Status);
        Assert.Equal(2, (await engines.Gateway.RowsAsync()).Count);
    }

    private static ScriptedAnswer Held(Task released) => ScriptedAnswer.Stream("application/json").ThenHold(released).Then(Wire.Answer(Ask.OpenAi));

    private static string? Code(Told told) => told.Status == 200 ? null : told.Error.GetProperty("code").GetString();

    /// <summary>Counts who is at an upstream at once.</summary>
    private sealed class Peak
    {
        private readonly Lock _gate = new();
        private int _now;

        public int Most { get; private set; }

        public ScriptedAnswer Answer(ScriptedRequest request)
        {
            lock (_gate)
            {
                Most = Math.Max(Most, ++_now);
            }

            return ScriptedAnswer.Stream("application/json").ThenHold(LeaveAsync()).Then(Wire.Answer(Ask.OpenAi));
        }

        private async Task LeaveAsync()
        {
            for (var i = 0; i < 100; i++)
            {
                await Task.Yield();
            }

            lock (_gate)
            {
                _now--;
            }
        }
    }
}
