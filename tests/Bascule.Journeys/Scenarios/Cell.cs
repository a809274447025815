using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Scenarios;

/// <summary>What came of one scenario between a caller's dialect and a provider's.</summary>
/// <param name="Why">The name that was dropped, the reason why it has no place, or what went wrong.</param>
internal sealed record Cell(Scenario Scenario, Format Caller, Format Provider, Outcome Outcome, string Why)
{
    public static async Task<Cell> PlayAsync(Gateway gateway, Scenario scenario, Format caller, Format provider)
    {
        var talk = new Talk(gateway, caller, provider);
        try
        {
            var wrong = await scenario.Play(talk);
            var limit = Limits.Of(scenario, caller, provider);
            return (wrong, limit) switch
            {
                (null, null) => new Cell(scenario, caller, provider, Outcome.Works, ""),
                (null, _) => new Cell(scenario, caller, provider, Outcome.Fails, $"it works, though the limits say: {limit.Reason}"),
                (_, not null) => new Cell(scenario, caller, provider, Outcome.NoPlace, limit.Reason),
                _ when talk.Dropped.FirstOrDefault(one => scenario.Features.Contains(one)) is { } name => new Cell(scenario, caller, provider, Outcome.Dropped, name),
                _ => new Cell(scenario, caller, provider, Outcome.Fails, wrong),
            };
        }
        catch (UnsaidException unsaid)
        {
            return new Cell(scenario, caller, provider, Outcome.NoPlace, unsaid.Message);
        }
        catch (Exception stumbled) when (stumbled is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException or HttpRequestException or TaskCanceledException)
        {
            return new Cell(scenario, caller, provider, Outcome.Fails, stumbled.ToString());
        }
    }

    public override string ToString() => $"{Scenario.Name}: {Caller.Name} > {Provider.Name}: {Outcome} {Why}";
}

/// <summary>How a scenario went.</summary>
internal enum Outcome
{
    Works,

    /// <summary>Not carried, and named in <c>x-bascule-dropped</c>.</summary>
    Dropped,

    /// <summary>One of the two dialects has no words for it.</summary>
    NoPlace,

    Fails,
}
