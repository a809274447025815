namespace Bascule.Engine.Resilience.Prompts;

/// <summary>How much memory the sketches of prompts may take together. Where there is none left, a prompt is not watched until others have gone.</summary>
internal sealed class SketchRoom
{
    /// <summary>Twenty thousand prompts of 20 KB, or ten thousand of 2 MB.</summary>
    public const long MaxBytes = 64 * 1024 * 1024;

    private long _taken;

    public long Taken => Interlocked.Read(ref _taken);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= MaxBytes)
        {
            return true;
        }

        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    public void Give(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
