using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults;

/// <summary>Tokens kept back: what breaks before the answer looks alive is answered by somebody else.</summary>
public sealed class HoldTests
{
    [Theory]
    [InlineData("all", 60, "1")]
    [InlineData("all", 60, "40")]
    [InlineData("10", 9, "39")]
    public async Task Stream_CutWhileHeld_IsAnsweredByTheNextAlone(string hold, int words, string shownUpTo)
    {
        foreach (var (caller, upstream) in Pairs)
        {
            await using var house = await ScriptedHouse.StartAsync($"routes: {{ held: {{ candidates: [{upstream}/first, {upstream}/second], hold: {hold} }} }}");
            var texts = Enumerable.Range(0, words).Select(word => Wire.Text(upstream, word == 0 ? "bad " : "bad")).ToArray();
            house.Upstream.Enqueue(
                ScriptedAnswer.Sse([Wire.Begin(upstream), .. texts]).ThenAbort(),
                ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "good "), Wire.Text(upstream, shownUpTo), Wire.Finish(upstream), Wire.End(upstream)));
            var told = await house.Client.AskAsync(caller, Ask.Body(caller, "held", stream: true));

            Assert.True(told.Ended, told.Text);
            Assert.Null(told.StreamError);
            Assert.DoesNotContain("bad", told.Text);
            Assert.Contains("good", told.Text);
            var row = await house.Gateway.RowAsync(told.Id);
            Assert.Equal((200, null, 2), (row.Status, row.Error, row.Attempts.Count));
            Assert.True(row.Usage!.Estimated, "what was cut is billed by estimate");
        }
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    public async Task Stream_CutBehindTheHold_EndsWithAnErrorEvent(string hold)
    {
        foreach (var (caller, upstream) in Pairs)
        {
            await using var house = await ScriptedHouse.StartAsync($"routes: {{ held: {{ candidates: [{upstream}/first, {upstream}/second], hold: {hold} }} }}");
            var go = new TaskCompletionSource();
            house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "12345678"), Wire.Text(upstream, "9")).ThenHold(go.Task).ThenAbort());
            using var response = await house.Client.SendAsync(Ask.Request(caller, Ask.Body(caller, "held", stream: true)), HttpCompletionOption.ResponseHeadersRead);
            go.SetResult();
            var told = await Told.ReadAsync(caller, response);

            Assert.False(told.Ended);
            Assert.NotNull(told.StreamError);
            Assert.Contains("12345678", told.Text);
        }
    }

    private static IEnumerable<(string Caller, string Upstream)> Pairs =>
        from caller in new[] { Ask.OpenAi, Ask.Anthropic }
        from upstream in new[] { Ask.OpenAi, Ask.Anthropic }
        select (caller, upstream);
}
