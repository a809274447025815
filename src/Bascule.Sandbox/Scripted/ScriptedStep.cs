namespace Bascule.Sandbox.Scripted;

/// <summary>One thing the upstream does while it answers.</summary>
internal abstract record ScriptedStep
{
    private ScriptedStep()
    {
    }

    /// <summary>Writes these bytes and flushes them.</summary>
    public sealed record Send(ReadOnlyMemory<byte> Bytes) : ScriptedStep;

    /// <summary>Writes these bytes one by one, each after this pause.</summary>
    public sealed record Drip(ReadOnlyMemory<byte> Bytes, TimeSpan Pause) : ScriptedStep;

    /// <summary>Waits until the test lets go.</summary>
    public sealed record Hold(Task Released) : ScriptedStep;

    /// <summary>Says nothing more until the client leaves.</summary>
    public sealed record Silence : ScriptedStep;

    /// <summary>Drops the connection.</summary>
    public sealed record Abort : ScriptedStep;
}
