using System.Globalization;
using System.Text;
using Bascule.Benchmarks.Chaos;

namespace Bascule.Benchmarks.Soak;

/// <summary>Minutes at a steady number of streams, some of which their callers leave: what the process holds over time.</summary>
internal static class SoakVerb
{
    private const int Pieces = 200;

    /// <summary>Milliseconds between two pieces: a stream takes ten seconds.</summary>
    private const int Pace = 50;

    /// <summary>One stream in so many is left by its caller in the middle.</summary>
    private const int Leaving = 20;

    public static async Task<int> RunAsync(Flags flags)
    {
        var minutes = flags.Number("minutes", 30);
        var streams = flags.Number("streams", 200);
        await using var house = await ChaosHouse.StartAsync(ChaosHouse.Kinds, "first_token: 30s, idle: 30s");
        await house.ControlAsync($"percent=0&pieces={Pieces}&pace={Pace}");
        var tally = new Tally();
        var samples = new List<Sample>();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000, UseCookies = false }) { BaseAddress = house.Address, Timeout = TimeSpan.FromMinutes(2) };
        using var over = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
        var every = TimeSpan.FromSeconds(minutes < 5 ? 15 : 60);
        var watch = Sample.WatchAsync(house, every, samples, over.Token);
        await Task.WhenAll(Enumerable.Range(0, streams).Select(number => StreamAsync(client, number, tally, over.Token)));
        await watch;

        Figures.Publish(
            flags, "soak",
            string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes, {streams} streams at a time of {Pieces} tokens, one each {Pace} ms; one in {Leaving} is left by its caller."),
            Table(tally, samples, await house.MetricAsync("bascule_ledger_rows_at_risk_total")));
        foreach (var example in tally.Examples)
        {
            Console.Error.WriteLine(example);
        }

        return tally.Right == tally.Asked ? 0 : 1;
    }

    private static async Task StreamAsync(HttpClient client, int number, Tally tally, CancellationToken over)
    {
        var form = number % 2 == 0 ? WireForm.Chat : WireForm.Messages;
        var route = $"{ChaosHouse.Kinds[number / 4 % 3]}-{ChaosHouse.Forms[number / 2 % 2]}";
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Pieces * Pace * (number % 100) / 100.0), over);
            for (var asked = 1; !over.IsCancellationRequested; asked++)
            {
                if ((asked + number) % Leaving == 0)
                {
                    await LeaveAsync(client, form, route, over);
                }
                else
                {
                    await new ChaosCaller(client, form, route, stream: true, Pieces, tally).AskAsync();
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The end.
        }
    }

    private static async Task LeaveAsync(HttpClient client, WireForm form, string route, CancellationToken over)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, form.Path) { Content = new StringContent(form.Ask(route, Expected.Prompt(1), stream: true), Encoding.UTF8, "application/json") };
        request.Headers.Add("x-api-key", ChaosHouse.Key);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over);
        await Task.Delay(TimeSpan.FromSeconds(2), over);
    }

    private static IEnumerable<(string What, string Figure)> Table(Tally tally, List<Sample> samples, double atRisk)
    {
        yield return ("streams read to their end, right", string.Create(CultureInfo.InvariantCulture, $"{tally.Right} of {tally.Asked}"));
        foreach (var (wrong, count) in tally.Wrongs)
        {
            yield return (wrong, count.ToString(CultureInfo.InvariantCulture));
        }

        yield return ("rows at risk", atRisk.ToString("0", CultureInfo.InvariantCulture));
        foreach (var sample in samples.Where((_, i) => samples.Count <= 12 || i % (samples.Count / 10) == 0 || i == samples.Count - 1))
        {
            yield return (
                string.Create(CultureInfo.InvariantCulture, $"after {sample.At.TotalMinutes:0.#} minutes"),
                string.Create(CultureInfo.InvariantCulture, $"{sample.ResidentMegabytes:0} MB resident, {sample.HeapMegabytes:0} MB heap, {sample.Handles} handles, {sample.Threads} threads"));
        }

        // The first minutes compile and fill pools.
        var settled = samples.Skip(samples.Count / 6 + 1).Select(sample => sample.ResidentMegabytes).ToArray();
        if (settled.Length > 1)
        {
            yield return ("resident after the first sixth of the run", string.Create(CultureInfo.InvariantCulture,
                $"{settled.Min():0} to {settled.Max():0} MB; last over first {settled[^1] / settled[0]:0.00}"));
        }
    }
}
