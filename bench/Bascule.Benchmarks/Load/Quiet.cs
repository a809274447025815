using System.Diagnostics;
using System.Globalization;

namespace Bascule.Benchmarks.Load;

/// <summary>What the machine does besides the run. Where that is much the run's figures are printed, but nothing is claimed of them.</summary>
internal sealed class Quiet
{
    /// <summary>Above this share of the machine no target counts as met or missed.</summary>
    private const double Tolerated = 0.1;

    private readonly double _cpu = MachineSeconds();
    private readonly double _spent = OwnSeconds();
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly string _load = Load();

    /// <summary>The share of the machine that others took since this was made. To be asked when all that was started has ended.</summary>
    public double Others()
    {
        var machine = Stopwatch.GetElapsedTime(_begun).TotalSeconds * Environment.ProcessorCount;
        return Math.Clamp((MachineSeconds() - _cpu - (OwnSeconds() - _spent)) / machine, 0, 1);
    }

    public static bool IsQuiet(double others) => others <= Tolerated;

    public string Words(double others) => string.Create(CultureInfo.InvariantCulture,
        $"Load average {_load} before and {Load()} after; others took {others:P0} of the machine meanwhile{(IsQuiet(others) ? "" : ", too much for any claim: no target counts as met or missed")}.");

    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    private static double OwnSeconds() => Proc.SpentMicroseconds / 1e6 + Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Time that was not idle, over all cores, in the hundredths of a second that Linux shows; what a host took away counts too.</summary>
    private static double MachineSeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (fields.Sum() - fields[3] - fields[4]) / 100;
    }
}
