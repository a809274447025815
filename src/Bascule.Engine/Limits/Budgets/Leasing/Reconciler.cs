using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>
/// Holds the books against the ledger, which is the truth: puts its sums into new ones, lifts what they lack, and lets go of what the dead had reserved once their rows are in it. And buries them.
/// </summary>
internal sealed partial class Reconciler(IBank bank, string seat, LedgerSums sums, TellerTimes times, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>Who reads the ledger has so long before another does.</summary>
    private static readonly TimeSpan LockTime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a replica that does not speak is waited for. Past that its sums count without it: what it settled in its last moments may then be counted twice, which errs on the safe side.</summary>
    private const int Waits = 20;

    /// <summary>A replica has leases in no more pots than there are payers; past so many steps another turn goes on.</summary>
    private const int Steps = 1_000;

    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource<long> _heard = New();
    private Task _work = Task.CompletedTask;
    private string _books = "";
    private string _replica = "";
    private string? _before;
    private bool _isNew = true;    // since the start nothing was compared
    private bool _isUnread;
    private long _compared = time.GetTimestamp();
    private Dictionary<string, long> _mourned = [];    // since when, in clock ticks; bounded by what an answer names

    /// <summary>The replica stands in the books.</summary>
    public void Came(Opening opening, string replica)
    {
        _before ??= opening.Before;
        _isNew |= _books.Length > 0;    // what is booked as of its dead is let go
        (_books, _replica) = (opening.Books, replica);
    }

    /// <summary>A sentence was answered.</summary>
    public void Heard(Answer answer)
    {
        Interlocked.Exchange(ref _heard, New()).TrySetResult(answer.Now);
        if (!_work.IsCompleted || _stop.IsCancellationRequested)
        {
            return;
        }

        if (!answer.IsSeeded)
        {
            // What those who come have settled and not told is added: it has to be there before sums that hold it too.
            _work = answer.IsComplete ? WorkAsync(SeedAsync, _books) : Task.CompletedTask;
        }
        else if (_isNew || time.GetElapsedTime(_compared) >= times.Comparison)
        {
            _compared = time.GetTimestamp();
            _work = WorkAsync(CompareAsync, _books);
        }
    }

    /// <summary>Who of those that the books call dead may be buried: the books' clock may have leaped, and who lives speaks within this.</summary>
    public IReadOnlyList<string> Mourn(IReadOnlyList<string> dead)
    {
        if (dead.Count == 0 && _mourned.Count == 0)
        {
            return [];
        }

        _mourned = dead.Distinct(StringComparer.Ordinal).ToDictionary(one => one, one => _mourned.TryGetValue(one, out var since) ? since : time.GetTimestamp(), StringComparer.Ordinal);
        return [.. _mourned.Where(one => time.GetElapsedTime(one.Value) >= times.Beat * 10).Select(one => one.Key)];
    }

    /// <summary>Takes a silent replica out of the books.</summary>
    /// <param name="whole">All that it held stays booked.</param>
    /// <returns>False: it could not be done now.</returns>
    public async ValueTask<bool> BuryAsync(string replica, TimeSpan silence, bool whole)
    {
        for (var step = 0; step < Steps; step++)
        {
            switch (await bank.BuryAsync(replica, Teller.SeatOf(replica), silence, whole))
            {
                case 0:
                    return true;
                case null or < 0:
                    return false;
            }
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _heard.TrySetCanceled();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <param name="books">Those whose answer it is about: they may be left before it begins.</param>
    private async Task WorkAsync(Func<string, Task> work, string books)
    {
        await Task.Yield();
        try
        {
            await work(books);
            _isUnread = false;
        }
        catch (Exception trouble) when (!_stop.IsCancellationRequested)
        {
            if (!_isUnread)
            {
                _isUnread = true;    // said once, not with each try
                Log.Unread(logger, trouble);
            }

            await Task.Delay(Pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SeedAsync(string books)
    {
        if (!await bank.TryLockAsync(books, seeds: true, _replica, LockTime))
        {
            await Task.Delay(Pause, time, _stop.Token);
            return;
        }

        // What it throws is tried again under the same lock: it is this replica's.
        if (await LiftAsync(books))
        {
            await bank.SeededAsync(books);
            Log.Seeded(logger);
        }
    }

    private async Task CompareAsync(string books)
    {
        if (_isNew)
        {
            if (_before is { } before && !await BuryPredecessorAsync(before))
            {
                Log.Copied(logger, seat);
            }

            _before = null;
        }
        else if (!await bank.TryLockAsync(books, seeds: false, _replica, LockTime))
        {
            return;
        }

        if (await LiftAsync(books))
        {
            for (var step = 0; step < Steps && !await bank.AbsolveAsync(seat, _replica); step++)
            {
                await Task.Delay(Pause, time, _stop.Token);
            }

            _isNew = false;
        }
    }

    /// <summary>False: it still speaks, so this folder is a copy of another's.</summary>
    private async Task<bool> BuryPredecessorAsync(string before)
    {
        var since = time.GetTimestamp();
        while (!await BuryAsync(before, times.Predecessor, whole: true))
        {
            if (time.GetElapsedTime(since) > 4 * times.Predecessor)
            {
                return false;
            }

            await Task.Delay(Pause, time, _stop.Token);
        }

        return true;
    }

    /// <summary>Lifts what the books have as spent to what the ledger has, once everybody has told what he had settled when it was read: else that would count twice.</summary>
    private async Task<bool> LiftAsync(string books)
    {
        var entries = await sums(_stop.Token);
        await NextAsync();
        var (after, waits) = (await NextAsync(), 0);
        foreach (var chunk in entries.Chunk(Till.MaxPots))
        {
            while (await bank.BringAsync(books, "", chunk, waits < Waits ? after : 0) is not true)
            {
                if (books != _books || waits > 2 * Waits)
                {
                    return false;
                }

                waits++;
                await Task.Delay(Pause, time, _stop.Token);
            }
        }

        return books == _books;
    }

    private Task<long> NextAsync() => Volatile.Read(ref _heard).Task;    // a stop ends it too

    private static TaskCompletionSource<long> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(41, LogLevel.Error, "What the ledger knows as spent can't be brought into the shared books of budgets now; it is tried again")]
        public static partial void Unread(ILogger logger, Exception trouble);

        [LoggerMessage(42, LogLevel.Information, "The shared books of budgets are new: what the ledger knows as spent is in them")]
        public static partial void Seeded(ILogger logger);

        [LoggerMessage(43, LogLevel.Error, "Another gateway speaks under this one's name ({Seat}): its data_dir is a copy. Delete 'replica' in one of them and start that one anew.")]
        public static partial void Copied(ILogger logger, string seat);
    }
}
