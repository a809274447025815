namespace Bascule.Engine.Ledger;

/// <summary>What usage may be summed by. A tag has its name.</summary>
public readonly record struct UsageDimension(UsageDimensionKind Kind, string? Tag = null)
{
    /// <summary>So many may be combined in one question.</summary>
    public const int Most = 8;

    public static bool TryParse(string? text, out UsageDimension dimension)
    {
        if (text is not null && text.StartsWith("tag.", StringComparison.Ordinal) && text.Length > 4)
        {
            dimension = new(UsageDimensionKind.Tag, text[4..]);
            return true;
        }

        UsageDimensionKind? kind = text switch
        {
            "day" => UsageDimensionKind.Day,
            "key" => UsageDimensionKind.Key,
            "team" => UsageDimensionKind.Team,
            "route" => UsageDimensionKind.Route,
            "deployment" => UsageDimensionKind.Deployment,
            "model" => UsageDimensionKind.Model,
            "provider" => UsageDimensionKind.Provider,
            "kind" => UsageDimensionKind.Kind,
            _ => null,
        };
        dimension = new(kind ?? default);
        return kind is not null;
    }
}

/// <summary>A column that usage is summed by; a day is the UTC date.</summary>
public enum UsageDimensionKind
{
    Day,
    Key,
    Team,
    Route,
    Deployment,
    Model,
    Provider,
    Kind,
    Tag,
}
