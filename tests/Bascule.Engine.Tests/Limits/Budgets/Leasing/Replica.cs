using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Limits.Budgets.Leasing;
using Bascule.Engine.Pricing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Engine.Tests.Limits.Budgets.Leasing;

/// <summary>One replica that is driven step by step: a token of an answer costs 100 nano-dollars, and its input nothing.</summary>
internal sealed class Replica
{
    private static readonly Price Cheap = Price.FromUsdPerMillion(0, null, null, 0.1m);
    private readonly TimeProvider _time;
    private readonly Random _names;
    private readonly Treasury _treasury;

    public Replica(IBank bank, string seat, TimeProvider time, TellerTimes times, LedgerSums? sums = null)
    {
        (_time, _names, Seat) = (time, new Random(seat[^1]), seat);
        Teller = new Teller(bank, seat, sums ?? (static _ => Task.FromResult<IReadOnlyList<PotEntry>>([])), () => $"{_names.Next():x8}", times, time, NullLogger<Teller>.Instance);
        _treasury = new Treasury(time, Teller);
    }

    public string Seat { get; }

    public Teller Teller { get; }

    /// <summary>What is under way.</summary>
    public List<(Purse Purse, long Nano)> Under { get; } = [];

    /// <summary>Those who wait.</summary>
    public List<(Purse Purse, Asking Asking, Task<Engine.Conversation.Failure?> Over)> Waiting { get; } = [];

    public Purse Of(string key, long keyBudget, long organisation) =>
        _treasury.Of(new BudgetHolder(key, key, new BudgetOptions(keyBudget, BudgetPeriod.Day), null, null, new BudgetOptions(organisation, BudgetPeriod.Month)));

    /// <summary>True: it is reserved; false: it waits.</summary>
    public bool Reserve(Purse purse, long wanted, long least)
    {
        if (purse.ReserveLeased(new WorstCase(Cheap, 0), wanted, least, _time.GetUtcNow(), out var nano) is not { } asking)
        {
            Under.Add((purse, nano));
            return true;
        }

        Waiting.Add((purse, asking, purse.AskAsync(asking, CancellationToken.None)));
        Collect();
        return false;
    }

    /// <summary>Ends what was begun first.</summary>
    public void Settle(long cost)
    {
        var (purse, nano) = Under[0];
        Under.RemoveAt(0);
        purse.Settle(_time.GetUtcNow(), nano, Math.Min(cost, nano));
    }

    /// <summary>Says what there is to say, until there is no more at once.</summary>
    public async Task<bool> StepAsync()
    {
        for (var steps = 0; await Teller.StepAsync() && steps < 20; steps++)
        {
        }

        Collect();
        return true;
    }

    /// <summary>Who waited and has it now is under way. What an asking came to is known before the task says so.</summary>
    public void Collect()
    {
        foreach (var waiting in Waiting.Where(waiting => waiting.Asking.IsSettled).ToArray())
        {
            Waiting.Remove(waiting);
            if (waiting.Asking.Nano > 0)
            {
                Under.Add((waiting.Purse, waiting.Asking.Nano));
            }
        }
    }
}
