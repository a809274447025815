using Bascule.Engine.Conversation;

namespace Bascule.Engine.Policy.Conditions;

/// <summary>Who asks: <c>tier</c>, <c>key</c>, <c>team</c> or <c>session</c> is one of the words.</summary>
public sealed record CallerIs(CallerFact Fact, ValueList<string> Any) : Condition
{
    public override string Word => Fact.ToString().ToLowerInvariant();

    public override IReadOnlyList<WrittenValues> Written => [new(null, Any)];

    public override bool Holds(in RequestFacts facts) => Words.Hold(Any, Fact switch
    {
        CallerFact.Tier => facts.Tier,
        CallerFact.Key => facts.Key,
        CallerFact.Team => facts.Team,
        _ => facts.Session,
    });
}

/// <summary>A fact of the caller that is one word.</summary>
public enum CallerFact
{
    Tier,
    Key,
    Team,
    Session,
}
