using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Policy.Requirements;

/// <summary>One thing a deployment must be, by what is stated of it. What is not stated is not met. Pure, and compared by value, so that configs are.</summary>
public abstract record Requirement
{
    /// <summary>The word it is written by in a config.</summary>
    public abstract string Word { get; }

    /// <summary>What stands behind its word.</summary>
    public abstract IReadOnlyList<WrittenValues> Written { get; }

    /// <summary>It says where or by whom words may be read, so that they may go nowhere else either.</summary>
    public virtual bool Confines => false;

    /// <summary>Why the deployment does not meet it, in words that name no secret; null: it does.</summary>
    public abstract string? Unmet(in DeploymentFacts facts);

    private protected static string NotStated(string what) => $"{what} not stated";
}
