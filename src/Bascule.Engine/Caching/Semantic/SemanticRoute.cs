using Bascule.Engine.Caching.Semantic.Agreement;
using Bascule.Engine.Caching.Semantic.Asking;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Engine.Conversation;
using Bascule.Engine.Routing;

namespace Bascule.Engine.Caching.Semantic;

/// <summary>What is known of similar questions on one route under its present terms: the proof, the self-noise, and what was counted since the store last heard.</summary>
/// <param name="before">The same under another share of errors or of checks, with which it has in common what is counted; null: it is the first.</param>
public sealed class SemanticRoute(string name, SemanticOptions options, TimeProvider time, SemanticRoute? before = null)
{
    private readonly Lock _gate = before?._gate ?? new();    // held for a dictionary look-up
    private readonly Dictionary<(int Epoch, SemanticCountKind Kind, int Band), (long Total, long Part)> _pending = before?._pending ?? [];
    private readonly List<OpenCheck> _line = before?._line ?? [];    // as they were begun; as many as are under way at once
    private SemanticRoute? _next;
    private long _looked = before?._looked ?? 0;
    private long _hits = before?._hits ?? 0;
    private long _similar = before?._similar ?? 0;
    private long _guarded = before?._guarded ?? 0;
    private volatile bool _known = before?._known ?? false;

    public string Name => name;

    public SemanticOptions Options => options;

    /// <summary>Which terms these are.</summary>
    public Digest Terms { get; } = TermsOf(options);

    public HitProof Proof { get; } = new(options.MaxFalseHits) { MinSimilarity = options.MinSimilarity };

    /// <summary>Similar questions may be answered from memory: it is proved, and the store was read, which alone says how often the route has begun.</summary>
    public bool IsOpen => _known && Proof.IsOpen;

    /// <summary>What people read.</summary>
    public string Text => _known ? Proof.Text : ProofState.Waits;

    public SelfNoise Noise { get; } = before?.Noise ?? new();

    public EmbedderPause Pause { get; } = before?.Pause ?? new(time);

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

    /// <summary>All that is known of its proof.</summary>
    public ProofState State()
    {
        var state = Proof.State();
        return state with { Open = state.Open && _known, IsKnown = _known };
    }

    /// <summary>The same under another share of errors or of checks: what was counted counts on, and what is said here of checks that are under way is said to it.</summary>
    public SemanticRoute With(SemanticOptions other)
    {
        lock (_gate)
        {
            var made = new SemanticRoute(name, other, time, this);
            made.Proof.GoOnFrom(Proof);
            return _next = made;
        }
    }

    /// <summary>A hit would have been: it takes its place among the checks, and whoever begins it says what came of it by <see cref="Say"/>.</summary>
    public OpenCheck Begin(double similarity, int epoch)
    {
        var check = new OpenCheck(similarity, epoch);
        lock (_gate)
        {
            _line.Add(check);
        }

        return check;
    }

    /// <summary>
    /// What is known of a check. A false one counts at once; a right one when something is known of all that were begun before it. So what is counted is never better than the checks in the order in which they
    /// came, and that is the order in which the bound holds at every moment.
    /// </summary>
    public ProofChange Say(OpenCheck check, CheckWord word)
    {
        lock (_gate)
        {
            var now = this;
            while (now._next is { } next)
            {
                now = next;
            }

            return now.Say_NeedsLock(check, word);
        }
    }

    /// <summary>Takes a check that is decided as soon as it is begun.</summary>
    public ProofChange Check(double similarity, bool wrong, int epoch) => Say(Begin(similarity, epoch), wrong ? CheckWord.Wrong : CheckWord.Right);

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

    /// <summary>Takes what the store has of all replicas, and what it does not have yet besides.</summary>
    public ProofChange Learn(IReadOnlyList<SemanticCount> stored)
    {
        lock (_gate)
        {
            var all = stored.Concat(_pending.Select(one => new SemanticCount(name, Terms, one.Key.Epoch, one.Key.Kind, one.Key.Band, one.Value.Total, one.Value.Part))).ToLookup(count => count.Kind);
            var epoch = all[SemanticCountKind.Check].Select(count => count.Epoch).DefaultIfEmpty(0).Max();
            var checks = all[SemanticCountKind.Check].Where(count => count.Epoch == epoch).ToArray();
            var doubts = all[SemanticCountKind.Doubt].Where(count => count.Epoch == epoch);
            var before = Proof.Epoch;
            var change = Proof.Learn(epoch, Sum(checks, SimilarityBands.Count, count => count.Total), Sum(checks, SimilarityBands.Count, count => count.Part), Sum(doubts, SimilarityBands.Count, count => count.Total));
            if (change == ProofChange.BeganAnew)
            {
                Tell_NeedsLock();
            }

            Noise.Replace(Sum(all[SemanticCountKind.Noise], SelfNoise.Bands, count => count.Total), all[SemanticCountKind.Noise].Sum(count => count.Part));
            Volatile.Write(ref _looked, all[SemanticCountKind.Look].Sum(count => count.Total));
            Volatile.Write(ref _hits, all[SemanticCountKind.Look].Sum(count => count.Part));
            Volatile.Write(ref _similar, all[SemanticCountKind.Similar].Sum(count => count.Total));
            Volatile.Write(ref _guarded, all[SemanticCountKind.Similar].Sum(count => count.Part));
            _known = true;
            return before != Proof.Epoch ? ProofChange.BeganAnew : change;
        }
    }

    private ProofChange Say_NeedsLock(OpenCheck check, CheckWord word)
    {
        var (was, epoch) = (IsOpen, Proof.Epoch);
        check.Word = word;
        if (check.Epoch == epoch && word == CheckWord.Doubtful && !check.WasDoubted)
        {
            check.WasDoubted = true;
            Proof.Doubt(check.Similarity, epoch);
            Count(epoch, SemanticCountKind.Doubt, SimilarityBands.Of(check.Similarity), 1, 0);
        }

        if (word == CheckWord.Wrong)
        {
            Settle_NeedsLock(check);
        }

        for (var at = 0; at < _line.Count && _line[at].Word != CheckWord.None;)
        {
            if (_line[at].Word == CheckWord.Right)
            {
                Settle_NeedsLock(_line[at]);
            }
            else
            {
                at++;
            }
        }

        return check.Epoch != epoch ? ProofChange.TooLate : Proof.Epoch != epoch ? ProofChange.BeganAnew : (was, IsOpen) switch
        {
            (false, true) => ProofChange.Opened,
            (true, false) => ProofChange.Closed,
            _ => ProofChange.None,
        };
    }

    private void Settle_NeedsLock(OpenCheck check)
    {
        _line.Remove(check);
        var (band, wrong) = (SimilarityBands.Of(check.Similarity), check.Word == CheckWord.Wrong);
        var change = Proof.Take(check.Similarity, wrong, check.Epoch, check.WasDoubted);
        if (change == ProofChange.TooLate)
        {
            return;
        }

        if (check.WasDoubted)
        {
            Count(check.Epoch, SemanticCountKind.Doubt, band, -1, 0);
        }

        Count(check.Epoch, SemanticCountKind.Check, band, 1, wrong ? 1 : 0);
        if (change == ProofChange.BeganAnew)
        {
            Tell_NeedsLock();
        }
    }

    /// <summary>The store and the other replicas learn that there is another beginning.</summary>
    private void Tell_NeedsLock() => Count(Proof.Epoch, SemanticCountKind.Check, 0, 0, 0);

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
