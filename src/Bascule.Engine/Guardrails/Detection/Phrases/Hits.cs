namespace Bascule.Engine.Guardrails.Detection.Phrases;

/// <summary>Patterns seen in one text. Those of a kind that stand near each other and weigh enough together become findings.</summary>
internal ref struct Hits(Span<Hit> hits)
{
    // A text with more is judged in parts; what is in one part has been weighed.
    public const int Max = 64;

    // A phrase belongs to another within a few paragraphs.
    private const int Near = 1500;

    private readonly Span<Hit> _hits = hits;
    private int _count;

    public void Add(Hunt hunt, Hit hit)
    {
        if (_count == Max)
        {
            Settle(hunt);
        }

        _hits[_count++] = hit;
    }

    /// <summary>Weighs what was seen and begins anew.</summary>
    public void Settle(Hunt hunt)
    {
        var seen = _hits[.._count];
        _count = 0;
        for (var i = 0; i < seen.Length; i++)
        {
            if (hunt.Wants(seen[i].Kind) && Weigh(seen, i) >= Patterns.Threshold)
            {
                hunt.Add(seen[i].Kind, seen[i].Start, seen[i].End);
            }
        }
    }

    // The same pattern said twice says no more.
    private static int Weigh(ReadOnlySpan<Hit> seen, int at)
    {
        var weight = 0;
        UInt128 counted = 0;
        foreach (var other in seen)
        {
            var bit = (UInt128)1 << other.Pattern;
            if (other.Kind == seen[at].Kind && Math.Abs(other.Start - seen[at].Start) <= Near && (counted & bit) == 0)
            {
                counted |= bit;
                weight += other.Weight;
            }
        }

        return weight;
    }
}
