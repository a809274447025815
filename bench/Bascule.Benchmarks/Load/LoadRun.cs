namespace Bascule.Benchmarks.Load;

/// <summary>One run: who is measured, how often and for how long, and what was found so far.</summary>
internal sealed class LoadRun(Flags flags, string folder, Target upstream, IReadOnlyList<Target> targets)
{
    private static readonly TimeSpan Unmeasured = TimeSpan.FromSeconds(0.5);

    private bool _measuring;

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(120);

    public Flags Flags => flags;

    public string Folder => folder;

    public Target Upstream => upstream;

    /// <summary>All that are asked, <c>direct</c> among them.</summary>
    public IReadOnlyList<Target> Targets => targets;

    public IReadOnlyList<Target> Gateways => [.. targets.Where(target => target != upstream)];

    public IReadOnlyList<Target> Bascules => [.. targets.Where(target => target.MetricsPort > 0)];

    public Figures Figures { get; } = new();

    /// <summary>How long one measurement takes.</summary>
    public TimeSpan Time => _measuring ? flags.Seconds("seconds", 1.5) : Unmeasured;

    /// <summary>The executable that is measured.</summary>
    public string Executable => flags.Text("bascule", Path.Combine(AppContext.BaseDirectory, "bascule.dll"));

    /// <summary>Asks each in turn, there and back again (A B C, C B A), so that what the machine does besides falls on all alike; a first pass is not counted.</summary>
    public async Task RoundsAsync(IReadOnlyList<Target> who, Func<Target, Task> measure, int? rounds = null)
    {
        for (var round = 0; round <= (rounds ?? flags.Number("rounds", 5)); round++)
        {
            _measuring = round > 0;
            foreach (var target in round % 2 == 0 ? who.Reverse() : who)
            {
                await measure(target);
            }
        }
    }

    public void Add(Target target, string column, double value)
    {
        if (_measuring)
        {
            Figures.Add(target.Name, column, value);
        }
    }
}
