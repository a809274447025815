namespace Bascule.Engine.Catalog.Licences;

/// <summary>What a clause of a licence is about.</summary>
public enum ClauseKind
{
    /// <summary>Whether it may be used for business; see <see cref="ClauseRule"/>.</summary>
    CommercialUse,

    /// <summary>Above so many monthly users another agreement is needed.</summary>
    UserCap,

    /// <summary>Purposes that it may not serve.</summary>
    FieldOfUse,

    /// <summary>What must be said to whom it is passed on or shown.</summary>
    Attribution,

    /// <summary>How models made from it must, or must not, be called.</summary>
    Naming,

    /// <summary>Whether its answers may make other models better; see <see cref="ClauseRule"/>.</summary>
    TrainOtherModels,

    /// <summary>Who may not use it because of where he is at home.</summary>
    Region,

    Other,
}

/// <summary>What a clause says of the thing it is about.</summary>
public enum ClauseRule
{
    Allowed,

    /// <summary>Allowed to who keeps the conditions that the text names.</summary>
    Conditions,

    /// <summary>Only by an agreement of one's own with the vendor.</summary>
    ByAgreement,

    Forbidden,
}

/// <summary>The catalog's words for kinds and rules.</summary>
public static class ClauseWords
{
    public static IReadOnlyDictionary<string, ClauseKind> Kinds { get; } = new Dictionary<string, ClauseKind>(StringComparer.Ordinal)
    {
        ["commercial_use"] = ClauseKind.CommercialUse,
        ["user_cap"] = ClauseKind.UserCap,
        ["field_of_use"] = ClauseKind.FieldOfUse,
        ["attribution"] = ClauseKind.Attribution,
        ["naming"] = ClauseKind.Naming,
        ["train_other_models"] = ClauseKind.TrainOtherModels,
        ["region"] = ClauseKind.Region,
        ["other"] = ClauseKind.Other,
    };

    public static IReadOnlyDictionary<string, ClauseRule> Rules { get; } = new Dictionary<string, ClauseRule>(StringComparer.Ordinal)
    {
        ["allowed"] = ClauseRule.Allowed,
        ["conditions"] = ClauseRule.Conditions,
        ["by_agreement"] = ClauseRule.ByAgreement,
        ["forbidden"] = ClauseRule.Forbidden,
    };

    public static string Of(ClauseKind kind) => Kinds.First(word => word.Value == kind).Key;

    public static string Of(ClauseRule rule) => Rules.First(word => word.Value == rule).Key;
}
