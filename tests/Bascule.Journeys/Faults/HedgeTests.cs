using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults;

/// <summary>A second candidate beside a slow first: who answers first is the answer, the other is let go and billed by estimate.</summary>
public sealed class HedgeTests
{
    private const string Deployments = """
        deployments:
          slow: { provider: openai-chat, upstream: slow, price: { input: 1, output: 2 } }
          swift: { provider: openai-chat, upstream: swift, price: { input: 1, output: 2 } }
        routes:
          raced: { candidates: [slow, swift], hedge: { after: 50ms } }
          capped: { candidates: [slow, swift], hedge: { after: 50ms, max_usd: 0.000001 } }
          dear: { candidates: [slow, swift], hedge: { after: 50ms, max_usd: 1 } }
          usual: { candidates: [slow, swift], hedge: { after: p50 } }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task First_Silent_SecondAnswersAndTheFirstIsLetGo(bool stream)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Handler = request => Model(request) == "slow" ? ScriptedAnswer.Never() : Answer("42", stream);
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "dear", stream));

        Assert.Equal((200, "swift", "2"), (told.Status, told.Header("x-bascule-deployment"), told.Header("x-bascule-attempts")));
        Assert.Contains("42", told.Text);
        await house.Upstream.Seen.Single(seen => Model(seen) == "slow").ClientLeft.WaitAsync(Gateway.Bound);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((200, null, "swift"), (row.Status, row.Error, row.Deployment));
        Assert.Equal([("slow", "first", "outrun"), ("swift", "hedge", null)], row.Attempts.Select(attempt => (attempt.Deployment, attempt.Kind, attempt.Error)));
        Assert.True(row.Attempts[0].CostNano > 0, "its input was sent");
        Assert.True(row.Usage!.Estimated);
    }

    [Fact]
    public async Task First_AnswersAfterAll_SecondIsLetGo()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        var go = new TaskCompletionSource();
        house.Upstream.Handler = request =>
        {
            if (Model(request) == "slow")
            {
                return ScriptedAnswer.Stream("text/event-stream").ThenHold(go.Task).Then(Wire.Begin(Ask.OpenAi)).Then(Wire.Text(Ask.OpenAi, "from the slow one")).Then(Wire.Finish(Ask.OpenAi)).Then(Wire.End(Ask.OpenAi));
            }

            go.SetResult();
            return ScriptedAnswer.Never();
        };
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "raced", stream: true));

        Assert.True(told.Ended);
        Assert.Contains("from the slow one", told.Text);
        Assert.Equal("slow", told.Header("x-bascule-deployment"));
        await house.Upstream.Seen.Single(seen => Model(seen) == "swift").ClientLeft.WaitAsync(Gateway.Bound);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal([null, "outrun"], row.Attempts.Select(attempt => attempt.Error));
    }

    [Theory]
    [InlineData("capped")]
    [InlineData("usual")]
    public async Task Second_TooDearOrNothingKnown_IsNotAsked(string route)
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        var go = new TaskCompletionSource();
        house.Upstream.Handler = request => Model(request) == "slow"
            ? ScriptedAnswer.Stream("application/json").ThenHold(go.Task).Then(Wire.Answer(Ask.OpenAi))
            : throw new InvalidOperationException("nobody asks it");
        var asking = house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, route));
        await house.Upstream.NextAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => house.Upstream.NextAsync().WaitAsync(patience.Token));
        go.SetResult();
        var told = await asking;

        Assert.Equal((200, "slow", "1"), (told.Status, told.Header("x-bascule-deployment"), told.Header("x-bascule-attempts")));
    }

    [Fact]
    public async Task Both_Fail_CallerLearnsIt()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments.Replace("{ after: 50ms }", "{ after: 50ms }, retries: 0", StringComparison.Ordinal));
        var second = new TaskCompletionSource();
        house.Upstream.Handler = request =>
        {
            if (Model(request) == "slow")
            {
                return ScriptedAnswer.Stream("application/json", 503).ThenHold(second.Task).Then("""{"error":{"message":"down","type":"server_error"}}""");
            }

            second.TrySetResult();
            return ScriptedAnswer.Json("""{"error":{"message":"down","type":"server_error"}}""", 500);
        };
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "raced", stream: true));

        Assert.True(told.Status is 500 or 503, told.Text);
        Assert.Equal(("2", "false"), (told.Header("x-bascule-attempts"), told.Header("x-should-retry")));
    }

    [Fact]
    public async Task Many_RacedAtOnce_EachGetsOneWholeAnswer()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments.Replace("after: 50ms }", "after: 1ms }", StringComparison.Ordinal));
        house.Upstream.Handler = request => Answer(Model(request), stream: true);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "raced", stream: true))));

        Assert.All(answers, told =>
        {
            Assert.True(told.Ended, told.Text);
            Assert.Equal(told.Header("x-bascule-deployment") == "slow", told.Text.Contains("\"content\":\"slow\"", StringComparison.Ordinal));
            Assert.Equal(told.Header("x-bascule-deployment") == "swift", told.Text.Contains("\"content\":\"swift\"", StringComparison.Ordinal));
        });
        Assert.All(await house.Gateway.RowsAsync(), row => Assert.Equal((200, null), (row.Status, row.Error)));
    }

    private static string Model(ScriptedRequest request) => request.Json.GetProperty("model").GetString()!;

    private static ScriptedAnswer Answer(string text, bool stream) => stream
        ? ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, text), Wire.Finish(Ask.OpenAi), Wire.End(Ask.OpenAi))
        : ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, text));
}
