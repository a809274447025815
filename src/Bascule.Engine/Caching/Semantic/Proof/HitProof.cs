namespace Bascule.Engine.Caching.Semantic.Proof;

/// <summary>
/// What the checks of one route say: whether similar questions may be answered from memory. Gathering until the bound holds; open while it does; from the beginning again once hits have become worse. Each replica
/// holds the sum of all replicas' checks. A check that looks false counts as false at once, and is forgiven only when it is known that the model differs as much from itself.
/// </summary>
/// <param name="share">The most false hits that the operator allows.</param>
public sealed class HitProof(double share)
{
    private readonly Lock _gate = new();    // held for arithmetic
    private readonly long[] _checks = new long[SimilarityBands.Count];
    private readonly long[] _wrong = new long[SimilarityBands.Count];
    private readonly long[] _doubts = new long[SimilarityBands.Count];
    private readonly int _first;
    private DriftAlarm _alarm;
    private int _own;
    private bool _stands;
    private volatile bool _open;

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

    /// <summary>Begins where the proof under another share stands. It is open where this one's bound holds; what the alarm has heard says nothing under another share.</summary>
    public void GoOnFrom(HitProof before)
    {
        lock (before._gate)
        {
            Epoch = before.Epoch;
            before._checks.CopyTo(_checks, 0);
            before._wrong.CopyTo(_wrong, 0);
            before._doubts.CopyTo(_doubts, 0);
            (_own, _alarm) = (before._own, before.Share == share ? before._alarm : default);
            Judge_NeedsLock(was: false);    // nobody else knows it yet
        }
    }

    /// <summary>Takes one check that is decided.</summary>
    /// <param name="epoch">The beginning during which it was begun: one of before says nothing of now.</param>
    /// <param name="doubted">It was taken by <see cref="Doubt"/> before.</param>
    /// <returns>What it changed.</returns>
    public ProofChange Take(double similarity, bool wrong, int epoch, bool doubted = false)
    {
        lock (_gate)
        {
            if (epoch != Epoch)
            {
                return ProofChange.TooLate;
            }

            var (was, band, counts) = (_open, SimilarityBands.Of(similarity), Counts(similarity));
            if (doubted)
            {
                _doubts[band]--;
                _own -= counts ? 1 : 0;
            }

            _checks[band]++;
            _wrong[band] += wrong ? 1 : 0;
            if (counts && _stands && _alarm.Take(wrong, share))
            {
                BeginAt_NeedsLock(Epoch + 1);
                return ProofChange.BeganAnew;
            }

            return Judge_NeedsLock(was);
        }
    }

    /// <summary>A check looks false: until it is decided it counts as that.</summary>
    public ProofChange Doubt(double similarity, int epoch)
    {
        lock (_gate)
        {
            if (epoch != Epoch)
            {
                return ProofChange.TooLate;
            }

            _doubts[SimilarityBands.Of(similarity)]++;
            _own += Counts(similarity) ? 1 : 0;
            return Judge_NeedsLock(_open);
        }
    }

    /// <summary>Takes what the store and other replicas know: of a later beginning all of it, of this one what is given in place of what is here. What others have seen meanwhile may be cause to begin anew.</summary>
    /// <param name="doubts">Checks that count as false until they are decided, this replica's among them.</param>
    public ProofChange Learn(int epoch, ReadOnlySpan<long> checks, ReadOnlySpan<long> wrong, ReadOnlySpan<long> doubts = default)
    {
        lock (_gate)
        {
            if (epoch < Epoch)
            {
                return ProofChange.TooLate;
            }

            if (epoch > Epoch)
            {
                BeginAt_NeedsLock(epoch);
            }

            var (was, more, worse) = (_open, Sum(checks, _first) - Sum(_checks, _first), Sum(wrong, _first) - Sum(_wrong, _first));
            if (_stands && worse > 0 && more >= worse && _alarm.Take(more, worse, share))
            {
                BeginAt_NeedsLock(Epoch + 1);
                return ProofChange.BeganAnew;
            }

            if (_stands && worse == 0 && more > 0)
            {
                _alarm.Take(more, 0, share);
            }

            checks.CopyTo(_checks);
            wrong.CopyTo(_wrong);
            Array.Clear(_doubts);
            doubts.CopyTo(_doubts);
            return Judge_NeedsLock(was);
        }
    }

    /// <summary>What people read: <c>open</c>, or <c>gathering 212 of 388</c>. Much cheaper than all that is known.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                var (checks, wrong) = All_NeedsLock(_first);
                return _open ? "open" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"gathering {checks} of {FalseHitBound.ChecksNeeded(checks, wrong, share, Confidence.Of(Epoch))}");
            }
        }
    }

    /// <summary>All that is known now.</summary>
    public ProofState State()
    {
        lock (_gate)
        {
            var ((checks, wrong), alpha) = (All_NeedsLock(_first), Confidence.Of(Epoch));
            var curve = new List<CurvePoint>();
            for (var band = 0; band < SimilarityBands.Count; band++)
            {
                var (at, bad) = All_NeedsLock(band);
                curve.Add(new CurvePoint(SimilarityBands.From(band), at, bad, FalseHitBound.Upper(at, bad, alpha)));
            }

            return new ProofState(_open, Epoch, checks, wrong, FalseHitBound.ChecksNeeded(checks, wrong, share, alpha), FalseHitBound.Upper(checks, wrong, alpha), share, MinSimilarity, curve);
        }
    }

    private bool Counts(double similarity) => similarity >= MinSimilarity - 1e-6;

    private void BeginAt_NeedsLock(int epoch)
    {
        Epoch = epoch;
        Array.Clear(_checks);
        Array.Clear(_wrong);
        Array.Clear(_doubts);
        (_alarm, _own, _stands, _open) = (default, 0, false, false);
    }

    /// <summary>It stands by what is decided; it is open as long as it would if all that is in doubt were false.</summary>
    private ProofChange Judge_NeedsLock(bool was)
    {
        var alpha = Confidence.Of(Epoch);
        var (all, bad) = All_NeedsLock(_first);
        _stands = FalseHitBound.Holds(Sum(_checks, _first), Sum(_wrong, _first), share, alpha);
        _open = _stands && (bad == Sum(_wrong, _first) || FalseHitBound.Holds(all, bad, share, alpha)) && !_alarm.WouldRing(_own, share);
        return (was, _open) switch
        {
            (false, true) => ProofChange.Opened,
            (true, false) => ProofChange.Closed,
            _ => ProofChange.None,
        };
    }

    private (long Checks, long Wrong) All_NeedsLock(int from)
    {
        var doubts = Math.Max(0, Sum(_doubts, from));
        return (Sum(_checks, from) + doubts, Sum(_wrong, from) + doubts);
    }

    private static long Sum(ReadOnlySpan<long> bands, int from)
    {
        long sum = 0;
        foreach (var band in bands[from..])
        {
            sum += band;
        }

        return sum;
    }
}
