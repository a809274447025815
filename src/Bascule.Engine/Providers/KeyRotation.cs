using Bascule.Engine.Conversation;

namespace Bascule.Engine.Providers;

/// <summary>Which of a provider's keys is used: the first that was not refused a moment ago.</summary>
/// <param name="count">How many there are.</param>
public sealed class KeyRotation(int count, TimeProvider time)
{
    /// <summary>A refused key may be mended meanwhile: so long it is not asked.</summary>
    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(5);

    /// <summary>A key over its rate limit, where the provider does not say how long.</summary>
    private static readonly TimeSpan Limited = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly long[] _until = new long[count];

    /// <summary>The key to use now; where all were refused, the one that is soonest asked again.</summary>
    public int Current
    {
        get
        {
            lock (_gate)
            {
                var now = time.GetTimestamp();
                var well = Array.FindIndex(_until, until => until <= now);
                return well >= 0 ? well : Array.IndexOf(_until, _until.Min());
            }
        }
    }

    /// <summary>A key was refused, or is over its limit. True: another may be used at once.</summary>
    public bool Turn(int key, Failure failure)
    {
        var pause = failure.Kind == FailureKind.RateLimit ? failure.RetryAfter ?? Limited : Refused;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _until[key] = now + (long)(pause.TotalSeconds * time.TimestampFrequency);
            return _until.Any(until => until <= now);
        }
    }

    /// <summary>Whether a failure is one of the key that was used, so that another key may help.</summary>
    public static bool IsOfKey(Failure failure) => failure.Kind is FailureKind.Credential or FailureKind.Billing or FailureKind.RateLimit;
}
