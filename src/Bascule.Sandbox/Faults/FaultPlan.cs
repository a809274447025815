namespace Bascule.Sandbox.Faults;

/// <summary>The faults and the delay one request asks for, by header or by suffix of its model's name.</summary>
internal sealed record FaultPlan(string Model, Fault Faults, int? Status, TimeSpan Delay, string? Unknown)
{
    public const string FaultHeader = "x-sandbox-fault";
    public const string DelayHeader = "x-sandbox-delay-ms";

    /// <summary>Bounds how long one request can sleep here.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(10);

    /// <param name="asked">The model's name with its suffixes.</param>
    /// <param name="faults">The header, or null.</param>
    /// <param name="delayMs">The header, or null.</param>
    /// <param name="fails">Whether a fault happens to this request that happens to so many in a row.</param>
    public static FaultPlan Read(string asked, string? faults, string? delayMs, Func<string, int, bool> fails)
    {
        var plus = asked.IndexOf('+', StringComparison.Ordinal);
        var plan = new FaultPlan(plus < 0 ? asked : asked[..plus], Fault.None, null, TimeSpan.Zero, null);
        foreach (var name in $"{(plus < 0 ? "" : asked[plus..])}+{faults}".Split(['+', ',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            var (fault, times) = Counted(name);
            var with = plan.With(fault);
            plan = with.Unknown is not null || times is not { } count || fails(name, count) ? with : plan;
        }

        return string.IsNullOrEmpty(delayMs) ? plan
            : Milliseconds(delayMs) is { } delay ? plan with { Delay = delay }
            : plan with { Unknown = $"{DelayHeader}: {delayMs}" };
    }

    /// <summary><c>503x2</c>: the fault, and how often it happens in a row.</summary>
    private static (string Fault, int? Times) Counted(string name)
    {
        var at = name.LastIndexOf('x');
        return at > 0 && int.TryParse(name.AsSpan(at + 1), out var times) && times > 0 ? (name[..at], times) : (name, null);
    }

    private static TimeSpan? Milliseconds(string text) => int.TryParse(text, out var ms) && ms >= 0 && TimeSpan.FromMilliseconds(ms) <= MaxDelay ? TimeSpan.FromMilliseconds(ms) : null;

    private FaultPlan With(string name)
    {
        if (int.TryParse(name, out var status) && status is >= 400 and <= 599)
        {
            return this with { Status = status };
        }

        if (name.EndsWith("ms", StringComparison.Ordinal) && Milliseconds(name[..^2]) is { } delay)
        {
            return this with { Delay = delay };
        }

        return !char.IsAsciiDigit(name[0]) && name[0] != '-' && Enum.TryParse<Fault>(name, ignoreCase: true, out var fault) && fault != Fault.None
            ? this with { Faults = Faults | fault }
            : this with { Unknown = name };
    }
}
