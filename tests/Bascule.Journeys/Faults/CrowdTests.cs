using Bascule.Journeys.Faults.Matrix;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults;

/// <summary>Many callers at once before a provider that fails three in ten of them, each in a way of its own.</summary>
public sealed class CrowdTests
{
    private const int Callers = 100;
    private const int PercentFaulty = 30;
    private const int Seed = 20261126;

    [Fact]
    public async Task HundredCallers_ThreeInTenMeetAFault_AllAreAnswered()
    {
        var parts = Deal();
        await using var house = await ScriptedHouse.StartAsync(
            $$"""
            routes:
              {{Ask.OpenAi}}: [openai-chat/faulty, anthropic/steady]
              {{Ask.Anthropic}}: [anthropic/faulty, openai-chat/steady]
            """,
            provider: "timeouts: { first_token: 2s, idle: 2s }");
        house.Upstream.Handler = request => Answer(parts, request);
        await Parallel.ForEachAsync(parts, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (part, _) =>
        {
            var told = await house.Client.AskAsync(part.Caller, Ask.Body(part.Caller, part.Upstream, part.Stream, $"I am caller {part.Number}."));
            Assert.True((told.Status, told.Said, told.Broke) == (200, Scene.Text, false), $"{part}: {told.Status} {told.Text}");
        });

        var rows = await house.Gateway.RowsAsync();
        Assert.Equal(Callers, rows.Count);
        Assert.All(rows, row => Assert.Equal((200, null), (row.Status, row.Error)));
    }

    private static ScriptedAnswer Answer(IReadOnlyList<Part> parts, ScriptedRequest request)
    {
        var dialect = request.Target.Contains("/messages", StringComparison.Ordinal) ? Ask.Anthropic : Ask.OpenAi;
        var part = parts[int.Parse(request.Text.Split("I am caller ")[1].Split('.')[0])];
        var scene = new Scene(dialect, part.Stream);
        return request.Json.GetProperty("model").GetString() == "faulty" && part.Fault is { } fault ? fault.Play(scene) : scene.Good;
    }

    /// <summary>Who asks what and meets which fault: the same at every run.</summary>
    private static List<Part> Deal()
    {
        var random = new Random(Seed);
        string[] dialects = [Ask.OpenAi, Ask.Anthropic];
        var parts = new List<Part>();
        for (var number = 0; number < Callers; number++)
        {
            var (caller, upstream, stream) = (dialects[random.Next(2)], dialects[random.Next(2)], random.Next(2) == 0);
            var faults = FaultTable.All.Where(fault => (stream ? fault.Stream : fault.Whole)?.With == Gets.Answer && fault.Route.Length == 0 && fault.Dialects.Contains(upstream)).ToArray();
            parts.Add(new Part(number, caller, upstream, stream, random.Next(100) < PercentFaulty ? faults[random.Next(faults.Length)] : null));
        }

        Assert.InRange(parts.Count(part => part.Fault is not null), 20, 40);
        return parts;
    }

    private sealed record Part(int Number, string Caller, string Upstream, bool Stream, ProviderFault? Fault);
}
