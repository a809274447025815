using System.Globalization;

namespace Bascule.Engine.Policy.Conditions;

/// <summary><c>input_tokens_over: 100000</c>: the estimate of the input lies above it.</summary>
public sealed record InputTokensOver(long Bound) : Condition
{
    public override string Word => "input_tokens_over";

    public override IReadOnlyList<WrittenValues> Written => [new(null, [Bound.ToString(CultureInfo.InvariantCulture)])];

    public override bool Holds(in RequestFacts facts) => facts.InputTokens > Bound;
}
