namespace Bascule.Benchmarks.Chaos;

/// <summary>What goes wrong at the faulty upstream.</summary>
internal enum FaultKind
{
    /// <summary>429 with <c>retry-after: 1</c>.</summary>
    RateLimited,

    /// <summary>500.</summary>
    Error500,

    /// <summary>503.</summary>
    Error503,

    /// <summary>The connection is reset before any byte.</summary>
    Reset,

    /// <summary>A pause between any two pieces; what comes is right.</summary>
    Slow,

    /// <summary>Status 200 and an answer without a word.</summary>
    Empty,

    /// <summary>The connection breaks in the middle.</summary>
    Cut,

    /// <summary>Silence in the middle until the client leaves.</summary>
    Stall,

    /// <summary>An event in the middle, or the whole body, that is no JSON.</summary>
    Malformed,

    /// <summary>An error event in the middle; a whole answer is an error with status 200.</summary>
    ErrorEvent,
}
