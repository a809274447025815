using Bascule.Engine.Limits.Budgets.Leasing;

namespace Bascule.Engine.Tests.Limits.Budgets.Leasing;

/// <summary>The books as they are meant, in one process: what the scripts in Redis are held against, and what replicas are driven with where every interleaving counts.</summary>
internal sealed class BankModel(TellerTimes times, TimeProvider time) : IBank
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ModelPot> _pots = [];
    private readonly Dictionary<string, (string Now, string? Before)> _seats = [];
    private readonly Dictionary<string, (long Number, Answer Answer)> _last = [];
    private readonly Dictionary<string, long> _alive = [];
    private readonly Dictionary<string, long> _wants = [];
    private readonly HashSet<string> _missing = [];
    private (string Name, bool Seeded, long From, long By)? _books;
    private bool _isLifting;

    /// <summary>Is told the seat, the pot and how much of it that a replica held is let go of when it is buried.</summary>
    public Action<string, string, long> LetGo { get; set; } = static (_, _, _) => { };

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public void FlushAll()
    {
        lock (_gate)
        {
            Empty_NeedsLock();
        }
    }

    public ValueTask<Opening?> OpenAsync(string replica, string seat, string books) => Do<Opening?>(() =>
    {
        if (_books is null)
        {
            _alive.Clear();
            _missing.Clear();
            _pots.Clear();
            _isLifting = false;
            _books = (books, false, Now + (long)times.Grace.TotalMilliseconds, Now + (long)times.Silence.TotalMilliseconds);
        }

        var (now, before) = _seats.GetValueOrDefault(seat);
        before = now == replica ? before : now;
        _seats[seat] = (replica, before);
        return new Opening(_books.Value.Name, _books.Value.Seeded, before);
    });

    public ValueTask<bool?> BringAsync(string books, string replica, IReadOnlyList<PotEntry> entries, long after) => Do<bool?>(() =>
    {
        if (_books?.Name != books || (after < 0 && _books.Value.Seeded) || (after > 0 && _alive.Values.Any(spoke => spoke <= after)))
        {
            return false;
        }

        foreach (var entry in entries)
        {
            var pot = Of(entry.Key);
            if (_isLifting)
            {
                pot.Spent = Math.Max(pot.Spent, entry.Spent + entry.Untold);
            }
            else
            {
                var brought = pot.Brought.GetValueOrDefault(replica);
                pot.Spent += Math.Max(0, entry.Spent - pot.Known) + Math.Max(0, entry.Untold - brought);
                (pot.Known, pot.Brought[replica]) = (Math.Max(pot.Known, entry.Spent), Math.Max(brought, entry.Untold));
            }

            if (entry.Lease >= 0)
            {
                pot.Leases[replica] = (entry.Lease, entry.Use);
            }
        }

        return true;
    });

    public ValueTask<bool> EnterAsync(string books, string replica, string seat, IReadOnlyList<string> expected) => Do(() =>
    {
        if (_books?.Name != books)
        {
            return false;
        }

        var here = _alive.Keys.Select(Teller.SeatOf).Append(seat).ToHashSet();
        _alive[replica] = Now;
        _missing.UnionWith(expected.Where(other => !here.Contains(other)));
        _missing.Remove(seat);
        return true;
    });

    public ValueTask<Answer?> SayAsync(Sentence sentence) => Do<Answer?>(() =>
    {
        if (_books?.Name != sentence.Books)
        {
            return Answer.Not(Hearing.OtherBooks);
        }

        if (_last.TryGetValue(sentence.Replica, out var last) && last.Number == sentence.Number)
        {
            return last.Answer;
        }

        if (!_alive.ContainsKey(sentence.Replica))
        {
            return Answer.Not(Hearing.Buried);
        }

        var answer = Hear(sentence, _books.Value);
        _last[sentence.Replica] = (sentence.Number, answer);
        return answer;
    });

    public ValueTask<long?> BuryAsync(string replica, string seat, TimeSpan silent, bool whole) => Do<long?>(() =>
    {
        if (_alive.TryGetValue(replica, out var spoke) && Now - spoke < silent.TotalMilliseconds)
        {
            return -1;
        }

        _alive.Remove(replica);
        foreach (var (key, pot) in _pots)
        {
            if (pot.Leases.Remove(replica, out var lease))
            {
                var booked = Math.Max(0, whole ? lease.Held : Math.Min(lease.Held, lease.Use));
                pot.Graves[seat] = pot.Graves.GetValueOrDefault(seat) + booked;
                LetGo(seat, key, lease.Held - booked);
            }
        }

        return 0;
    });

    public ValueTask<bool> AbsolveAsync(string seat, string replica) => Do(() =>
    {
        if (!_alive.ContainsKey(replica))
        {
            return false;
        }

        foreach (var pot in _pots.Values)
        {
            pot.Graves.Remove(seat);
        }

        return true;
    });

    public ValueTask<bool> SeededAsync(string books) => Do(() =>
    {
        if (_books is not { } now || now.Name != books)
        {
            return false;
        }

        _books = now with { Seeded = true };
        return true;
    });

    public ValueTask<bool> TryLockAsync(string books, bool seeds, string replica, TimeSpan time) => Do(() =>
    {
        if (_books?.Name != books)
        {
            return false;
        }

        _isLifting |= seeds;
        return true;
    });

    public ValueTask<IReadOnlyList<PotFigures>?> ReadAsync(IReadOnlyList<string> pots, string replica) =>
        Do<IReadOnlyList<PotFigures>?>(() => [.. pots.Select(pot => Of(pot).For(replica))]);

    private void Empty_NeedsLock()
    {
        _pots.Clear();
        _seats.Clear();
        _last.Clear();
        _alive.Clear();
        _wants.Clear();
        _missing.Clear();
        _books = null;
    }

    private ValueTask<T> Do<T>(Func<T> step)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(step());
        }
    }

    private ModelPot Of(string key) => _pots.TryGetValue(key, out var pot) ? pot : _pots[key] = new ModelPot();

    private Answer Hear(Sentence sentence, (string Name, bool Seeded, long From, long By) books)
    {
        var me = sentence.Replica;
        _alive[me] = Now;
        var complete = Now >= books.From && (Now >= books.By || _missing.Count == 0);
        var open = complete && books.Seeded;
        var present = _alive.Count(one => Now - one.Value <= times.Beat.TotalMilliseconds * 10);
        var alive = _alive.Where(one => Now - one.Value <= times.Silence.TotalMilliseconds).Select(one => one.Key).Order(StringComparer.Ordinal).ToArray();
        foreach (var (key, at) in _wants)
        {
            if (Now - at >= times.Want.TotalMilliseconds)
            {
                _wants.Remove(key);
            }
        }

        var refills = sentence.Pots.Select(line => line.Refill).ToArray();
        foreach (var line in sentence.Pots)
        {
            var pot = Of(line.Key);
            pot.Spent = Math.Max(pot.Spent, line.Known) + line.Spent;
            var held = pot.Leases.GetValueOrDefault(me).Held;
            pot.Leases[me] = (held - Math.Min(held, line.Spent + line.Give), line.Use);
        }

        var grants = sentence.Takes.Select(take => Grant(sentence, take, open, refills)).ToArray();
        for (var i = 0; i < refills.Length; i++)
        {
            var (line, pot) = (sentence.Pots[i], Of(sentence.Pots[i].Key));
            if (open && refills[i] && !_wants.ContainsKey(line.Key))
            {
                var share = Math.Max(0, line.Budget - pot.Spent - pot.Dead - pot.InUse) / (2 * Math.Max(1, present));
                var (held, use) = pot.Leases[me];
                pot.Leases[me] = (held + Math.Max(0, Math.Min(share - (held - use), pot.FreeOf(line.Budget))), use);
            }
        }

        var dead = _alive.Where(one => Now - one.Value >= times.Mourning.TotalMilliseconds).Select(one => one.Key).ToArray();
        return new Answer(Hearing.Heard, complete, books.Seeded, Now, alive, present, [.. _wants.Keys], dead, [.. sentence.Pots.Select(line => Of(line.Key).For(me))], grants);
    }

    private long Grant(Sentence sentence, TakeLine take, bool open, bool[] refills)
    {
        var grant = open ? take.Most : -1;
        foreach (var (place, have) in take.Shares)
        {
            var line = sentence.Pots[place];
            var reach = Math.Max(0, Of(line.Key).FreeOf(line.Budget)) + have;
            grant = Math.Min(grant, reach);
            if (open && reach < take.Least)
            {
                _wants[line.Key] = Now;
                refills[place] = false;
            }
        }

        if (grant < take.Least)
        {
            return -1;
        }

        foreach (var (place, have) in take.Shares)
        {
            var pot = Of(sentence.Pots[place].Key);
            var (held, use) = pot.Leases[sentence.Replica];
            pot.Leases[sentence.Replica] = (held + Math.Max(0, grant - have), use);
        }

        return grant;
    }

    private sealed class ModelPot
    {
        public long Spent { get; set; }

        /// <summary>The most that anybody knew of earlier books.</summary>
        public long Known { get; set; }

        public Dictionary<string, (long Held, long Use)> Leases { get; } = [];

        public Dictionary<string, long> Graves { get; } = [];

        public Dictionary<string, long> Brought { get; } = [];

        public long Dead => Graves.Values.Sum();

        public long InUse => Leases.Values.Sum(lease => lease.Use);

        public long FreeOf(long budget) => For("").FreeOf(budget);

        public PotFigures For(string replica) => new(Spent, Dead, Leases.Values.Sum(lease => lease.Held), InUse, Leases.GetValueOrDefault(replica).Held);
    }
}
