using Bascule.Engine.Caching.Semantic.Agreement;
using Bascule.Engine.Caching.Semantic.Asking;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Engine.Conversation;
using Bascule.Engine.Routing;

namespace Bascule.Engine.Caching.Semantic;

/// <summary>What is known of similar questions on one route under its present terms: the proof, the self-noise, and what was counted since the store last heard.</summary>
public sealed class SemanticRoute(string name, SemanticOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();    // held for a dictionary look-up
    private readonly Dictionary<(int Epoch, SemanticCountKind Kind, int Band), (long Total, long Part)> _pending = [];
    private long _looked;
    private long _hits;
    private long _similar;
    private long _guarded;

    public string Name => name;

    public SemanticOptions Options => options;

    /// <summary>Which terms these are.</summary>
    public Digest Terms { get; } = TermsOf(options);

    public HitProof Proof { get; } = new(options.MaxFalseHits) { MinSimilarity = options.MinSimilarity };

    public SelfNoise Noise { get; } = new();

    public EmbedderPause Pause { get; } = new(time);

    /// <summary>Questions that were looked up, and those answered from memory.</summary>
    public (long Looked, long Hits) Looks => (Volatile.Read(ref _looked), Volatile.Read(ref _hits));

    /// <summary>Questions that had a similar one, and those that a guard kept from its answer.</summary>
    public (long Similar, long Guarded) Guards => (Volatile.Read(ref _similar), Volatile.Read(ref _guarded));

    /// <summary>Digests the terms under which checks count: another threshold, embedder or judge begins from nothing.</summary>
    public static Digest TermsOf(SemanticOptions options) =>
        Digest.Of(System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{options.MinSimilarity:0.00}\n{options.Embedder}\n{options.Judge}")));

    /// <summary>Whether a hit is asked all the same, to be checked.</summary>
    /// <param name="dice">From 0 to 1.</param>
    public bool IsChecked(double dice) => dice < options.CheckShare;

    /// <summary>Takes a check.</summary>
    public ProofChange Check(double similarity, bool wrong, int epoch)
    {
        var change = Proof.Take(similarity, wrong, epoch);
        if (change != ProofChange.TooLate)
        {
            Count(epoch, SemanticCountKind.Check, SimilarityBands.Of(similarity), 1, wrong ? 1 : 0);
        }

        if (change == ProofChange.BeganAnew)
        {
            Count(epoch + 1, SemanticCountKind.Check, 0, 0, 0);    // the store and the other replicas learn that there is another beginning
        }

        return change;
    }

    /// <summary>Takes two answers to one question.</summary>
    public void Repeat(double score, bool same)
    {
        Noise.Take(score, same);
        Count(0, SemanticCountKind.Noise, SelfNoise.BandOf(score), 1, same ? 0 : 1);
    }

    public void Looked()
    {
        Interlocked.Increment(ref _looked);
        Count(0, SemanticCountKind.Look, 0, 1, 0);
    }

    public void Hit()
    {
        Interlocked.Increment(ref _hits);
        Count(0, SemanticCountKind.Look, 0, 0, 1);
    }

    /// <summary>A question has a similar one.</summary>
    public void FoundSimilar(bool guarded)
    {
        Interlocked.Increment(ref _similar);
        Interlocked.Add(ref _guarded, guarded ? 1 : 0);
        Count(0, SemanticCountKind.Similar, 0, 1, guarded ? 1 : 0);
    }

    /// <summary>What was counted since the last time, to be added to the store's.</summary>
    public IReadOnlyList<SemanticCount> TakePending()
    {
        lock (_gate)
        {
            SemanticCount[] taken = [.. _pending.Select(one => new SemanticCount(name, Terms, one.Key.Epoch, one.Key.Kind, one.Key.Band, one.Value.Total, one.Value.Part))];
            _pending.Clear();
            return taken;
        }
    }

    /// <summary>The store did not take it.</summary>
    public void GiveBack(IEnumerable<SemanticCount> taken)
    {
        foreach (var count in taken)
        {
            Count(count.Epoch, count.Kind, count.Band, count.Total, count.Part);
        }
    }

    /// <summary>Takes what the store has of all replicas, and what it does not have yet besides.</summary>
    public void Learn(IReadOnlyList<SemanticCount> stored)
    {
        lock (_gate)
        {
            var all = stored.Concat(_pending.Select(one => new SemanticCount(name, Terms, one.Key.Epoch, one.Key.Kind, one.Key.Band, one.Value.Total, one.Value.Part))).ToLookup(count => count.Kind);
            var epoch = all[SemanticCountKind.Check].Select(count => count.Epoch).DefaultIfEmpty(0).Max();
            Proof.Learn(epoch, Sum(all[SemanticCountKind.Check].Where(count => count.Epoch == epoch), SimilarityBands.Count, count => count.Total), Sum(all[SemanticCountKind.Check].Where(count => count.Epoch == epoch), SimilarityBands.Count, count => count.Part));
            Noise.Replace(Sum(all[SemanticCountKind.Noise], SelfNoise.Bands, count => count.Total), all[SemanticCountKind.Noise].Sum(count => count.Part));
            Volatile.Write(ref _looked, all[SemanticCountKind.Look].Sum(count => count.Total));
            Volatile.Write(ref _hits, all[SemanticCountKind.Look].Sum(count => count.Part));
            Volatile.Write(ref _similar, all[SemanticCountKind.Similar].Sum(count => count.Total));
            Volatile.Write(ref _guarded, all[SemanticCountKind.Similar].Sum(count => count.Part));
        }
    }

    private static long[] Sum(IEnumerable<SemanticCount> counts, int bands, Func<SemanticCount, long> what)
    {
        var sums = new long[bands];
        foreach (var count in counts.Where(count => count.Band >= 0 && count.Band < bands))
        {
            sums[count.Band] += what(count);
        }

        return sums;
    }

    private void Count(int epoch, SemanticCountKind kind, int band, long total, long part)
    {
        lock (_gate)
        {
            var before = _pending.GetValueOrDefault((epoch, kind, band));
            _pending[(epoch, kind, band)] = (before.Total + total, before.Part + part);
        }
    }
}
