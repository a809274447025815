using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching;

/// <summary>What was forgotten lately. An answer whose question came before that is not kept after it: it was under way, or waited to be written, when its words were erased.</summary>
internal sealed class ForgottenWords(TimeProvider time)
{
    /// <summary>Known one by one. Past it, nothing is kept whose question came before the oldest of them was noted: who came then is answered soon, and erasures are rare.</summary>
    private const int Most = 256;

    private readonly Lock _gate = new();    // held for a walk through a few hundred at most
    private readonly Queue<Forgotten> _noted = new();
    private long _before;
    private long _latest;

    /// <summary>Words are forgotten from now on.</summary>
    public void Note(Erasure what) => Note(what, null);

    /// <summary>A route's answers, or all, are forgotten from now on.</summary>
    public void NoteRoute(string? route) => Note(null, route);

    /// <summary>Whether an answer's words were forgotten after its question came.</summary>
    public bool Covers(WordOwner owner, string route, DateTimeOffset since)
    {
        if (since.UtcTicks > Volatile.Read(ref _latest))
        {
            return false;    // as nearly always
        }

        lock (_gate)
        {
            if (since.UtcTicks < _before)
            {
                return true;
            }

            foreach (var (words, of, at) in _noted)
            {
                if (since.UtcTicks < at && (words is null ? of is null || of == route : words.Covers(owner)))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private void Note(Erasure? words, string? route)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow().UtcTicks;
            if (_noted.Count == Most)
            {
                _before = _noted.Dequeue().At;
            }

            _noted.Enqueue(new Forgotten(words, route, now));
            Volatile.Write(ref _latest, now);
        }
    }

    /// <param name="Words">Null: a route's answers.</param>
    /// <param name="Route">Null besides: all.</param>
    private readonly record struct Forgotten(Erasure? Words, string? Route, long At);
}
