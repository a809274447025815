using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Balance;

/// <summary><c>strategy: prefix</c> over real sockets: a conversation goes on where its beginning is, unless too many are there.</summary>
public sealed class PrefixTests
{
    private static readonly string Manual = string.Concat(Enumerable.Repeat("The bridge opens at noon and closes when the tide has turned. ", 100));

    private static readonly string[] Questions = ["second", "third", "fourth"];

    [Fact]
    public async Task Conversation_ThatBeganWhereItHadToGo_GoesOnThere()
    {
        await using var house = await TwoEngines.StartAsync("concurrency: 8", "strategy: prefix");
        house.One.Handler = house.Two.Handler = static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        var usual = (await AskAsync(house, "first")).Header("x-bascule-deployment")!;

        // The instructions are there; for the third at once there are too many.
        var released = new TaskCompletionSource();
        house.One.Handler = house.Two.Handler = _ => ScriptedAnswer.Stream("application/json").ThenHold(released.Task).Then(Wire.Answer(Ask.OpenAi));
        var held = new List<Task<Told>>();
        foreach (var question in Questions)
        {
            held.Add(AskAsync(house, question));
            await ArrivedAsync(house, 1 + held.Count);
        }

        released.SetResult();
        var began = (await Task.WhenAll(held)).Select(told => told.Header("x-bascule-deployment")!).ToArray();
        Assert.Equal([usual, usual, usual == "a" ? "b" : "a"], began);
        await house.EmptyAsync();

        // Both have the instructions now: a conversation's own words decide.
        house.One.Handler = house.Two.Handler = static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        for (var i = 0; i < held.Count; i++)
        {
            Assert.Equal(began[i], (await AskAsync(house, Questions[i], "42", "and then?")).Header("x-bascule-deployment"));
        }
    }

    private static async Task ArrivedAsync(TwoEngines house, int requests)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (house.One.Seen.Count + house.Two.Seen.Count < requests)
        {
            Assert.False(bound.IsCancellationRequested, "It does not come.");
            await Task.Yield();
        }
    }

    private static async Task<Told> AskAsync(TwoEngines house, params string[] turns)
    {
        var messages = turns.Select((turn, i) => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"{{turn}} {{(i == 0 ? string.Concat(Enumerable.Repeat(turn + ' ', 300)) : "")}}"}""").Prepend($$"""{"role":"system","content":"{{Manual}}"}""");
        var told = await house.Gateway.Client.AskAsync(Ask.OpenAi, $$"""{"model":"both","messages":[{{string.Join(',', messages)}}]}""", ("authorization", "Bearer " + TwoEngines.Premium));
        Assert.Equal(200, told.Status);
        return told;
    }
}
