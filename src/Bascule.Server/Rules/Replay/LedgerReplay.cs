using Bascule.Engine.Access;
using Bascule.Engine.Catalog;
using Bascule.Engine.Ledger;
using Bascule.Engine.Resilience;
using Bascule.Server.Admin.Reports;
using Bascule.Server.Configuration;
using Bascule.Server.Keys;
using System.Diagnostics.CodeAnalysis;

namespace Bascule.Server.Rules.Replay;

/// <summary>What would other rules have done? Decides the requests of a ledger anew, offline, page by page: nothing is sent, and nothing is written.</summary>
public static class LedgerReplay
{
    /// <summary>The most requests that are looked at, the newest.</summary>
    public const int MaxRequests = 1_000_000;

    private const int PageSize = 1_000;

    /// <summary>A day, a moment, or how long ago.</summary>
    public static bool TrySince(string text, DateTimeOffset now, out DateTimeOffset since, [NotNullWhen(false)] out WrongParameter? wrong)
    {
        wrong = QueryReader.TryMoment(text, now, out since) ? null : QueryReader.NoMoment("replay");
        return wrong is null;
    }

    /// <summary>Decides them.</summary>
    /// <param name="config">The new rules.</param>
    /// <param name="storedKeys">How many keys the database holds; null: nobody can tell.</param>
    /// <param name="since">The first moment whose requests count.</param>
    /// <param name="most">At most so many.</param>
    public static async Task<ReplayReport> RunAsync(BasculeConfig config, FactBook facts, ILedgerStore ledger, int? storedKeys, DateTimeOffset since, TimeProvider time, int most, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var rules = RulebookBuilder.Build(config, new KeyCabinet([], Known: true), facts, new DeploymentStates(time), []);
        try
        {
            var past = new PastAnswers();
            await foreach (var row in RowsAsync(ledger, since, now, cancel).Take(most))
            {
                if (RecordedRequest.Of(row) is { } request)
                {
                    past.Add(request);
                }
            }

            var open = KeyRingRules.IsOpen(config.Server.Auth, config.Keys.Count + storedKeys);
            var (redecider, prices) = (new Redecider(rules, past, open), new Repricing(past, now));
            var report = new ReplayReport(config.Version, since, now);
            await foreach (var row in RowsAsync(ledger, since, now, cancel))
            {
                if (report.Requests == most)
                {
                    report.Complete = false;
                    break;
                }

                Decide(report, row, redecider, prices);
            }

            return report;
        }
        finally
        {
            foreach (var provider in rules.Providers)
            {
                provider.Dispose();
            }
        }
    }

    private static void Decide(ReplayReport report, LedgerRow row, Redecider redecider, Repricing prices)
    {
        var request = RecordedRequest.Of(row);
        var decided = request is null ? Redecision.Undecided("its row does not hold what was asked for") : redecider.Decide(request);
        CostRange? cost = decided.Outcome switch
        {
            Outcome.Same or Outcome.Another => prices.CostOf(request!, decided.To!, decided.Route),
            Outcome.Undecided => null,
            _ => CostRange.Nothing,
        };
        report.Add(row.CostNano, request, decided, cost);
    }

    /// <summary>Newest first. What came after the replay began is left out, so that both looks see the same.</summary>
    private static async IAsyncEnumerable<LedgerRow> RowsAsync(ILedgerStore ledger, DateTimeOffset since, DateTimeOffset until, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        string? cursor = null;
        do
        {
            var page = await ledger.ListAsync(new LedgerQuery(PageSize, cursor, Since: since, Kind: LedgerRow.Request), cancel);
            foreach (var row in page.Rows)
            {
                if (row.At <= until)
                {
                    yield return row;
                }
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }
}
