namespace Bascule.Engine.Ledger;

/// <summary>Rows on their way to the store in one transaction, and what of the journal is done with once they are there.</summary>
internal sealed class DrainBatch
{
    private readonly HashSet<LedgerRow> _fromMemory = new(ReferenceEqualityComparer.Instance);    // those that no journal has

    public List<LedgerRow> Rows { get; } = new(Drain.BatchRows);

    /// <summary>Rows that end with the process.</summary>
    public int FromMemory => _fromMemory.Count;

    /// <summary>As <see cref="JournalTail.Spent"/> was when the last row came in.</summary>
    public long Spent { get; private set; } = -1;

    /// <summary>Adds what is written before <paramref name="end"/> and waits in memory, as far as there is room.</summary>
    public void Fill(Journal journal, JournalTail tail, JournalPosition end)
    {
        while (Rows.Count < Drain.BatchRows && journal.TryTakeRescued(out var row))
        {
            Rows.Add(row);
            _fromMemory.Add(row);
        }

        tail.Fill(Rows, Drain.BatchRows, end);
        Spent = tail.Spent;
    }

    public void Clear()
    {
        Rows.Clear();
        _fromMemory.Clear();
    }
}
