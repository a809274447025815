namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>
/// What one replica holds of one pot. Settled but untold, under way and given back never exceed what is booked for it, unless an attempt cost more than its worst case. Arithmetic alone: whoever
/// calls holds the gate of the spending it belongs to.
/// </summary>
internal sealed class Lease(Pot pot, DateTimeOffset end, Lock gate)
{
    private PotFigures _books;    // as of the last answer
    private long _booked;    // what of them is this replica's
    private long _reserved;    // worst cases under way, and what is held for those who wait for more
    private long _untold;    // settled since the last sentence
    private long _saying;    // settled, in the sentence under way
    private long _giving;    // given back in it
    private long _using;    // under way, as it was told last
    private long _sure;    // spent by all, as books had it that everybody had come into
    private long _unsure;    // settled since, and told to books that not everybody had come into: if they are lost, nobody else knows of it

    /// <summary>Its name in the books.</summary>
    public string Key { get; } = pot.ToString();

    public Pot Pot => pot;

    /// <summary>When the books forget it.</summary>
    public DateTimeOffset End => end;

    public Lock Gate => gate;

    /// <summary>What may be spent, as it was last reserved under; 0: nothing bounds it.</summary>
    public long Budget { get; set; }

    /// <summary>When it was last reserved from, in clock ticks.</summary>
    public long Used { get; set; }

    /// <summary>It stands in the till's queue already.</summary>
    public bool IsQueued { get; set; }

    /// <summary>What is free of it is to go back.</summary>
    public bool IsReturned { get; set; }

    /// <summary>It is to be filled up.</summary>
    public bool IsWished { get; set; }

    /// <summary>What is reserved of it now.</summary>
    public long Reserved => _reserved;

    /// <summary>What is spent by all, as far as this replica knows.</summary>
    public long Spent => Sum(_books.Spent, _untold + _saying);

    /// <summary>What is reserved by all, as far as this replica knows; that of the dead with it.</summary>
    public long ReservedByAll => _books.OfDead + Math.Max(0, _books.InUse - _using) + _reserved;

    /// <summary>What may still be reserved of it without asking; below 0: more is under way than is booked.</summary>
    public long Free => _booked - _reserved - _untold - _saying - _giving;

    /// <summary>Somebody has to be told of it.</summary>
    public bool IsDirty => _untold != 0 || _unsure != 0 || (Budget > 0 && _reserved != _using);

    /// <summary>Nothing of it is booked or under way.</summary>
    public bool IsEmpty => _booked == 0 && _reserved == 0 && _untold == 0 && _saying == 0 && _giving == 0 && _unsure == 0;

    /// <summary>It runs low: less than half of its share is free.</summary>
    public bool IsLow(int replicas) => Free < ShareOf(Left(Budget), replicas) / 2;

    /// <summary>What one replica holds ahead of what nobody has spent or reserved: half of it is divided.</summary>
    public static long ShareOf(long left, int replicas) => Math.Max(0, left) / (2 * Math.Max(1, replicas));

    /// <summary>What may be reserved under this budget now, which may be less than when it was leased.</summary>
    public long Rest(long budget) => Math.Min(Free, budget - Spent - _reserved);

    /// <summary>What a new request could still have if nobody held any of it ahead.</summary>
    public long Left(long budget) => budget - Spent - ReservedByAll;

    /// <summary>What it could have at once: what nobody holds, and what this replica does.</summary>
    public long Reach(long budget) => _books.FreeOf(budget) + Free;

    /// <summary>Adds to what is reserved; it may be negative.</summary>
    public void Reserve(long nano) => _reserved = Sum(_reserved, nano);

    /// <summary>Adds what was spent.</summary>
    public void Settle(long nano) => _untold = Sum(_untold, nano);

    /// <summary>What the next sentence says of it.</summary>
    public PotLine Say()
    {
        (_saying, _untold) = (_untold, 0);
        _giving = IsReturned ? Math.Max(0, Free) : 0;
        _using = _reserved;
        var refill = IsWished && !IsReturned && Budget > 0;
        IsWished = IsReturned = false;
        return new PotLine(Key, _saying, _reserved, _giving, Budget, _books.Spent, refill, end);
    }

    /// <summary>The sentence was heard, and this is how the books have it now.</summary>
    /// <param name="kept">What of it is granted to those who wait, and nobody else's.</param>
    /// <param name="sure">Everybody has come into these books, with what he knew.</param>
    public void Heard(in PotFigures books, long kept, bool sure = true)
    {
        (_sure, _unsure) = sure ? (books.Spent, 0) : (_sure, Sum(_unsure, _saying));
        (_books, _booked, _saying, _giving) = (books with { Spent = Math.Max(books.Spent, Sum(_sure, _unsure)) }, books.Mine, 0, 0);
        Reserve(kept);
    }

    /// <summary>The sentence was not heard, and will not be.</summary>
    public void Unheard() => (_untold, _saying, _giving) = (Sum(_untold, _saying), 0, 0);

    /// <summary>How the books have it, as somebody who only wanted to know was told.</summary>
    public void Look(in PotFigures books) => _books = books with { Spent = Math.Max(books.Spent, _books.Spent) };

    /// <summary>Writes down in books that do not know this replica what it has under way.</summary>
    /// <param name="sameBooks">They have heard all that was said, and hear the rest in sentences. Else what is untold goes with it, as a sum over all tries: it may be repeated until all is written down.</param>
    /// <param name="keeps">What it holds ahead is still its own, but for what it was giving back, which the old books may have leased to another. Else that is no longer.</param>
    public PotEntry Bring(bool sameBooks, bool keeps)
    {
        var kept = keeps ? _booked - _giving : 0;
        Unheard();
        _using = _reserved;
        _booked = Math.Max(kept, Math.Max(0, Sum(_reserved, _untold)));
        return sameBooks ? new PotEntry(Key, 0, _booked, _reserved, 0, end) : new PotEntry(Key, _sure, Math.Max(0, _booked - _untold), _reserved, Sum(_unsure, _untold), end);
    }

    /// <summary>It is written down.</summary>
    public void Brought(in PotEntry entry)
    {
        var told = Math.Max(0, entry.Untold - _unsure);
        (_untold, _booked, _unsure) = (_untold - told, _booked - told, _unsure + told);
        _books = _books with { Spent = Math.Max(_books.Spent, Sum(_sure, _unsure)), OfDead = 0, Leased = entry.Lease, InUse = entry.Use };
    }

    /// <summary>A sum past what a number holds stays there: money may not turn negative.</summary>
    private static long Sum(long one, long other) => one > 0 && other > long.MaxValue - one ? long.MaxValue : one + other;
}
