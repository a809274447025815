using Bascule.Journeys.Faults.Matrix;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults;

/// <summary>Providers that come and go while callers keep asking.</summary>
public sealed class FlappingTests
{
    private const int Calls = 60;
    private const int AtOnce = 4;
    private const int PhaseCalls = 7;

    public static TheoryData<string, string, bool> Cases => new()
    {
        { Ask.OpenAi, Ask.OpenAi, true },
        { Ask.OpenAi, Ask.Anthropic, false },
        { Ask.Anthropic, Ask.Anthropic, true },
        { Ask.Anthropic, Ask.OpenAi, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Primary_Flaps_EveryCallIsAnsweredAndTheRowSaysByWhom(string caller, string upstream, bool stream)
    {
        var turn = 0;
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ both: [{upstream}/flaps, {upstream}/steady] }}");
        house.Upstream.Handler = request =>
        {
            var scene = new Scene(upstream, stream);
            var isDown = request.Json.GetProperty("model").GetString() == "flaps" && Interlocked.Increment(ref turn) / PhaseCalls % 2 == 0;
            return !isDown ? scene.Good : turn % 2 == 0 ? scene.Refuse(503, "overloaded_error", "Down.") : ScriptedAnswer.Reset();
        };
        await Parallel.ForEachAsync(Enumerable.Range(0, Calls), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            var told = await house.Client.AskAsync(caller, Ask.Body(caller, "both", stream));
            Assert.Equal((200, Scene.Text, false), (told.Status, told.Said, told.Broke));
            Assert.True(!stream || told.Ended);
        });

        var rows = await house.Gateway.RowsAsync();
        Assert.Equal(Calls, rows.Count);
        Assert.All(rows, row => Assert.Equal((200, null, row.Attempts[^1].Deployment), (row.Status, row.Error, row.Deployment)));
        Assert.Contains(rows, row => row.Deployment!.EndsWith("/flaps", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Deployment!.EndsWith("/steady", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Everything_DownThenBack_TheFirstCallIsServedAgain(string caller, string upstream, bool stream)
    {
        var up = false;
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ both: [{upstream}/first, {upstream}/second] }}");
        house.Upstream.Handler = request =>
        {
            var scene = new Scene(upstream, stream);
            return Volatile.Read(ref up) ? scene.Good : scene.Refuse(503, "overloaded_error", "Down.");
        };
        for (var call = 0; call < 12; call++)
        {
            var refused = await house.Client.AskAsync(caller, Ask.Body(caller, "both", stream));
            Assert.Equal(503, refused.Status);
            Assert.NotEqual(default, refused.Error);
        }

        Volatile.Write(ref up, true);
        for (var call = 0; call < 4; call++)
        {
            var told = await house.Client.AskAsync(caller, Ask.Body(caller, "both", stream));
            Assert.Equal((200, Scene.Text), (told.Status, told.Said));
        }
    }
}
