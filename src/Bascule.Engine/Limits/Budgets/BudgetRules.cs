using Bascule.Engine.Conversation;

namespace Bascule.Engine.Limits.Budgets;

/// <summary>What the organisation and its teams may spend, as the operator wrote it.</summary>
public sealed class BudgetRules : IEquatable<BudgetRules>
{
    private readonly Dictionary<string, BudgetOptions> _byTeam;

    /// <param name="organisation">Null: as much as it likes.</param>
    /// <param name="teams">By name; a team that is not there has no budget of its own.</param>
    public BudgetRules(BudgetOptions? organisation, ValueList<KeyValuePair<string, BudgetOptions>> teams) =>
        (Organisation, Teams, _byTeam) = (organisation, teams, new(teams, StringComparer.Ordinal));

    public static BudgetRules None { get; } = new(null, []);

    public BudgetOptions? Organisation { get; }

    public ValueList<KeyValuePair<string, BudgetOptions>> Teams { get; }

    /// <summary>A team's budget, or null.</summary>
    public BudgetOptions? OfTeam(string? team) => team is null ? null : _byTeam.GetValueOrDefault(team);

    public bool Equals(BudgetRules? other) => other is not null && Organisation == other.Organisation && Teams.Equals(other.Teams);

    public override bool Equals(object? obj) => Equals(obj as BudgetRules);

    public override int GetHashCode() => HashCode.Combine(Organisation, Teams);
}
