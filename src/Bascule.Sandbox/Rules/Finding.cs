namespace Bascule.Sandbox.Rules;

/// <summary>How a member breaks a rule.</summary>
internal enum Flaw
{
    Missing,
    Unknown,
    WrongType,
    WrongValue,
    BelowMinimum,
    AboveMaximum,
    TooShort,
    TooLong,
}

/// <summary>What a body has wrong, before a vendor puts it in words of its own.</summary>
/// <param name="Flaw">How it breaks the rule.</param>
/// <param name="Path">Where, as <c>messages[0].role</c>.</param>
/// <param name="Wanted">What the rule asks for.</param>
/// <param name="Got">What is there.</param>
internal sealed record Finding(Flaw Flaw, string Path, string Wanted, string Got)
{
    /// <summary>The last step of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The path without its last step; empty at the top.</summary>
    public string Holder => Path.Contains('.', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('.')] : "";
}
