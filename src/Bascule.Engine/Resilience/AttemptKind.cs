namespace Bascule.Engine.Resilience;

/// <summary>Why an attempt was made.</summary>
public enum AttemptKind
{
    /// <summary>The plan's first candidate.</summary>
    First,

    /// <summary>The candidate before it failed.</summary>
    Next,

    /// <summary>The same deployment once more.</summary>
    Retry,

    /// <summary>The one before it was slow.</summary>
    Hedge,

    /// <summary>It carries on a stream that broke.</summary>
    Rescue,
}
