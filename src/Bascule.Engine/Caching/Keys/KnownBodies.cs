using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching.Keys;

/// <summary>
/// The first level: bytes that came before are not decoded again. A table of fixed size in which each body has one place, so that it needs no links and no clock: whoever
/// comes later takes the place.
/// </summary>
internal sealed class KnownBodies
{
    /// <summary>Bodies remembered: past it some are decoded again. 65,536 take 5 MiB, made at the first use.</summary>
    private const int Places = 1 << 16;

    private const int Gates = 64;

    private readonly Lock[] _gates = [.. Enumerable.Range(0, Gates).Select(static _ => new Lock())];    // each held for one copy
    private readonly Lazy<Place[]> _places = new(static () => new Place[Places]);

    public bool TryFind(in Digest body, out CanonicalRequest known)
    {
        var at = (int)(body.A % Places);
        lock (_gates[at % Gates])
        {
            ref readonly var place = ref _places.Value[at];
            known = place.Known;
            return place.Body == body;
        }
    }

    public void Remember(in Digest body, in CanonicalRequest known)
    {
        var at = (int)(body.A % Places);
        lock (_gates[at % Gates])
        {
            _places.Value[at] = new Place(body, known);
        }
    }

    private readonly record struct Place(Digest Body, CanonicalRequest Known);
}
