namespace Bascule.Engine.Caching.Semantic.Asking;

/// <summary>Keeps requests from waiting, each anew, for an embedder that does not answer.</summary>
public sealed class EmbedderPause(TimeProvider time)
{
    private const int Most = 3;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private int _failures;
    private long _until;

    /// <summary>It is not asked now.</summary>
    public bool IsOn => Volatile.Read(ref _failures) >= Most && time.GetTimestamp() < Volatile.Read(ref _until);

    /// <summary>It was asked.</summary>
    public void Take(bool answered)
    {
        if (answered)
        {
            Volatile.Write(ref _failures, 0);
        }
        else if (Interlocked.Increment(ref _failures) >= Most)
        {
            Volatile.Write(ref _until, time.GetTimestamp() + (long)(Length.TotalSeconds * time.TimestampFrequency));
        }
    }
}
