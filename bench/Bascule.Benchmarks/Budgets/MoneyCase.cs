using Bascule.Engine.Access;
using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Limits.Sharing;
using Bascule.Engine.Pricing;

namespace Bascule.Benchmarks.Budgets;

/// <summary>What limits and budgets add to a request: requests, concurrency and tokens of its key counted, and its worst case reserved of three budgets and settled.</summary>
internal static class MoneyCase
{
    public static Case Of()
    {
        var treasury = new Treasury(TimeProvider.System);
        treasury.Load([], TimeProvider.System.GetUtcNow());
        var gatekeeper = new Gatekeeper(new KeyCounters(TimeProvider.System), new LoneLimits(), treasury, TimeProvider.System);
        var month = new BudgetOptions(long.MaxValue / 2, BudgetPeriod.Month);
        var caller = new Caller(new KeyOptions
        {
            Id = "file:web", Name = "web", Sha256 = "", Team = "search", Budget = month,
            Limits = new KeyLimits { RequestsPerMinute = int.MaxValue, TokensPerMinute = int.MaxValue, Concurrency = 10 },
        });
        var rules = new BudgetRules(month, [new("search", month)]);
        var worst = new WorstCase(Price.FromUsdPerMillion(1.25m, 0.125m, null, 10), 1_200);
        return new("limits and budgets of a request", () =>
        {
            using var admission = gatekeeper.Admit(caller);
            var at = TimeProvider.System.GetUtcNow();
            var purse = gatekeeper.PurseOf(caller, null, rules).Value!;
            if (admission.Refusal is not null || gatekeeper.AdmitWords(admission, caller, null, 1_456) is not null || purse.Reserve(worst, 4_096, 256, at, out _, out var nano) is not null)
            {
                throw new InvalidOperationException("It is refused.");
            }

            purse.Settle(at, nano, nano / 8);
            admission.Used(1_300);
        });
    }
}
