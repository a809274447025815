namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>Reads what the ledger knows as spent in the periods that run, when all that earlier processes on this folder left is in it. Throws what the database throws.</summary>
public delegate Task<IReadOnlyList<PotEntry>> LedgerSums(CancellationToken cancel);

/// <summary>Sums of the ledger as the books have them.</summary>
public static class LedgerPots
{
    /// <param name="at">The moment whose hour, day and month the sums are of.</param>
    /// <param name="usersPer">What period the end users' budgets of a key are for; of others no end user is counted.</param>
    public static IReadOnlyList<PotEntry> Of(IEnumerable<SpentBefore> sums, DateTimeOffset at, IReadOnlyDictionary<string, BudgetPeriod> usersPer)
    {
        var pots = new Dictionary<Pot, long>();
        foreach (var sum in sums)
        {
            if (sum is { User: { } user, Key: { } owner })
            {
                if (usersPer.TryGetValue(owner, out var per))
                {
                    Add(pots, BudgetScope.User, Pot.UserOf(owner, user), sum, at, per);
                }

                continue;
            }

            Add(pots, BudgetScope.Organisation, Pot.Organisation, sum, at);
            if (sum is { OfOperator: false, Key: { } key })
            {
                Add(pots, BudgetScope.Key, key, sum, at);
            }

            if (sum is { OfOperator: false, Team: { } team })
            {
                Add(pots, BudgetScope.Team, team, sum, at);
            }
        }

        return [.. pots.Where(pot => pot.Value > 0).Select(pot => new PotEntry(pot.Key.ToString(), pot.Value, -1, 0, 0, Pot.EndOf(pot.Key.Period, at)))];
    }

    private static void Add(Dictionary<Pot, long> pots, BudgetScope scope, string payer, SpentBefore sum, DateTimeOffset at, BudgetPeriod? only = null)
    {
        Add(BudgetPeriod.Hour, sum.Hour);
        Add(BudgetPeriod.Day, sum.Day);
        Add(BudgetPeriod.Month, sum.Month);

        void Add(BudgetPeriod period, long nano)
        {
            if (only is null || only == period)
            {
                var pot = new Pot(scope, payer, period, period.NumberOf(at));
                pots[pot] = pots.GetValueOrDefault(pot) + nano;
            }
        }
    }
}
