namespace Bascule.Engine.Caching.Semantic.Proof;

/// <summary>
/// What the checks of one route say: whether similar questions may be answered from memory. Gathering until the bound holds; open while it does; from the beginning again once hits have become worse. Each replica
/// holds the sum of all replicas' checks; what is lost with one that dies is a few checks, never a state that is more than was seen.
/// </summary>
/// <param name="share">The most false hits that the operator allows.</param>
public sealed class HitProof(double share)
{
    private readonly Lock _gate = new();    // held for arithmetic
    private readonly long[] _checks = new long[SimilarityBands.Count];
    private readonly long[] _wrong = new long[SimilarityBands.Count];
    private DriftAlarm _alarm;
    private volatile bool _open;
    private readonly int _first;

    /// <summary>The most false hits that the operator allows.</summary>
    public double Share => share;

    /// <summary>How often it has begun: 0 the first time.</summary>
    public int Epoch { get; private set; }

    /// <summary>Similar questions may be answered from memory.</summary>
    public bool IsOpen => _open;

    /// <summary>From which similarity on hits count; below it checks make the curve alone.</summary>
    public double MinSimilarity
    {
        get => SimilarityBands.From(_first);
        init => _first = SimilarityBands.FirstAt(value);
    }

    /// <summary>Takes one check.</summary>
    /// <param name="epoch">The beginning during which it was begun: one of before says nothing of now.</param>
    /// <returns>What it changed.</returns>
    public ProofChange Take(double similarity, bool wrong, int epoch)
    {
        lock (_gate)
        {
            if (epoch != Epoch)
            {
                return ProofChange.TooLate;
            }

            Add(SimilarityBands.Of(similarity), 1, wrong ? 1 : 0);
            if (similarity < MinSimilarity - 1e-6)
            {
                return ProofChange.None;
            }

            var was = _open;
            if (was && _alarm.Take(wrong, share))
            {
                BeginAt_NeedsLock(Epoch + 1);
                return ProofChange.BeganAnew;
            }

            Judge_NeedsLock();
            return (was, _open) switch
            {
                (false, true) => ProofChange.Opened,
                (true, false) => ProofChange.Closed,
                _ => ProofChange.None,
            };
        }
    }

    /// <summary>Takes what the store and other replicas know: of a later beginning all of it, of this one what is given in place of what is here.</summary>
    public void Learn(int epoch, ReadOnlySpan<long> checks, ReadOnlySpan<long> wrong)
    {
        lock (_gate)
        {
            if (epoch < Epoch)
            {
                return;
            }

            if (epoch > Epoch)
            {
                BeginAt_NeedsLock(epoch);
            }

            checks.CopyTo(_checks);
            wrong.CopyTo(_wrong);
            Judge_NeedsLock();
        }
    }

    /// <summary>What people read: <c>open</c>, or <c>gathering 212 of 388</c>. Much cheaper than all that is known.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                var (checks, wrong) = (Sum(_checks, _first), Sum(_wrong, _first));
                return _open ? "open" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"gathering {checks} of {FalseHitBound.ChecksNeeded(checks, wrong, share, Confidence.Of(Epoch))}");
            }
        }
    }

    /// <summary>All that is known now.</summary>
    public ProofState State()
    {
        lock (_gate)
        {
            var (checks, wrong, alpha) = (Sum(_checks, _first), Sum(_wrong, _first), Confidence.Of(Epoch));
            var curve = new List<CurvePoint>();
            for (var band = 0; band < SimilarityBands.Count; band++)
            {
                var (at, bad) = (Sum(_checks, band), Sum(_wrong, band));
                curve.Add(new CurvePoint(SimilarityBands.From(band), at, bad, FalseHitBound.Upper(at, bad, alpha)));
            }

            return new ProofState(_open, Epoch, checks, wrong, FalseHitBound.ChecksNeeded(checks, wrong, share, alpha), FalseHitBound.Upper(checks, wrong, alpha), share, MinSimilarity, curve);
        }
    }

    private void Add(int band, long checks, long wrong)
    {
        _checks[band] += checks;
        _wrong[band] += wrong;
    }

    private void BeginAt_NeedsLock(int epoch)
    {
        Epoch = epoch;
        Array.Clear(_checks);
        Array.Clear(_wrong);
        _alarm = default;
        _open = false;
    }

    private void Judge_NeedsLock() => _open = FalseHitBound.Holds(Sum(_checks, _first), Sum(_wrong, _first), share, Confidence.Of(Epoch));

    private static long Sum(long[] bands, int from)
    {
        long sum = 0;
        foreach (var band in bands.AsSpan(from))
        {
            sum += band;
        }

        return sum;
    }
}
