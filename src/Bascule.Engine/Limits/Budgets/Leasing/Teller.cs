using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>
/// Speaks with the books for this replica, one sentence at a time: tells what was settled, asks for what attempts wait for, has leases filled up that run low and gives back what others need. A sentence whose
/// answer was lost is said again as it was.
/// </summary>
public sealed partial class Teller : IAsyncDisposable
{
    /// <summary>Sentences that a stop has for what is left to tell.</summary>
    private const int LastSentences = 200;

    /// <summary>The log is told of what has held for so long: under load an answer is late now and then, and nobody need look.</summary>
    private static readonly TimeSpan ToldAfter = TimeSpan.FromSeconds(1);

    private readonly IBank _bank;
    private readonly string _seat;
    private readonly Func<string> _newName;
    private readonly TellerTimes _times;
    private readonly TimeProvider _time;
    private readonly ILogger<Teller> _logger;
    private readonly Reconciler _reconciler;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private string? _books;    // null: none were ever met
    private string _replica = "";    // under which name this process stands in them
    private string? _coming;    // and under which it is about to
    private bool _isIn;    // it may speak there
    private bool _isOpen;    // they lease
    private string[] _seats = [];    // of those that were alive
    private long _number;
    private Draft? _unheard;
    private long _spoke;    // when the last sentence was said that was answered
    private long _until;    // the leases count until then, in clock ticks
    private volatile int _replicas = 1;
    private volatile bool _isAway = true;
    private bool _isToldAway = true;    // as the log has it
    private long _turned;    // when it last changed
    private int _disposed;

    /// <param name="seat">Who this replica is over restarts.</param>
    /// <param name="sums">Reads what the ledger knows as spent.</param>
    /// <param name="newName">A name that nobody had.</param>
    public Teller(IBank bank, string seat, LedgerSums sums, Func<string> newName, TellerTimes times, TimeProvider time, ILogger<Teller> logger)
    {
        (_bank, _seat, _newName, _times, _time, _logger) = (bank, seat, newName, times, time, logger);
        Till = new Till(times, time);
        _reconciler = new Reconciler(bank, seat, sums, times, time, logger);
    }

    /// <summary>Completes when the books were met, with the ledger's sums in them.</summary>
    public Task Known => _known.Task;

    /// <summary>How many replicas are alive.</summary>
    public int Replicas => _replicas;

    /// <summary>The books can't be asked now.</summary>
    public bool IsAway => _isAway;

    internal Till Till { get; }

    internal TimeProvider Time => _time;

    /// <summary>What is leased may be reserved. Past its time the books may have given it to others.</summary>
    internal bool Lends => _time.GetTimestamp() < Volatile.Read(ref _until);

    public void Start() => _running = RunAsync();

    /// <summary>Waits until the books grant it, or says at once that they can't be asked.</summary>
    internal Task<Conversation.Failure?> AskAsync(Asking asking, CancellationToken cancel)
    {
        if (_isAway || !Till.TryAdd(asking))
        {
            asking.EndAlone();
        }

        return asking.WaitAsync(_times.Patience, _time, cancel);
    }

    /// <summary>Brings what is known of leases up to date, for who wants to look at them.</summary>
    internal async ValueTask LookAsync(IReadOnlyList<Lease> leases)
    {
        if (leases.Count == 0 || _isAway || await _bank.ReadAsync([.. leases.Select(lease => lease.Key)], _replica) is not { } figures)
        {
            return;
        }

        for (var i = 0; i < leases.Count; i++)
        {
            lock (leases[i].Gate)
            {
                leases[i].Look(figures[i]);
            }
        }
    }

    /// <summary>Tells what is left to tell, gives everything back and leaves. To be called when nothing is under way any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _reconciler.DisposeAsync();
        if (_isIn && !_isAway)
        {
            Till.ReturnAll();
            for (var said = 0; said < LastSentences && (_unheard is not null || Till.HasNoted) && await SpeakAsync() == Step.Done; said++)
            {
                // Each tells as much as a sentence holds.
            }

            if (_unheard is null && !Till.HasNoted)
            {
                await _reconciler.BuryAsync(_replica, TimeSpan.Zero, whole: true);
            }
        }

        _isAway = true;
        EndAskings();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_stop.IsCancellationRequested)
        {
            Till.Listen();
            if (!await StepAsync())
            {
                await Task.WhenAny(Till.Rung, Task.Delay(_times.Batch, _time, _stop.Token));
            }
        }
    }

    /// <summary>Comes in, or says what there is to say. True: there is more to do at once.</summary>
    internal async ValueTask<bool> StepAsync()
    {
        var step = Step.Lost;
        try
        {
            step = !_isIn ? await ComeAsync() : HasToSpeak() ? await SpeakAsync() : Step.Done;
        }
        catch (Exception bug) when (!_stop.IsCancellationRequested)
        {
            Log.Broken(_logger, bug);
        }

        Turn(away: step == Step.Lost);
        return step == Step.Again || (step == Step.Done && Till.HasAskings && _isOpen);
    }

    private bool HasToSpeak() => _unheard is not null || Till.HasNoted || !_isOpen || Till.HasAskings || _time.GetElapsedTime(_spoke) >= _times.Beat;

    /// <summary>While the books can't be asked nobody waits for them.</summary>
    private void Turn(bool away)
    {
        if (_isAway != away)
        {
            (_isAway, _turned) = (away, _time.GetTimestamp());
        }

        if (_isToldAway != away && _time.GetElapsedTime(_turned) >= ToldAfter)
        {
            _isToldAway = away;
            if (away)
            {
                Log.Away(_logger);
            }
            else
            {
                Log.Back(_logger, _replicas);
            }
        }

        if (away)
        {
            EndAskings();
        }
    }

    private void EndAskings()
    {
        foreach (var asking in (_unheard?.Askings ?? []).Concat(Till.TakeAskings()))
        {
            asking.EndAlone();
        }
    }

    private async ValueTask<Step> SpeakAsync()
    {
        var draft = _unheard ?? Till.Write(_isOpen);
        var said = _time.GetTimestamp();
        var sentence = draft.Say(_books!, _replica, _unheard is null ? ++_number : _number);
        _unheard = draft;
        if (await _bank.SayAsync(sentence) is not { } answer)
        {
            return Step.Lost;
        }

        _unheard = null;
        if (answer.Hearing != Hearing.Heard)
        {
            Leave(draft, answer.Hearing);
            return Step.Again;
        }

        _spoke = said;
        Volatile.Write(ref _until, said + (long)(_times.Term.TotalSeconds * _time.TimestampFrequency));
        _isOpen = answer.IsOpen;
        _replicas = Math.Max(1, answer.Present);
        // While new books wait for somebody, he is not among the living there: if they are lost too, the next ones wait for him as well.
        _seats = [.. answer.Alive.Select(SeatOf).Union(answer.IsComplete ? [] : _seats, StringComparer.Ordinal)];
        draft.Hear(answer);
        for (var i = 0; i < draft.Leases.Count; i++)
        {
            Till.Keep(draft.Leases[i], isOver: sentence.Pots[i].Budget is > 0 and var budget && answer.Pots[i].FreeOf(budget) < 0);
        }

        Till.Return(answer.Wanted);
        Till.Sweep(_time.GetUtcNow());
        _reconciler.Heard(answer);
        if (answer.IsSeeded)
        {
            _known.TrySetResult();
        }

        foreach (var dead in _reconciler.Mourn(answer.Dead))
        {
            await _reconciler.BuryAsync(dead, _times.Mourning, whole: false);
        }

        return Step.Done;
    }

    /// <summary>The books no longer know this replica. Where they buried it, what it leased is not its own any more; where they are new, its leases count as long as they would have. Those who wait are asked for again.</summary>
    private void Leave(Draft draft, Hearing why)
    {
        if (why == Hearing.Buried)
        {
            Volatile.Write(ref _until, 0);
        }

        (_isIn, _isOpen) = (false, false);
        Log.Left(_logger, why == Hearing.Buried ? "count this replica as dead" : "are new");
        foreach (var lease in draft.Leases)
        {
            Till.Keep(lease, isOver: false);
        }

        foreach (var asking in draft.Askings)
        {
            if (!Till.TryAdd(asking))
            {
                asking.EndAlone();
            }
        }
    }

    /// <summary>Comes into the books with what is under way. It is repeated under the same name until all of it is written down.</summary>
    private async ValueTask<Step> ComeAsync()
    {
        var replica = _coming ??= $"{_seat}.{_newName()}";
        if (await _bank.OpenAsync(replica, _seat, _newName()) is not { } opening)
        {
            return Step.Lost;
        }

        var same = opening.Books == _books;
        var keeps = !same && !opening.IsSeeded && Lends;    // new books lease nothing to others before all who have leases of the old ones came
        if (!keeps)
        {
            Volatile.Write(ref _until, 0);
        }

        Till.KeepNoted();
        foreach (var leases in Till.Held.ToArray().Chunk(Till.MaxPots))
        {
            var entries = leases.Select(lease =>
            {
                lock (lease.Gate)
                {
                    return lease.Bring(same, keeps);
                }
            }).ToArray();
            switch (await _bank.BringAsync(opening.Books, replica, entries, keeps ? -1 : 0))
            {
                case null:
                    return Step.Lost;
                case false:
                    return Step.Again;
            }

            for (var i = 0; i < leases.Length; i++)
            {
                lock (leases[i].Gate)
                {
                    leases[i].Brought(entries[i]);
                }

                Till.Keep(leases[i], isOver: false);    // what is untold is to be told
            }
        }

        if (!await _bank.EnterAsync(opening.Books, replica, _seat, same ? [] : _seats))
        {
            return Step.Lost;
        }

        _reconciler.Came(opening, replica);
        (_books, _replica, _coming, _number, _isIn) = (opening.Books, replica, null, 0, true);
        return Step.Again;
    }

    /// <summary>A replica's name is its seat's and its own.</summary>
    public static string SeatOf(string replica) => replica[..Math.Max(0, replica.LastIndexOf('.'))];

    private enum Step
    {
        Done,

        /// <summary>The books can't be asked.</summary>
        Lost,

        /// <summary>There is more to say at once.</summary>
        Again,
    }

    private static partial class Log
    {
        [LoggerMessage(31, LogLevel.Warning, "The shared books of budgets can't be asked: this replica goes on within its leases")]
        public static partial void Away(ILogger logger);

        [LoggerMessage(34, LogLevel.Information, "The shared books of budgets are asked; {Replicas} replicas are known")]
        public static partial void Back(ILogger logger, int replicas);

        [LoggerMessage(32, LogLevel.Warning, "The shared books of budgets {Why}: what is under way is written down anew")]
        public static partial void Left(ILogger logger, string why);

        [LoggerMessage(33, LogLevel.Error, "The shared books of budgets could not be spoken with: a bug")]
        public static partial void Broken(ILogger logger, Exception bug);
    }
}
