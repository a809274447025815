namespace Bascule.Engine.Dialects.Taping;

/// <summary>The memory that all tapes of the process share: what does not fit any more is not recorded, and the answer goes on without.</summary>
public sealed class TapeRoom(long most = TapeRoom.Default)
{
    /// <summary>A thousand answers of the usual length, four times over.</summary>
    public const long Default = 256L * 1024 * 1024;

    private long _taken;

    public long Taken => Interlocked.Read(ref _taken);

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= most)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
