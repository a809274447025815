namespace Bascule.Engine.Conversation;

/// <summary>Whose words they are that are kept: what an erasure goes by.</summary>
/// <param name="KeyId">The key's id, or null without keys.</param>
public sealed record WordOwner(string? KeyId, string? Session, ValueList<KeyValuePair<string, string>> Tags)
{
    public static WordOwner Nobody { get; } = new(null, null, []);
}

/// <summary>Whose words are to be erased: a key's, a session's or those with a tag.</summary>
public sealed record Erasure
{
    private Erasure()
    {
    }

    public string? KeyId { get; private init; }

    public string? Session { get; private init; }

    public KeyValuePair<string, string>? Tag { get; private init; }

    public static Erasure OfKey(string id) => new() { KeyId = id };

    public static Erasure OfSession(string session) => new() { Session = session };

    public static Erasure OfTag(string name, string value) => new() { Tag = new(name, value) };

    public bool Covers(WordOwner owner) =>
        (KeyId is not null && owner.KeyId == KeyId) || (Session is not null && owner.Session == Session) || (Tag is { } tag && owner.Tags.Contains(tag));
}
