namespace Bascule.Engine.Catalog;

/// <summary>What is done to a request field that a vendor is on record as refusing.</summary>
public enum QuirkAction
{
    Rename,
    Drop,
}

/// <summary>A recorded refusal of a top-level request field by a vendor, for the models that <paramref name="Models"/> (a glob) names, and its mend.</summary>
public sealed record Quirk(string Field, QuirkAction Action, string? To, string Models, string Source, DateOnly AsOf)
{
    public bool Applies(string upstream) => Glob.Matches(Models, upstream);
}
