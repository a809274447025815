using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Limits.Budgets.Leasing;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Limits.Budgets.Leasing;

/// <summary>Three replicas, their books, and what is true.</summary>
internal sealed class Household
{
    private const long OfKey = 200_000, OfAll = 500_000;

    /// <summary>Today's: Redis forgets at once what ended before its own clock.</summary>
    private static readonly DateTimeOffset Noon = new(TimeProvider.System.GetUtcNow().Date.AddHours(12), TimeSpan.Zero);
    private static readonly string Web = DayOf("web"), App = DayOf("app"), Organisation = new Pot(BudgetScope.Organisation, Pot.Organisation, BudgetPeriod.Month, BudgetPeriod.Month.NumberOf(Noon)).ToString();

    private readonly Turns _turns = new();
    private readonly TellerTimes _times;
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly MoodyBank _bank;
    private readonly Action _empty;
    private readonly Replica[] _replicas;
    private readonly List<Replica> _paused = [];
    private readonly HashSet<string> _dead = [];    // seats
    private readonly Dictionary<string, long> _spent = new() { ["web"] = 0, ["app"] = 0 };
    private readonly Dictionary<string, long> _letGo = [];    // by pot, of replicas that were taken for dead and are not
    private readonly FakeTimeProvider? _clock;    // the books' own
    private readonly bool _hasLedger;
    private int _seats = 10;    // each has one that nobody had: no ledger here has the rows of the dead

    /// <param name="bank">Books that a model has not.</param>
    /// <param name="empty">Has them lose everything.</param>
    public Household(IBank bank, Action empty, TellerTimes times)
        : this(bank, empty, times, hasLedger: true)
    {
    }

    private Household(IBank bank, Action empty, TellerTimes times, bool hasLedger, FakeTimeProvider? clock = null)
    {
        (_bank, _empty, _times, _hasLedger, _clock) = (new MoodyBank(bank), empty, times, hasLedger, clock);
        _replicas = [.. Enumerable.Range(0, 3).Select(Start)];
        _turns.Within(Warm);
    }

    private long All => _spent.Values.Sum();

    /// <summary>With a model of the books.</summary>
    /// <param name="hasLedger">A ledger that all share knows at once what is spent. Else the books have to know it all by themselves, which empty ones can't.</param>
    public static Household Run(TellerTimes times, List<(Act Act, int Who, int Amount)> acts, bool hasLedger = false)
    {
        var clock = new FakeTimeProvider(Noon);
        var model = new BankModel(times, clock);
        var household = new Household(model, model.FlushAll, times, hasLedger, clock);
        model.LetGo = household.LetGo;
        return household.Do(acts);
    }

    /// <summary>Does all of it, and looks after each.</summary>
    public Household Do(List<(Act Act, int Who, int Amount)> acts)
    {
        _turns.Within(() =>
        {
            foreach (var (act, who, amount) in acts)
            {
                Do(act, _replicas[who], who, amount);
                if (amount % 5 > 0)    // else what goes on at the side is late
                {
                    _turns.TakeAll();
                }

                Check();
            }
        });
        return this;
    }

    /// <summary>When all is over the books have no less as spent than is true, but for what the dead had under way.</summary>
    /// <param name="exactly">And no more: nothing was told twice since it might have been lost.</param>
    public void End(bool exactly) => _turns.Within(() =>
    {
        (_bank.IsAway, _bank.IsDeaf) = (false, false);
        _paused.Clear();
        Pass(2 * _times.Patience);
        _turns.TakeAll();
        foreach (var replica in _replicas)
        {
            replica.Collect();
            Assert.Empty(replica.Waiting);
            while (replica.Under.Count > 0)
            {
                replica.Settle(0);
            }
        }

        PotFigures figures = default;
        for (var round = 0; round < 8 || (figures.Spent < _spent["web"] && round < 200); round++)    // books of another process take their time
        {
            Array.ForEach(_replicas, Step);
            _turns.TakeAll();
            Pass(_times.Beat);
            _turns.TakeAll();
            figures = _turns.Await(_bank.ReadAsync([Web], "").AsTask())![0];
        }

        Assert.InRange(_spent["web"], exactly ? figures.Spent : 0, figures.Spent + figures.OfDead + figures.InUse);
    });

    /// <summary>New books are open once the ledger's sums are in them.</summary>
    private void Warm()
    {
        Array.ForEach(_replicas, Step);
        for (var round = 0; !_replicas.All(replica => replica.Teller.Known.IsCompleted); round++)
        {
            Assert.True(round < 100, "The books are never known.");
            Pass(_times.Beat);
            _turns.TakeAll();
            Array.ForEach(_replicas, Step);
            _turns.TakeAll();
        }
    }

    private void Do(Act act, Replica replica, int who, int amount)
    {
        var paused = _paused.Contains(replica);
        switch (act)
        {
            case Act.Reserve when !paused:
                replica.Reserve(replica.Of(amount % 3 == 0 ? "app" : "web", OfKey, OfAll), amount, 1 + (amount / 4));
                break;
            case Act.Settle when !paused && replica.Under.Count > 0:
                var name = replica.Under[0].Purse.Holder.KeyId!;
                var cost = Math.Min(replica.Under[0].Nano, amount * 37L);
                replica.Settle(cost);
                _spent[name] += cost;
                break;
            case Act.Step when !paused:
                Step(replica);
                break;
            case Act.Pass:
                Pass(TimeSpan.FromMilliseconds(amount));
                break;
            case Act.Leap when amount % 3 == 0:
                Pass(TimeSpan.FromSeconds(amount / 3));
                break;
            case Act.Stand:
                if (!_paused.Remove(replica))
                {
                    _paused.Add(replica);
                }

                break;
            case Act.Die when amount % 4 == 0 && !paused && !_bank.IsAway && !_bank.IsDeaf:
                Die(who);
                break;
            case Act.Away:
                (_bank.IsAway, _bank.IsDeaf) = (true, false);
                break;
            case Act.Deaf:
                (_bank.IsAway, _bank.IsDeaf) = (false, true);
                break;
            case Act.Answer:
                (_bank.IsAway, _bank.IsDeaf) = (false, false);
                break;
            case Act.Empty:
                _empty();
                break;
            case Act.Clock:
                _clock!.Advance(TimeSpan.FromMinutes(amount));
                break;
        }
    }

    /// <summary>
    /// Spent and under way are within each budget. Where a replica came back that was silent for so long that it was buried, the budget was passed by no more than what was let go of its lease: it may
    /// have spent that, or have it under way.
    /// </summary>
    private void Check()
    {
        foreach (var (key, spent) in _spent)
        {
            var under = _replicas.Sum(replica => replica.Under.Where(one => one.Purse.Holder.KeyId == key).Sum(one => one.Nano));
            var more = _letGo.Where(one => one.Key.EndsWith(':' + key)).Sum(one => one.Value);
            Assert.True(spent + under <= OfKey + more, $"{key}: {spent} + {under}, let go {more}");
        }

        var all = _replicas.Sum(replica => replica.Under.Sum(one => one.Nano));
        var moreOfAll = _letGo.Where(one => one.Key.StartsWith('o')).Sum(one => one.Value);
        Assert.True(All + all <= OfAll + moreOfAll, $"all: {All} + {all}, let go {moreOfAll}");
    }

    private void LetGo(string seat, string pot, long nano)
    {
        if (!_dead.Contains(seat))
        {
            _letGo[pot] = _letGo.GetValueOrDefault(pot) + nano;
        }
    }

    private void Pass(TimeSpan time)
    {
        _clock?.Advance(time);
        _time.Advance(time);
    }

    /// <summary>It told what it had, and is gone with what was under way: its rows say that this was spent, to the last cent, when the folder is used again.</summary>
    private void Die(int who)
    {
        Step(_replicas[who]);
        Step(_replicas[who]);    // what the first was granted too
        foreach (var (purse, nano) in _replicas[who].Under)
        {
            _spent[purse.Holder.KeyId!] += nano;
        }

        _dead.Add(_replicas[who].Seat);
        _replicas[who] = Start(++_seats);
    }

    private Replica Start(int number) => new(_bank, $"seat{number}", _time, _times, _ => Task.FromResult(Ledger()));

    private IReadOnlyList<PotEntry> Ledger() => !_hasLedger ? [] : [.. new[] { (Web, _spent["web"]), (App, _spent["app"]), (Organisation, All) }.Select(pot => new PotEntry(pot.Item1, pot.Item2, -1, 0, 0, Noon.AddDays(40)))];

    private void Step(Replica replica) => _turns.Await(replica.StepAsync());

    private static string DayOf(string key) => new Pot(BudgetScope.Key, key, BudgetPeriod.Day, BudgetPeriod.Day.NumberOf(Noon)).ToString();
}
