using System.Globalization;
using System.Text.Json;
using Bascule.Benchmarks.Soak;

namespace Bascule.Benchmarks.Chaos;

/// <summary>
/// Minutes of faults at the first candidate with one healthy fallback: are the answers right, what do they cost. Before and after it the same callers ask the same at the same pace without
/// faults, so that CPU is compared within one session.
/// </summary>
internal static class ChaosVerb
{
    private const int Pieces = 40;

    public static async Task<int> RunAsync(Flags flags)
    {
        var minutes = flags.Number("minutes", 10);
        var callers = flags.Number("callers", 100);
        var kinds = ChaosHouse.Kinds.Where(kind => flags.Names("routes", kind)).ToArray();
        var percent = flags.Number("faults", 30);
        var quiet = TimeSpan.FromSeconds(Math.Clamp(minutes * 15, 20, 120));
        await using var house = await ChaosHouse.StartAsync(kinds);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000, UseCookies = false }) { BaseAddress = house.Address, Timeout = TimeSpan.FromMinutes(2) };
        await house.ControlAsync($"percent=0&pieces={Pieces}&pace=2");
        Console.Error.WriteLine("warming up ...");
        await RunAsync(TimeSpan.FromSeconds(flags.Number("warm", 60)), every: 250);

        Console.Error.WriteLine("without faults ...");
        var before = await MeasureAsync(quiet, 0);
        Console.Error.WriteLine($"{percent} % faults, {minutes} minutes ...");
        var counted = (await house.ControlAsync()).Sum(kind => kind.Count);
        var samples = new List<Sample>();
        using var watching = new CancellationTokenSource();
        var watch = Sample.WatchAsync(house, TimeSpan.FromMinutes(1), samples, watching.Token);
        var chaos = await MeasureAsync(TimeSpan.FromMinutes(minutes), percent);
        await watching.CancelAsync();
        await watch;
        var faults = await house.ControlAsync();
        Console.Error.WriteLine("without faults ...");
        var after = await MeasureAsync(quiet, 0);

        var rows = await LedgerAsync(house);
        var table = Table(before, chaos, after, samples, faults.Sum(kind => kind.Count) - counted, faults, rows);
        var heading = string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes, {callers} callers, {percent} % of the first candidate's answers at fault.");
        Figures.Publish(flags, "chaos", heading, table);
        foreach (var example in chaos.Tally.Examples)
        {
            Console.Error.WriteLine(example);
        }

        return chaos.Tally.Right == chaos.Tally.Asked ? 0 : 1;

        async Task<Tally> RunAsync(TimeSpan time, int every)
        {
            var tally = new Tally();
            using var over = new CancellationTokenSource(time);
            await Task.WhenAll(Enumerable.Range(0, callers).Select(number =>
            {
                var form = number % 2 == 0 ? WireForm.Chat : WireForm.Messages;
                var route = $"{kinds[number / 8 % kinds.Length]}-{ChaosHouse.Forms[number / 4 % 2]}";
                return new ChaosCaller(client, form, route, stream: number / 2 % 2 == 0, Pieces, tally)
                    .RunAsync(TimeSpan.FromMilliseconds(every * number / (double)callers), TimeSpan.FromMilliseconds(every), over.Token);
            }));
            return tally;
        }

        async Task<Stretch> MeasureAsync(TimeSpan time, int faulty)
        {
            await house.ControlAsync($"percent={faulty}");
            var attempts = await house.MetricAsync("bascule_attempts_total");
            var cpu = house.Gateway.CpuMicroseconds;
            var tally = await RunAsync(time, every: 1000);
            cpu = house.Gateway.CpuMicroseconds - cpu;
            return new Stretch(tally, cpu / tally.Asked, (await house.MetricAsync("bascule_attempts_total") - attempts) / tally.Asked);
        }
    }

    private static List<(string What, string Figure)> Table(
        Stretch before, Stretch chaos, Stretch after, List<Sample> samples, long faults, IReadOnlyList<(string Kind, long Count)> kinds, string rows)
    {
        var quiet = (before.Cpu + after.Cpu) / 2;
        var tally = chaos.Tally;
        var table = new List<(string, string)>
        {
            ("requests", Whole(tally.Asked)),
            ("right answers", Share(tally.Right, tally.Asked)),
            ("attempts at fault", $"{Whole(faults)} ({string.Join(", ", kinds.Select(kind => $"{kind.Kind} {Whole(kind.Count)}"))})"),
            ("attempts a request", $"{chaos.Attempts.ToString("0.00", CultureInfo.InvariantCulture)} ({before.Attempts.ToString("0.00", CultureInfo.InvariantCulture)} without faults)"),
            ("CPU µs a request", string.Create(CultureInfo.InvariantCulture, $"{chaos.Cpu:0}; without faults {before.Cpu:0} before and {after.Cpu:0} after: {(chaos.Cpu / quiet) - 1:+0.0 %;-0.0 %}")),
            ("resident MB at the end of each minute", string.Join(", ", samples.Select(sample => sample.ResidentMegabytes.ToString("0", CultureInfo.InvariantCulture)))),
            ("open handles at the end of each minute", string.Join(", ", samples.Select(sample => Whole(sample.Handles)))),
            ("rows of the whole session in the ledger", rows),
        };
        foreach (var (wrong, count) in tally.Wrongs)
        {
            table.Add((wrong, Share(count, tally.Asked)));
        }

        foreach (var (name, stretch) in new[] { ("before", before), ("after", after) })
        {
            if (stretch.Tally.Right != stretch.Tally.Asked)
            {
                table.Add(($"right answers without faults, {name}", Share(stretch.Tally.Right, stretch.Tally.Asked)));
            }
        }

        return table;
    }

    /// <summary>Requests, and how many of the rows say that they failed.</summary>
    private static async Task<string> LedgerAsync(ChaosHouse house)
    {
        var total = JsonElement.Parse(await house.AdminAsync("/bascule/v1/usage")).GetProperty("total");
        return string.Create(CultureInfo.InvariantCulture, $"{total.GetProperty("requests").GetInt64()}, {total.GetProperty("errors").GetInt64()} of them errors");
    }

    private static string Share(long part, long of) => string.Create(CultureInfo.InvariantCulture, $"{part} of {of} ({100.0 * part / of:0.###} %)");

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Stretch(Tally Tally, double Cpu, double Attempts);
}
