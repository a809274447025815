namespace Bascule.Sandbox.Faults;

/// <summary>The faults and the delay one request asks for, by header or by suffix of its model's name.</summary>
internal sealed record FaultPlan(string Model, Fault Faults, int? Status, TimeSpan Delay, string? Unknown)
{
    public const string FaultHeader = "x-sandbox-fault";
    public const string DelayHeader = "x-sandbox-delay-ms";

    /// <summary>Bounds how long one request can sleep here.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(10);

    public static FaultPlan Read(string asked, string? faults, string? delayMs)
    {
        var plus = asked.IndexOf('+', StringComparison.Ordinal);
        var plan = new FaultPlan(plus < 0 ? asked : asked[..plus], Fault.None, null, TimeSpan.Zero, null);
        foreach (var name in $"{(plus < 0 ? "" : asked[plus..])}+{faults}".Split(['+', ',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            plan = plan.With(name);
        }

        if (string.IsNullOrEmpty(delayMs))
        {
            return plan;
        }

        return int.TryParse(delayMs, out var ms) && ms >= 0 && TimeSpan.FromMilliseconds(ms) <= MaxDelay
            ? plan with { Delay = TimeSpan.FromMilliseconds(ms) }
            : plan with { Unknown = $"{DelayHeader}: {delayMs}" };
    }

    private FaultPlan With(string name)
    {
        if (int.TryParse(name, out var status) && status is >= 400 and <= 599)
        {
            return this with { Status = status };
        }

        return !char.IsAsciiDigit(name[0]) && name[0] != '-' && Enum.TryParse<Fault>(name, ignoreCase: true, out var fault) && fault != Fault.None
            ? this with { Faults = Faults | fault }
            : this with { Unknown = name };
    }
}
