using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Policy.Conditions;

/// <summary><c>has: [images, files]</c>: the request brings or wants one of these.</summary>
public sealed record HasAny(RequestFeatures Features) : Condition
{
    public override string Word => "has";

    public override IReadOnlyList<WrittenValues> Written => [new(null, new([.. HasWords.Of(Features)]))];

    public override bool Holds(in RequestFacts facts) => (facts.Has & Features) != RequestFeatures.None;
}
