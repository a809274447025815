using Bascule.Engine.Conversation;

namespace Bascule.Engine.Policy.Conditions;

/// <summary><c>data_class: confidential</c>: that class or a higher one.</summary>
public sealed record DataClassFrom(DataClass Least) : Condition
{
    public override string Word => "data_class";

    public override IReadOnlyList<WrittenValues> Written => [new(null, [Least.ToWord()])];

    public override bool Holds(in RequestFacts facts) => facts.DataClass >= Least;
}
