using Bascule.Engine.Telemetry;

namespace Bascule.Engine.Resilience.Prompts;

/// <summary>Which conversations' prompts changed their beginning lately, for operators: the last of them one by one, all of them in sums. Places and figures, never words.</summary>
public sealed class PrefixWatch(GatewayMeters meters)
{
    /// <summary>Remembered one by one; the row of each has the same, for as long as rows are kept.</summary>
    public const int MaxRemembered = 256;

    private readonly Lock _gate = new();    // held for a few copies
    private readonly Queue<PrefixAlarm> _latest = new();
    private readonly Dictionary<string, PrefixSum> _sums = [];    // two causes

    /// <summary>The last ones, newest first.</summary>
    public IReadOnlyList<PrefixAlarm> Latest
    {
        get
        {
            lock (_gate)
            {
                return [.. _latest.Reverse()];
            }
        }
    }

    /// <summary>All since the start, by cause.</summary>
    public IReadOnlyList<PrefixSum> Sums
    {
        get
        {
            lock (_gate)
            {
                return [.. _sums.Values];
            }
        }
    }

    public void Note(PrefixAlarm alarm)
    {
        meters.PrefixChanges.Add(1, new KeyValuePair<string, object?>("bascule.cause", alarm.By), new("bascule.deployment", alarm.Deployment));
        meters.CachedTokensLost.Add(alarm.LostTokens, new KeyValuePair<string, object?>("bascule.cause", alarm.By), new("bascule.deployment", alarm.Deployment));
        lock (_gate)
        {
            if (_latest.Count == MaxRemembered)
            {
                _latest.Dequeue();
            }

            _latest.Enqueue(alarm);
            var sum = _sums.GetValueOrDefault(alarm.By) ?? new PrefixSum(alarm.By, 0, 0, 0);
            _sums[alarm.By] = sum with { Changes = sum.Changes + 1, LostTokens = sum.LostTokens + alarm.LostTokens, LostNano = sum.LostNano + (alarm.LostNano ?? 0) };
        }
    }
}

/// <summary>One prompt that changed.</summary>
/// <param name="By"><c>client</c> or <c>gateway</c>.</param>
/// <param name="Why">What of ours is different, or null.</param>
/// <param name="LostNano">Null: no price is known.</param>
public sealed record PrefixAlarm(DateTimeOffset At, string Request, string Route, string Deployment, string By, string? Why, string Path, int Offset, long LostTokens, long? LostNano);

/// <summary>All of one cause.</summary>
public sealed record PrefixSum(string By, long Changes, long LostTokens, long LostNano);
