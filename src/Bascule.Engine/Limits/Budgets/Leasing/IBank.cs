namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>
/// The books that all replicas share. Each call is one step that happens whole or not at all; one whose answer is lost may have happened, and can be made again. The engine knows no Redis: the
/// storage assembly has it.
/// </summary>
public interface IBank
{
    /// <summary>Makes books where there are none, and says which there are. Null: lost.</summary>
    /// <param name="seat">Who the replica is over restarts.</param>
    /// <param name="books">The name of new ones.</param>
    ValueTask<Opening?> OpenAsync(string replica, string seat, string books);

    /// <summary>Writes down what a replica has under way in pots, or lifts what they have as spent.</summary>
    /// <param name="after">Only where each replica has spoken since then, by the books' clock in milliseconds; 0: anyhow; below 0: only where nothing was leased yet.</param>
    /// <returns>Null: lost. False: these are no longer the books, or somebody has not spoken, or something was leased.</returns>
    ValueTask<bool?> BringAsync(string books, string replica, IReadOnlyList<PotEntry> entries, long after);

    /// <summary>From now on the replica counts as alive and may speak.</summary>
    /// <param name="expected">Seats of those that were alive in earlier books: nothing is leased before they have come, or can't spend any more.</param>
    ValueTask<bool> EnterAsync(string books, string replica, string seat, IReadOnlyList<string> expected);

    /// <summary>Says one sentence. Null: lost.</summary>
    ValueTask<Answer?> SayAsync(Sentence sentence);

    /// <summary>Takes a replica out of the books, if it was silent for so long. What it had under way is booked as of the dead.</summary>
    /// <param name="whole">All that it held is: what it told last may be old, and the ledger will tell.</param>
    /// <returns>Null: lost. Below 0: it is not silent. Above: there is more to do, call again.</returns>
    ValueTask<long?> BuryAsync(string replica, string seat, TimeSpan silent, bool whole);

    /// <summary>What replicas of this seat had when they died is in the ledger now, or was written down by the one that has it.</summary>
    /// <param name="replica">Who says so. If he counts as dead himself, what he has is not written down yet.</param>
    /// <returns>False: lost, or not yet, or there is more to do: call again.</returns>
    ValueTask<bool> AbsolveAsync(string seat, string replica);

    /// <summary>The ledger's sums are in the books.</summary>
    ValueTask<bool> SeededAsync(string books);

    /// <summary>Takes a lock for so long, if these are still the books; whoever has it may take it again.</summary>
    /// <param name="seeds">To put the ledger's sums into new books, and not to compare old ones with it.</param>
    ValueTask<bool> TryLockAsync(string books, bool seeds, string replica, TimeSpan time);

    /// <summary>How pots stand. Null: lost.</summary>
    ValueTask<IReadOnlyList<PotFigures>?> ReadAsync(IReadOnlyList<string> pots, string replica);
}

/// <summary>Which books there are.</summary>
/// <param name="IsSeeded">The ledger's sums are in them.</param>
/// <param name="Before">The replica that had the seat before this one, or null. The same however often it asks.</param>
public sealed record Opening(string Books, bool IsSeeded, string? Before);

/// <summary>What a replica writes down of a pot when it comes.</summary>
/// <param name="Spent">At least so much is spent, as far as is known from earlier books or the ledger: the most that anybody knows counts, and what others bring of their own besides.</param>
/// <param name="Lease">What it holds; below 0: it is not asked about that.</param>
/// <param name="Use">What of that is under way.</param>
/// <param name="Untold">What was settled here besides and is in no books, over all tries under one name. What is new of it is added, unless the ledger's sums are, which may have it already: then as much as it lifts the pot to counts.</param>
/// <param name="End">When the books may forget the pot.</param>
public readonly record struct PotEntry(string Key, long Spent, long Lease, long Use, long Untold, DateTimeOffset End);

/// <summary>What a sentence says of one pot.</summary>
/// <param name="Spent">What was settled.</param>
/// <param name="Use">What is under way.</param>
/// <param name="Give">What goes back.</param>
/// <param name="Budget">What may be spent; 0: nothing bounds it.</param>
/// <param name="Known">What the books said was spent: less than that, and they have forgotten some.</param>
/// <param name="Refill">Fill it up to its share.</param>
/// <param name="End">When the books may forget it.</param>
public readonly record struct PotLine(string Key, long Spent, long Use, long Give, long Budget, long Known, bool Refill, DateTimeOffset End);

/// <summary>What one attempt needs of pots: as much of <paramref name="Most"/> as all of them have, but not below <paramref name="Least"/>, or nothing.</summary>
/// <param name="Shares">Places in the sentence's pots, and what the replica holds there for it already.</param>
public readonly record struct TakeLine(long Most, long Least, IReadOnlyList<(int Pot, long Have)> Shares);

/// <summary>What a replica says at a time.</summary>
/// <param name="Number">Its sentences are numbered: the same one said again is heard once.</param>
public sealed record Sentence(string Books, string Replica, long Number, IReadOnlyList<PotLine> Pots, IReadOnlyList<TakeLine> Takes);

/// <summary>How a sentence was taken.</summary>
public enum Hearing
{
    Heard,

    /// <summary>There are other books, or none.</summary>
    OtherBooks,

    /// <summary>The replica counts as dead.</summary>
    Buried,
}

/// <summary>What the books say to a sentence.</summary>
/// <param name="IsComplete">Everybody who was alive in earlier books has come, or has no lease any more.</param>
/// <param name="IsSeeded">The ledger's sums are in the books.</param>
/// <param name="Now">By the books' clock, in milliseconds.</param>
/// <param name="Alive">The replicas that may have leases that count.</param>
/// <param name="Present">How many of them spoke within seconds.</param>
/// <param name="Wanted">Pots that somebody needed more of and nobody had free.</param>
/// <param name="Dead">Replicas that were silent for too long.</param>
/// <param name="Pots">In the sentence's order.</param>
/// <param name="Grants">What each take got; below 0: nothing.</param>
public sealed record Answer(
    Hearing Hearing, bool IsComplete, bool IsSeeded, long Now, IReadOnlyList<string> Alive, int Present, IReadOnlyList<string> Wanted, IReadOnlyList<string> Dead, IReadOnlyList<PotFigures> Pots, IReadOnlyList<long> Grants)
{
    /// <summary>One that is no answer but says why.</summary>
    public static Answer Not(Hearing why) => new(why, false, false, 0, [], 0, [], [], [], []);

    /// <summary>Money is leased.</summary>
    public bool IsOpen => IsComplete && IsSeeded;
}
