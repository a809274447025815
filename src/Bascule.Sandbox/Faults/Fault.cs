namespace Bascule.Sandbox.Faults;

/// <summary>What can go wrong on purpose, besides an error status; several may be asked for at once.</summary>
[Flags]
internal enum Fault
{
    None = 0,

    /// <summary>The connection is reset before any byte.</summary>
    Reset = 1,

    /// <summary>Nothing at all comes, until the client leaves.</summary>
    Hang = 2,

    /// <summary>Headers and a first piece, then silence until the client leaves.</summary>
    Stall = 4,

    /// <summary>The connection is aborted mid-way.</summary>
    Cut = 8,

    /// <summary>A pause between any two pieces.</summary>
    Slow = 16,

    /// <summary>What comes is not JSON.</summary>
    Malformed = 32,

    /// <summary>The prompt is said to be too long.</summary>
    Context = 64,

    /// <summary>The answer is withheld by a content filter.</summary>
    Filter = 128,

    /// <summary>Status 200, and an error inside.</summary>
    Error = 256,

    /// <summary>Status 200, and an answer that says nothing.</summary>
    Empty = 512,

    /// <summary>Status 200, and a web page.</summary>
    Html = 1024,

    /// <summary>The answer says the same sentence again and again.</summary>
    Loop = 2048,

    /// <summary>Headers, then silence until the client leaves.</summary>
    Silent = 4096,

    /// <summary>A byte a second.</summary>
    Drip = 8192,
}
