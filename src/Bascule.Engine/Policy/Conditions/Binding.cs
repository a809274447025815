using Bascule.Engine.Conversation;

namespace Bascule.Engine.Policy.Conditions;

/// <summary>All of them must hold; of none: it always does.</summary>
public sealed record AllOf(ValueList<Condition> Inner) : Condition
{
    public override IEnumerable<NamedFact> Reads => Inner.SelectMany(inner => inner.Reads);

    public override bool Holds(in RequestFacts facts)
    {
        foreach (var inner in Inner.Span)
        {
            if (!inner.Holds(facts))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>One of them suffices.</summary>
public sealed record AnyOf(ValueList<Condition> Inner) : Condition
{
    public override IEnumerable<NamedFact> Reads => Inner.SelectMany(inner => inner.Reads);

    public override bool Holds(in RequestFacts facts)
    {
        foreach (var inner in Inner.Span)
        {
            if (inner.Holds(facts))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>It must not hold. What is not known does not hold, so its opposite does.</summary>
public sealed record Not(Condition Inner) : Condition
{
    public override IEnumerable<NamedFact> Reads => Inner.Reads;

    public override bool Holds(in RequestFacts facts) => !Inner.Holds(facts);
}
