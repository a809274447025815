namespace Bascule.Engine.Limits.Sharing;

/// <summary>The limits of a gateway that is alone: its own counters have said everything.</summary>
public sealed class LoneLimits : ISharedLimits
{
    public bool IsShared => false;

    public int Replicas => 1;

    public ValueTask<SharedAnswer> TakeAsync(SharedTake take) => default;

    public void End(SharedTake take, long tokens)
    {
    }

    public ValueTask<SharedUse?> ReadAsync(SharedSubject subject) => default;
}
