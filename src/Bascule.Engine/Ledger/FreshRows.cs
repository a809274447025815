using System.Collections.Concurrent;

namespace Bascule.Engine.Ledger;

/// <summary>
/// The settled rows of the last batches, on their way from the journal's thread to the drain: reading them back from the file costs as much as writing them did. What finds no room here,
/// since the store is away or slow, is read from the file.
/// </summary>
internal sealed class FreshRows
{
    /// <summary>Rows and batches that wait: some 10 MB. A batch counts as one more, since one without a settled row has a place in the file too.</summary>
    private const int Bound = 8_192;

    private readonly ConcurrentQueue<FreshBatch> _batches = new();
    private int _count;

    /// <summary>Takes what stands between two places of the journal, where there is room. Called by the journal's thread alone.</summary>
    public void Add(JournalPosition from, JournalPosition to, List<JournalEntry> batch)
    {
        var rows = 0;
        foreach (var entry in batch)
        {
            rows += entry is { Kind: RecordKind.Settled, Row: not null } ? 1 : 0;
        }

        if (Volatile.Read(ref _count) + rows + 1 > Bound)
        {
            return;
        }

        var settled = rows == 0 ? [] : new LedgerRow[rows];
        var at = 0;
        foreach (var entry in batch)
        {
            if (entry is { Kind: RecordKind.Settled, Row: { } row })
            {
                settled[at++] = row;
            }
        }

        Interlocked.Add(ref _count, rows + 1);
        _batches.Enqueue(new(from, to, settled));
    }

    /// <summary>The batch that stands at a place; false: it has to be read from the file. Batches before the place are let go. Called by the drain alone.</summary>
    public bool TryTake(long segment, long offset, out FreshBatch batch)
    {
        while (_batches.TryPeek(out batch))
        {
            var (from, passed) = (batch.From, batch.From.Segment < segment || (batch.From.Segment == segment && batch.From.Offset < offset));
            if (!passed && (from.Segment, from.Offset) != (segment, offset))
            {
                return false;
            }

            _batches.TryDequeue(out _);
            Interlocked.Add(ref _count, -(batch.Rows.Length + 1));
            if (!passed)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What one write put between two places of the journal.</summary>
/// <param name="From">Where its first record begins.</param>
/// <param name="To">Behind its last.</param>
/// <param name="Rows">The settled rows among them, in order.</param>
internal readonly record struct FreshBatch(JournalPosition From, JournalPosition To, LedgerRow[] Rows);
