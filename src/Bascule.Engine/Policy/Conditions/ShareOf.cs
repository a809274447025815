using System.Globalization;

namespace Bascule.Engine.Policy.Conditions;

/// <summary><c>share: 0.1</c>: of sessions, and of requests without one. A session stays where it is; a larger share holds all that a smaller one held.</summary>
public sealed record ShareOf(decimal Share) : Condition
{
    public override string Word => "share";

    public override IReadOnlyList<WrittenValues> Written => [new(null, [Share.ToString(CultureInfo.InvariantCulture)])];

    public override bool Holds(in RequestFacts facts) =>
        StableShare.Holds(Share, facts.Session is { } session ? "session " + session : "request " + facts.Id.ToString("D"));
}
