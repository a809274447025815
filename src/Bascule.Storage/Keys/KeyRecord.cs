namespace Bascule.Storage.Keys;

/// <summary>A key as the database keeps it. What it may do is opaque here: JSON in the config's own words.</summary>
/// <param name="Id">What spend and rows go by; never used again.</param>
/// <param name="Name">Unique among the keys that are not deleted.</param>
/// <param name="Options">A JSON object.</param>
/// <param name="Disabled">Refused until it is enabled.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Changed">When anything of it was last changed.</param>
public sealed record KeyRecord(string Id, string Name, string Options, bool Disabled, DateTimeOffset Created, DateTimeOffset Changed)
{
    /// <summary>When it was deleted: the record stays, so that the ledger's ids stay explained.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<KeySecret> Secrets { get; init; } = [];
}

/// <summary>One secret of a key: its hash, and enough of its beginning to tell it from others.</summary>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Starts">Its first letters.</param>
/// <param name="Made">When it was made.</param>
/// <param name="Until">The first moment it is no longer good; null: the key's own end.</param>
public sealed record KeySecret(string Sha256, string Starts, DateTimeOffset Made, DateTimeOffset? Until);
