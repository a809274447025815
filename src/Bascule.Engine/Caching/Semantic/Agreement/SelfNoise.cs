namespace Bascule.Engine.Caching.Semantic.Agreement;

/// <summary>
/// How far two answers to one and the same question differ on a route. It says from which overlap of words on two answers say the same, and which differences a model has with itself.
/// </summary>
public sealed class SelfNoise
{
    /// <summary>Overlaps in steps of a twentieth.</summary>
    public const int Bands = 21;

    /// <summary>Pairs before which the usual threshold counts.</summary>
    public const int Enough = 20;

    /// <summary>Until the route's own is known: strict, since what is too strict only keeps the cache closed longer.</summary>
    public const double Usual = 0.8;

    /// <summary>Below it words tell nothing: a route whose answers to one question overlap less cannot be judged by them.</summary>
    public const double Least = 0.6;

    /// <summary>Of ten pairs, nine are at or above the threshold.</summary>
    private const double Below = 0.1;

    private readonly Lock _gate = new();    // held for arithmetic
    private readonly long[] _scores = new long[Bands];
    private long _pairs;
    private long _differed;
    private double _threshold = Usual;

    /// <summary>From which overlap of words on two answers say the same.</summary>
    public double Threshold => Volatile.Read(ref _threshold);

    /// <summary>Whether one more pair is wanted for the threshold.</summary>
    public bool WantsMore => Volatile.Read(ref _pairs) < Enough;

    public static int BandOf(double score) => Math.Clamp((int)(score * (Bands - 1)), 0, Bands - 1);

    /// <summary>Takes what two answers to one question had in common.</summary>
    public void Take(double score, bool same) => Learn(BandOf(score), 1, same ? 0 : 1);

    /// <summary>Takes what others have seen.</summary>
    public void Learn(int band, long pairs, long differed)
    {
        lock (_gate)
        {
            _scores[band] += pairs;
            _differed += differed;
            Volatile.Write(ref _pairs, _pairs + pairs);
            Volatile.Write(ref _threshold, Calibrate_NeedsLock());
        }
    }

    /// <summary>Puts what all replicas have seen in the place of what is known.</summary>
    public void Replace(ReadOnlySpan<long> pairs, long differed)
    {
        lock (_gate)
        {
            pairs.CopyTo(_scores);
            _differed = differed;
            Volatile.Write(ref _pairs, _scores.Sum());
            Volatile.Write(ref _threshold, Calibrate_NeedsLock());
        }
    }

    /// <summary>Pairs of answers to one question, and those that did not agree.</summary>
    public (long Pairs, long Differed) Seen()
    {
        lock (_gate)
        {
            return (_pairs, _differed);
        }
    }

    private double Calibrate_NeedsLock()
    {
        if (_pairs < Enough)
        {
            return Usual;
        }

        var rest = (long)(_pairs * Below);
        var band = 0;
        while (band < Bands - 1 && (rest -= _scores[band]) >= 0)
        {
            band++;
        }

        return Math.Clamp(band / (double)(Bands - 1), Least, 0.95);
    }
}
