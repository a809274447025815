namespace Bascule.Engine.Catalog.Licences;

/// <summary>One clause of a licence: what it says in short, where it was read and when.</summary>
/// <param name="Id">Stable over releases: operators write it in <c>organisation.accept</c>.</param>
/// <param name="Text">The clause in a sentence, with its place in the licence.</param>
public sealed record LicenceClause(string Id, ClauseKind Kind, string Text, string Source, DateOnly AsOf)
{
    /// <summary>Of <see cref="ClauseKind.CommercialUse"/> and <see cref="ClauseKind.TrainOtherModels"/>, else null.</summary>
    public ClauseRule? Rule { get; init; }

    /// <summary>Of <see cref="ClauseKind.UserCap"/>: more than so many need another agreement.</summary>
    public long? MaxMonthlyActiveUsers { get; init; }

    /// <summary>Of <see cref="ClauseKind.Region"/>: who is at home there is shut out; <c>eu</c> and ISO countries in small letters.</summary>
    public IReadOnlyList<string> Jurisdictions { get; init; } = [];

    /// <summary>Of <see cref="ClauseKind.Region"/>: it counts only for models that take one of these; empty: for all.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];
}
