using Bascule.Engine.Ledger;

namespace Bascule.Journeys.Corpus;

/// <summary>Holds the ledger's row of one replay against what the recording says.</summary>
internal static class Booked
{
    public static IEnumerable<Problem> Check(Recording recording, LedgerRow row)
    {
        if (recording.Status != 200)
        {
            return row is { Error: not null, Usage: null or { Input: 0, Output: 0 } } ? [] : [new Problem("ledger", $"a refused request is booked as {row.Error} {row.Usage}")];
        }

        var said = recording.Said;
        return said.IsSound ? [.. Sound(said, row, recording.Format.NamesModel)] : row.Error is null ? [new Problem("ledger", "a broken answer is booked as sound")] : [];
    }

    private static IEnumerable<Problem> Sound(Said said, LedgerRow row, bool namesModel)
    {
        if ((row.Status, row.Error) != (200, null) || (namesModel && (row.Model ?? "") != said.Model))
        {
            yield return new Problem("ledger", $"booked with status {row.Status}, error '{row.Error}', model '{row.Model}' instead of '{said.Model}'");
        }

        var told = said.Usage != default;
        var booked = row.Usage is { } usage ? new Tally(usage.Input, usage.Output, usage.CachedInput, usage.CacheWrite, usage.Reasoning) : default;
        // A usage of nothing but zeros is told too.
        if ((row.Usage?.Estimated != !told && (told || booked != default)) || (told && booked != said.Usage))
        {
            yield return new Problem("ledger", $"usage {row.Usage} instead of {(told ? said.Usage : "an estimate")}");
        }
    }
}
