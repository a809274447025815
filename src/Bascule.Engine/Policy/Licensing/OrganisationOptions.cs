using Bascule.Engine.Conversation;

namespace Bascule.Engine.Policy.Licensing;

/// <summary>What the operator says of the organisation: what licences and law are checked against.</summary>
public sealed record OrganisationOptions
{
    /// <summary>Users of its products in a month, counted as licences do; null: not stated, and then no licence with a cap is met.</summary>
    public long? MonthlyActiveUsers { get; init; }

    /// <summary>It uses models commercially.</summary>
    public bool Commercial { get; init; } = true;

    /// <summary>Where it has its seat.</summary>
    public ValueList<string> Jurisdictions { get; init; } = [];

    /// <summary>Countries whose models are never asked, ISO 3166.</summary>
    public ValueList<string> ForbiddenOrigins { get; init; } = [];

    /// <summary>Clauses that somebody answers for.</summary>
    public ValueList<AcceptedClause> Accepted { get; init; } = [];
}

/// <summary>A licence's clause that somebody of the organisation answers for.</summary>
/// <param name="Clause">Its id in <c>licences.json</c>.</param>
/// <param name="By">Who accepted it.</param>
/// <param name="At">When.</param>
public sealed record AcceptedClause(string Clause, string By, DateTimeOffset At);
