using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Bascule.Engine.Conversation;
using Bascule.Engine.Limits.Budgets.Leasing;

namespace Bascule.Engine.Limits.Budgets;

/// <summary>
/// All that is spent, by organisation, team, key and end user. It outlives a reload. What an earlier process spent comes out of the ledger; until that is read nobody knows what is left, and who has
/// a budget is refused: money fails closed.
/// </summary>
/// <param name="teller">Shares all of it with other replicas; null: this process alone counts.</param>
public sealed class Treasury(TimeProvider time, Teller? teller = null)
{
    /// <summary>End users counted at once; past it idle ones are forgotten, then the rest of a key share one budget.</summary>
    public const int MaxUsers = 100_000;

    /// <summary>Those of one key: users that its holder makes up take no room from other keys'.</summary>
    public const int MaxUsersOfKey = MaxUsers / 10;

    /// <summary>A request that took longer than this to get to an attempt has it counted in the period of the attempt: its own may be forgotten by then.</summary>
    private static readonly TimeSpan Old = TimeSpan.FromMinutes(50);

    /// <summary>So long a request may take from finding its end user to its attempt, whose reservation then holds him.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly Spending _organisation = new(teller, BudgetScope.Organisation, Pot.Organisation);
    private readonly ConcurrentDictionary<string, Spending> _teams = new(StringComparer.Ordinal);    // bounded by the teams that keys name
    private readonly ConcurrentDictionary<string, Spending> _keys = new(StringComparer.Ordinal);    // bounded by the keys there were since the start
    private readonly ConcurrentDictionary<string, Purse> _purses = new(StringComparer.Ordinal);    // the same
    private readonly ConcurrentDictionary<(string Key, string User), Spending> _users = new();
    private readonly ConcurrentDictionary<string, StrongBox<int>> _usersOf = new(StringComparer.Ordinal);    // how many each key has; bounded as the keys are
    private Purse? _nobodys;
    private long _forgotten;
    private volatile bool _isKnown;

    /// <summary>What an earlier process spent is known, and what other replicas do.</summary>
    public bool IsKnown => teller is null ? _isKnown : teller.Known.IsCompleted;

    /// <summary>The answer to who has a budget while it is not.</summary>
    public static Failure Unknown { get; } = new(Blame.Gateway, FailureKind.Draining, "budget_unknown", "What was spent before the gateway started is not read yet, and without it no budget can be kept.")
    {
        RetryAfter = Soon,
    };

    /// <summary>The answer to who has a budget while its shared books can't be asked, and this replica's leases have no room.</summary>
    internal static Failure Uncounted { get; } = new(Blame.Gateway, FailureKind.Draining, "budget_unknown", "What is left of a budget can't be asked for now: the store that replicas share is away, and this one's share of it is used up.")
    {
        RetryAfter = Soon,
        IsOfCandidate = true,
        IsLasting = true,
        IsOurs = true,
    };

    /// <summary>Adds what the ledger says was spent before this process began to count.</summary>
    /// <param name="at">The moment whose hour, day and month the sums are of.</param>
    public void Load(IEnumerable<SpentBefore> sums, DateTimeOffset at)
    {
        foreach (var sum in sums)
        {
            if (sum is { User: { } user, Key: { } owner })
            {
                Add(UserOf(owner, user), sum, at);
                continue;
            }

            Add(_organisation, sum, at);
            if (sum is { OfOperator: false, Key: { } key })
            {
                Add(KeyOf(key), sum, at);
            }

            if (sum is { OfOperator: false, Team: { } team })
            {
                Add(TeamOf(team), sum, at);
            }
        }

        _isKnown = true;
    }

    /// <summary>How the budgets of some purses stand at this moment, over all replicas; where these can't be asked, as far as this one knows.</summary>
    public async ValueTask<IReadOnlyList<IReadOnlyList<BudgetState>>> StatesAsync(IReadOnlyList<Purse> purses)
    {
        var now = time.GetUtcNow();
        if (teller is not null)
        {
            foreach (var leases in purses.SelectMany(purse => purse.Leases(now)).Distinct().Chunk(Till.MaxPots))
            {
                await teller.LookAsync(leases);
            }
        }

        return [.. purses.Select(purse => purse.States(now))];
    }

    /// <summary>The purse of a caller. The same one each time while his budgets are the same.</summary>
    public Purse Of(in BudgetHolder holder)
    {
        if (holder.KeyId is not { } id)
        {
            return _nobodys is { } purse && purse.Holder == holder ? purse : _nobodys = New(holder);
        }

        return _purses.TryGetValue(id, out var known) && known.Holder == holder ? known : _purses[id] = New(holder);
    }

    /// <summary>The purse of one of a key's end users.</summary>
    /// <param name="user">His hash, as rows have it.</param>
    public Purse Of(in BudgetHolder holder, string user, BudgetOptions budget)
    {
        var spending = UserOf(holder.KeyId ?? "", user);
        spending.Only = budget.Per;
        return Of(holder).With(new Pocket(spending, budget, BudgetScope.User, "of this end user"));
    }

    /// <summary>The moment whose periods an attempt is counted in.</summary>
    internal static DateTimeOffset Counted(DateTimeOffset came, DateTimeOffset now) => now - came > Old ? now : came;

    private static void Add(Spending spending, SpentBefore sum, DateTimeOffset at)
    {
        spending.Add(BudgetPeriod.Hour, at, sum.Hour);
        spending.Add(BudgetPeriod.Day, at, sum.Day);
        spending.Add(BudgetPeriod.Month, at, sum.Month);
    }

    private Purse New(in BudgetHolder holder)
    {
        var pockets = new List<Pocket>(3) { new(_organisation, holder.Organisation, BudgetScope.Organisation, "of the organisation") };
        if (holder.Team is { } team)
        {
            pockets.Add(new(TeamOf(team), holder.TeamBudget, BudgetScope.Team, $"of the team '{team}'"));
        }

        if (holder.KeyId is { } key)
        {
            pockets.Add(new(KeyOf(key), holder.Key, BudgetScope.Key, $"of the API key '{holder.KeyName}'"));
        }

        return new Purse(holder, [.. pockets], teller);
    }

    private Spending TeamOf(string team) => _teams.GetOrAdd(team, static (name, shared) => new Spending(shared, BudgetScope.Team, name), teller);

    private Spending KeyOf(string key) => _keys.GetOrAdd(key, static (id, shared) => new Spending(shared, BudgetScope.Key, id), teller);

    private Spending UserOf(string key, string user)
    {
        var until = time.GetUtcNow() + Lease;
        var (who, looked) = ((Key: key, User: user), false);
        while (true)
        {
            if (_users.TryGetValue(who, out var known))
            {
                if (known.TryLease(until))
                {
                    return known;
                }

                Remove(who, known);
                continue;
            }

            var count = _usersOf.GetOrAdd(key, static _ => new StrongBox<int>());
            if (who.User.Length > 0 && IsFull(count))
            {
                if (!looked)
                {
                    Forget();
                    looked = true;
                    continue;
                }

                who = (key, "");
                continue;
            }

            var made = new Spending(teller, BudgetScope.User, Pot.UserOf(who.Key, who.User));
            made.TryLease(until);
            if (_users.TryAdd(who, made))
            {
                Interlocked.Increment(ref count.Value);
                return made;
            }
        }
    }

    private bool IsFull(StrongBox<int> count) => Volatile.Read(ref count.Value) >= MaxUsersOfKey || _users.Count >= MaxUsers;

    private void Remove((string Key, string User) who, Spending spending)
    {
        if (_users.TryRemove(new(who, spending)) && _usersOf.TryGetValue(who.Key, out var count))
        {
            Interlocked.Decrement(ref count.Value);
        }
    }

    /// <summary>Idle users are looked for at most once a second: it is a walk over all of them.</summary>
    private void Forget()
    {
        var now = time.GetTimestamp();
        var before = Interlocked.Read(ref _forgotten);
        if ((before != 0 && time.GetElapsedTime(before, now) < Soon) || Interlocked.CompareExchange(ref _forgotten, now, before) != before)
        {
            return;
        }

        var moment = time.GetUtcNow();
        foreach (var (who, spending) in _users)
        {
            if (spending.TryForget(moment))
            {
                Remove(who, spending);
            }
        }
    }
}
