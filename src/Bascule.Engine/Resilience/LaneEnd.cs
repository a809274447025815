namespace Bascule.Engine.Resilience;

/// <summary>How a lane ended, the better ends first.</summary>
internal enum LaneEnd
{
    /// <summary>Its attempt owned the answer, or the caller left.</summary>
    Over,

    /// <summary>A failure that asks nobody else.</summary>
    Refused,

    /// <summary>The caller's own time limit passed.</summary>
    OutOfTime,

    /// <summary>Nobody is left to ask.</summary>
    RanOut,
}
