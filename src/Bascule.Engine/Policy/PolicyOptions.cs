using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Policy.Requirements;

namespace Bascule.Engine.Policy;

/// <summary>One policy as the operator wrote it: every request for which <paramref name="When"/> holds may go only to deployments that meet all of <paramref name="Require"/>.</summary>
/// <param name="Name">What refusals and decisions call it.</param>
public sealed record PolicyOptions(string Name, Condition When, ValueList<Requirement> Require)
{
    /// <summary>The operator's own tests.</summary>
    public ValueList<PolicyExample> Examples { get; init; } = [];
}

/// <summary>A request that the operator thought of, and who may be asked then.</summary>
/// <param name="Route">The route whose candidates count; null: every deployment of the config.</param>
/// <param name="Facts">What conditions read of it.</param>
/// <param name="Written">The request as it was written, for <c>check --expand</c>.</param>
/// <param name="Allows">Exactly these are eligible.</param>
public sealed record PolicyExample(string? Route, RequestFacts Facts, ValueList<WrittenValues> Written, ValueList<string> Allows)
{
    /// <summary>By what was written: the facts hold the moment of reading.</summary>
    public bool Equals(PolicyExample? other) => other is not null && Route == other.Route && Written.Equals(other.Written) && Allows.Equals(other.Allows);

    public override int GetHashCode() => HashCode.Combine(Route, Written, Allows);
}
