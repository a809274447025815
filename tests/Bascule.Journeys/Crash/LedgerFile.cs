using Bascule.Engine.Ledger;
using Bascule.Storage.Sqlite;

namespace Bascule.Journeys.Crash;

/// <summary>What a gateway left in its database.</summary>
internal static class LedgerFile
{
    /// <summary>Every row, by its id.</summary>
    public static async Task<Dictionary<string, LedgerRow>> RowsAsync(string file)
    {
        await using var ledger = await SqliteLedger.OpenToReadAsync(file, CancellationToken.None);
        var rows = new Dictionary<string, LedgerRow>();
        string? cursor = null;
        do
        {
            var page = await ledger.ListAsync(new LedgerQuery(Limit: 1_000, Cursor: cursor), CancellationToken.None);
            foreach (var row in page.Rows)
            {
                rows.Add(row.Id.ToString(), row);
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        return rows;
    }
}
