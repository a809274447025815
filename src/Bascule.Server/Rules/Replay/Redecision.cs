using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience;

namespace Bascule.Server.Rules.Replay;

/// <summary>What the new rules say of one recorded request.</summary>
internal sealed record Redecision(Outcome Outcome)
{
    /// <summary>Who is asked first; null: nobody.</summary>
    public Target? To { get; init; }

    /// <summary>The route by its new name.</summary>
    public string Route { get; init; } = "";

    /// <summary>The code of the error, or why it cannot be decided.</summary>
    public string Why { get; init; } = "";

    /// <summary>The policies that leave nobody, by name.</summary>
    public ValueList<string> Policies { get; init; } = [];

    /// <summary>The strategy, where it goes by what is only known while the gateway runs, or by chance; else null.</summary>
    public string? Live { get; init; }

    /// <summary>The key is one of the database: what it may do is not looked up.</summary>
    public bool OfStoredKey { get; init; }

    public static Redecision Undecided(string why) => new(Outcome.Undecided) { Why = why };
}

/// <summary>How a request fares by the new rules.</summary>
internal enum Outcome
{
    /// <summary>Who was asked first then is asked first.</summary>
    Same,

    /// <summary>Somebody else is.</summary>
    Another,

    /// <summary>By policy, by its data class, or since its key may not.</summary>
    Refused,

    /// <summary>The name means nothing any more.</summary>
    UnknownModel,

    /// <summary>The route has nobody for it.</summary>
    NoCandidate,

    /// <summary>The row does not hold what the rules ask.</summary>
    Undecided,
}
