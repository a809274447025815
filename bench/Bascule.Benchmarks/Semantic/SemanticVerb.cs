using System.Diagnostics;
using System.Globalization;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Agreement;
using Bascule.Engine.Caching.Semantic.Guards;
using Bascule.Engine.Caching.Semantic.Index;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Engine.Conversation;
using Bascule.Sandbox.Lookalikes;

namespace Bascule.Benchmarks.Semantic;

/// <summary>What the semantic cache costs on one core: a search over many vectors, the marks of a question, the agreement of two answers, the bound.</summary>
internal static class SemanticVerb
{
    private const int Warm = 30;

    private static readonly Digest Scope = new(1, 2, 3, 4);

    public static int Run(Flags flags)
    {
        var (count, length) = (flags.Number("vectors", 100_000), flags.Number("length", 384));
        var rounds = flags.Number("rounds", 300);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"what",-44}{"p50",10}{"p99",10}{"best",10}  µs"));
        Search(count, length, rounds);
        var stream = new LookalikeStream(1, 0.3);
        var pairs = Enumerable.Range(0, 1_000).Select(_ => stream.Next()).ToArray();
        Report($"marks of a question of {pairs.Average(pair => pair.First.Text.Length):0} characters", pairs.Length, at => PromptMarks.Of(pairs[at].First.Text));
        Report($"agreement of two answers of {pairs.Average(pair => pair.First.Answer(0).Length):0} characters", pairs.Length, at => AnswerAgreement.Compare(pairs[at].First.Answer(at), pairs[at].Second.Answer(at + 1), SelfNoise.Usual));
        var (one, other) = (string.Join(' ', pairs.Take(40).Select(pair => pair.First.Answer(0))), string.Join(' ', pairs.Take(40).Select(pair => pair.First.Answer(1))));
        Report($"agreement of two answers of {one.Length} characters", 300, _ => AnswerAgreement.Compare(one, other, SelfNoise.Usual));
        var proof = new HitProof(0.01) { MinSimilarity = 0.95 };
        Report("a check taken", 10_000, _ => proof.Take(0.97, wrong: false, epoch: 0));
        return 0;
    }

    private static void Search(int count, int length, int rounds)
    {
        var random = new Random(1);
        var index = new VectorIndex(long.MaxValue);
        var marks = PromptMarks.Of("");
        var asked = new float[rounds + Warm][];
        for (var i = 0; i < count; i++)
        {
            var vector = Unit(random, length);
            index.Add(new SemanticEntry { Key = new Digest((ulong)i, 0, 0, 0), Scope = Scope, Marks = marks, Until = DateTimeOffset.MaxValue }, vector);
            if (i < asked.Length)
            {
                asked[i] = vector;    // one that is there, so that something is found
            }
        }

        var best = new Neighbour[8];
        Report($"search of {count} vectors of {length} floats", rounds, at => index.Find(Scope, asked[(at + Warm) % Math.Min(count, asked.Length)], SimilarityBands.Lowest, best));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"bytes of an entry",-44}{index.UsedBytes / count,10}"));
    }

    private static float[] Unit(Random random, int length)
    {
        var vector = new float[length];
        for (var i = 0; i < length; i++)
        {
            // A sum of three is near enough to normal, as embeddings are.
            vector[i] = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        }

        SignedBytes.TryNormalise(vector);
        return vector;
    }

    private static void Report<T>(string what, int rounds, Func<int, T> work)
    {
        for (var i = 0; i < Warm; i++)
        {
            work(i % rounds);
        }

        var times = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            work(i);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-44}{times[rounds / 2],10:0.0}{times[rounds * 99 / 100],10:0.0}{times[0],10:0.0}"));
    }
}
