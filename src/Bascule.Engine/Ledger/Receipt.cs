namespace Bascule.Engine.Ledger;

/// <summary>The one row that a request gets, from begin to settle.</summary>
public sealed class Receipt
{
    private readonly Bookkeeper _bookkeeper;
    private Settling? _outcome;

    internal Receipt(Bookkeeper bookkeeper, Guid id)
    {
        _bookkeeper = bookkeeper;
        Id = id;
    }

    public Guid Id { get; }

    /// <summary>The journal's thread has its settled row, for the write it is at or an earlier one. That thread alone writes and reads it.</summary>
    internal bool IsTaken { get; set; }

    /// <summary>
    /// Records the end of the request, once: a second row is ignored and gets the first one's outcome. Waits for the journal, and at most <see cref="Bookkeeper.Patience"/> while a write of it stands.
    /// True: the row survives the process's death. False: it is at risk; the answer goes all the same.
    /// </summary>
    public ValueTask<bool> SettleAsync(LedgerRow settled)
    {
        if (settled.Id != Id)
        {
            throw new ArgumentException("The row belongs to another request.", nameof(settled));
        }

        var mine = _bookkeeper.NewSettling();
        return Interlocked.CompareExchange(ref _outcome, mine, null) is { } first
            ? new(first.Task)
            : _bookkeeper.SettleAsync(settled, mine, this);
    }
}
