namespace Bascule.Engine.Catalog;

/// <summary>What is done to a request field that a vendor is on record as refusing.</summary>
public enum QuirkAction
{
    Rename,
    Drop,

    /// <summary>The field is a role of messages that the vendor does not know; the messages get another.</summary>
    Role,
}

/// <summary>A recorded refusal of a top-level request field, or of a role, by a vendor, for the models that <paramref name="Models"/> (a glob) names, and its mend.</summary>
public sealed record Quirk(string Field, QuirkAction Action, string? To, string Models, string Source, DateOnly AsOf)
{
    public bool Applies(string upstream) => Glob.Matches(Models, upstream);
}
