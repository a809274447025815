using Bascule.Engine.Conversation;

namespace Bascule.Engine.Policy.Conditions;

/// <summary><c>header: { x-app: mobile }</c>: each header named, in lower case, has one of its words.</summary>
public sealed record HeadersAre(ValueList<WrittenValues> Headers) : Condition
{
    public override string Word => "header";

    public override IReadOnlyList<WrittenValues> Written => Headers;

    public override IEnumerable<NamedFact> Reads => Headers.Select(header => new NamedFact(NamedFactKind.Header, header.Name!));

    public override bool Holds(in RequestFacts facts)
    {
        foreach (var header in Headers.Span)
        {
            if (!Words.Hold(header.Values, facts.HeaderOf(header.Name!)))
            {
                return false;
            }
        }

        return true;
    }
}
