using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Routing;

namespace Bascule.Benchmarks.Caching;

/// <summary>What the cache of answers costs: memory of many entries against the bound given, and the processor's time of a key and of a look.</summary>
internal static class CacheVerb
{
    private static readonly Route Route = new("assistant", new RouteOptions { Name = "assistant", Candidates = [], Cache = new CacheOptions { Ttl = TimeSpan.FromHours(1) } }, [], declared: true);

    public static async Task<int> RunAsync(Flags flags)
    {
        var (entries, bytes, bound) = (flags.Number("entries", 1_000_000), flags.Number("bytes", 600), (long)flags.Number("megabytes", 1_024) << 20);
        await using var cache = new AnswerCache(TimeProvider.System) { MaxBytes = bound };
        Fill(cache, entries, bytes);
        Times(cache);
        return 0;
    }

    private static void Fill(AnswerCache cache, int entries, int bytes)
    {
        var answer = Answer(bytes);
        var before = Resident();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < entries; i++)
        {
            cache.Keep(KeyOf(i), answer, answer.At);
        }

        var took = Stopwatch.GetElapsedTime(start);
        var found = 0;
        for (var i = 0; i < entries; i++)
        {
            found += cache.TryFind(KeyOf(i), out _) ? 1 : 0;
        }

        var pause = Stopwatch.StartNew();
        var grown = Resident() - before;
        pause.Stop();
        Say($"{entries:N0} answers of {bytes} bytes, bound {cache.MaxBytes >> 20} MiB: {found:N0} found, {cache.Bytes >> 20} MiB by its own count, {grown >> 20} MiB of heap; {took.TotalMicroseconds / entries:0.00} µs to keep one, {pause.ElapsedMilliseconds} ms for a full blocking collection");
    }

    private static void Times(AnswerCache cache)
    {
        foreach (var kib in (int[])[1, 4, 32])
        {
            var keys = new CacheKeys();
            var known = Question(Body(kib, 0));
            var key = keys.Of(known).Key!.Value;
            cache.Keep(key, Answer(1_000), DateTimeOffset.MaxValue);
            var look = Best(2_000, _ => cache.TryFind(keys.Of(known).Key!.Value, out var _));
            var fresh = Enumerable.Range(1, 2_000).Select(number => Question(Body(kib, number))).ToArray();
            var decode = Best(fresh.Length, number => keys.Of(fresh[number]), () => keys = new CacheKeys());
            Say($"body of {kib} KiB: {look:0.00} µs for key and hit, {decode:0.00} µs for a key of bytes not seen before");
        }
    }

    /// <summary>The best round, because others on the machine only ever make it slower. Microseconds.</summary>
    private static double Best(int repeat, Action<int> act, Action? before = null)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            before?.Invoke();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < repeat; i++)
            {
                act(i);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / repeat);
        }

        return best;
    }

    private static long Resident() => GC.GetTotalMemory(forceFullCollection: true);

    private static byte[] Body(int kib, int number) =>
        Encoding.UTF8.GetBytes($$"""{"model":"assistant","messages":[{"role":"system","content":"You answer in one sentence."},{"role":"user","content":"{{number}} {{string.Concat(Enumerable.Repeat("Why is the sky blue? ", kib * 46))}}"}],"temperature":0.2}""");

    private static CacheQuestion Question(byte[] body) => new()
    {
        Dialect = DialectSet.FindCaller("openai-chat")!, Body = body, Profile = RequestScan.Read(body).Value!, Query = "", Headers = [], HeaderOf = static _ => null, DataClass = DataClass.Internal, Tenant = "team", Route = Route, Shape = default,
    };

    private static CachedAnswer Answer(int bytes) => new()
    {
        Dialect = "openai-chat", ContentType = "application/json", Bytes = new byte[bytes], Route = "assistant", Deployment = "openai/gpt-5", Maker = 1, Provider = "openai", Model = "gpt-5", DialectOut = "openai-chat",
        Usage = new(100, 0, 0, 100, 0, false), CostNano = 1_000, From = Guid.CreateVersion7(), At = TimeProvider.System.GetUtcNow(), Until = TimeProvider.System.GetUtcNow().AddHours(1), Owner = new WordOwner("key", null, []),
    };

    private static CacheKey KeyOf(int number) => new(Digest.Of(BitConverter.GetBytes(number)));

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
