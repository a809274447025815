using Bascule.Engine.Conversation;

namespace Bascule.Engine.Policy.Conditions;

/// <summary><c>tag: { team: search }</c>: each tag named has one of its words.</summary>
public sealed record TagsAre(ValueList<WrittenValues> Tags) : Condition
{
    public override string Word => "tag";

    public override IReadOnlyList<WrittenValues> Written => Tags;

    public override IEnumerable<NamedFact> Reads => Tags.Select(tag => new NamedFact(NamedFactKind.Tag, tag.Name!));

    public override bool Holds(in RequestFacts facts)
    {
        foreach (var tag in Tags.Span)
        {
            if (!Words.Hold(tag.Values, facts.TagOf(tag.Name!)))
            {
                return false;
            }
        }

        return true;
    }
}
