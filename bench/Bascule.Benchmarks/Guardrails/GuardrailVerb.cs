using System.Diagnostics;
using System.Globalization;
using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Benchmarks.Guardrails;

/// <summary>How fast detectors search, on one thread: microseconds for 1 KB and for 32 KB, and megabytes a second by the latter.</summary>
internal static class GuardrailVerb
{
    private const int Small = 1 << 10;
    private const int Large = 32 << 10;
    private const double Warm = 0.5;

    private static readonly string[] Default = ["email", "phone", "iban", "card", "ssn", "secret"];

    public static int Run(Flags flags)
    {
        var seconds = flags.Number("milliseconds", 300) / 1000.0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"set",-16}{"text",-12}{"MB/s",8}{"µs 1 KB",10}{"µs 32 KB",10}{"found",8}"));
        foreach (var (name, kinds) in Sets())
        {
            if (!DetectorSet.TryMake(kinds, [], out var set, out var error))
            {
                Console.Error.WriteLine(error);
                return 2;
            }

            foreach (var (text, bytes) in SampleTexts.All(Large))
            {
                // Until the compiler has seen enough of it: the first rounds run unoptimised code.
                _ = Best(set, bytes, Warm);
                var (large, found) = Best(set, bytes, seconds);
                var small = Best(set, bytes.AsMemory(0, Small), seconds).Microseconds;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16}{text,-12}{Large / large,8:0}{small,10:0.00}{large,10:0.0}{found,8}"));
            }
        }

        return 0;
    }

    private static IEnumerable<(string Name, string[] Kinds)> Sets()
    {
        yield return ("default", Default);
        yield return ("all", [.. DetectorSet.Names]);
        foreach (var kind in (string[])["email", "phone", "secret", "name", "injection"])
        {
            yield return (kind, [kind]);
        }
    }

    // The best of many rounds: others on the machine only ever make it slower.
    private static (double Microseconds, int Found) Best(DetectorSet set, ReadOnlyMemory<byte> text, double seconds)
    {
        var found = new List<Finding>();
        var best = double.MaxValue;
        var repeat = Math.Max(1, Large / text.Length);
        var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        do
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < repeat; i++)
            {
                found.Clear();
                set.Find(text.Span, found);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / repeat);
        }
        while (Stopwatch.GetTimestamp() < end);
        return (best, found.Count);
    }
}
