using Bascule.Engine.Conversation;
using Bascule.Engine.Limits.Budgets;

namespace Bascule.Engine.Ledger;

/// <summary>Where settled rows rest and are read from. The engine has no database: the storage assembly implements this for each one.</summary>
public interface ILedgerStore : IAsyncDisposable
{
    /// <summary>Writes rows, idempotent by id: a row that is already there with the same or a later state stays. Throws what the database throws; the drain tries again.</summary>
    Task WriteAsync(IReadOnlyList<LedgerRow> rows, CancellationToken cancel);

    /// <summary>The row with this id, or null.</summary>
    Task<LedgerRow?> FindAsync(Guid id, CancellationToken cancel);

    /// <summary>Rows that match, newest first. Cursor and status are such that <see cref="LedgerCursor"/> and <see cref="StatusFilter"/> parse them; else ArgumentException.</summary>
    Task<LedgerPage> ListAsync(LedgerQuery query, CancellationToken cancel);

    /// <summary>
    /// Sums by the named groups (<c>day key team route deployment model provider kind tag.X</c>), ordered by them, at most 10,000. Each is such that <see cref="UsageDimension"/>
    /// parses it; else ArgumentException. Percentiles are exact (nearest rank): total time over all rows but interrupted ones, first token over rows that had one.
    /// Requests, errors, cache hits and percentiles count what callers asked; tokens and costs count every kind of row. By kind, each group counts its own rows.
    /// </summary>
    Task<IReadOnlyList<UsageGroup>> SumAsync(UsageQuery query, CancellationToken cancel);

    /// <summary>What rows before a moment say was spent in the hour, the day and the month of that moment, also those that <see cref="ForgetAsync"/> deleted: by key and team, and by end user of some keys.</summary>
    /// <param name="until">Rows of this moment and after it are not in it.</param>
    /// <param name="usersOf">The ids of the keys whose end users are summed too.</param>
    Task<IReadOnlyList<SpentBefore>> SpentAsync(DateTimeOffset until, IReadOnlyCollection<string> usersOf, CancellationToken cancel);

    /// <summary>
    /// Deletes a few hundred of the oldest rows, so that nobody waits for it: those older than <paramref name="before"/>, and where the ledger takes more than <paramref name="maxBytes"/> whatever
    /// their age. What they say was spent in the month of <paramref name="now"/> is kept.
    /// </summary>
    Task<Forgotten> ForgetAsync(DateTimeOffset before, long? maxBytes, DateTimeOffset now, CancellationToken cancel);
}

/// <summary>What a call of <see cref="ILedgerStore.ForgetAsync"/> came to.</summary>
/// <param name="Rows">How many were deleted; 0: there are none to delete.</param>
/// <param name="IsOverByOthers">The database holds more than it may, but not for the ledger's sake: what is kept beside it takes the room.</param>
public readonly record struct Forgotten(int Rows, bool IsOverByOthers);

/// <summary>Which rows; every member given must match. <paramref name="Limit"/> 1 to 1,000.</summary>
public sealed record LedgerQuery(
    int Limit = 100,
    string? Cursor = null,
    string? Key = null,
    string? Route = null,
    string? Deployment = null,
    string? Status = null,
    DateTimeOffset? Since = null,
    string? Kind = null)
{
    /// <summary>The SHA-256 of an answer's bytes.</summary>
    public Digest? Answer { get; init; }

    /// <summary>The end user's hash.</summary>
    public string? User { get; init; }

    /// <summary>An answer's id as its upstream said it.</summary>
    public string? AnswerId { get; init; }
}

/// <summary>One page of rows and where the next begins (null: no more).</summary>
public sealed record LedgerPage(IReadOnlyList<LedgerRow> Rows, string? Next);

/// <summary>How to sum rows between two moments.</summary>
public sealed record UsageQuery(IReadOnlyList<string> By, DateTimeOffset? Since = null, DateTimeOffset? Until = null, string? Key = null);

/// <summary>One group's sums. Cost counts known costs; <paramref name="UnknownCost"/> rows had none. Latencies in milliseconds.</summary>
public sealed record UsageGroup(
    IReadOnlyList<string?> Group,
    long Requests,
    long Errors,
    long CacheHits,
    long Input,
    long CachedInput,
    long CacheWrite,
    long Output,
    long Reasoning,
    long CostNano,
    long UnknownCost,
    int? P50Ms,
    int? P95Ms,
    int? FirstTokenP50Ms,
    int? FirstTokenP95Ms)
{
    /// <summary>What the answers that came out of the cache cost when they were made.</summary>
    public long SavedNano { get; init; }
}
