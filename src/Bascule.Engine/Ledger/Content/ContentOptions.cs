namespace Bascule.Engine.Ledger.Content;

/// <summary>What the ledger keeps of words, and for how long.</summary>
public sealed record ContentOptions(ContentMode Mode, TimeSpan Life)
{
    public static ContentOptions None { get; } = new(ContentMode.None, TimeSpan.FromDays(30));
}

/// <summary>How words are kept.</summary>
public enum ContentMode
{
    None,

    /// <summary>Without what the detectors find, and without what they can't read.</summary>
    Redacted,

    /// <summary>As they were asked and answered.</summary>
    Full,
}
