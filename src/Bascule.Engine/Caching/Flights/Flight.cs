using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Taping;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Caching.Flights;

/// <summary>
/// One question under way for everybody who asks it at the same time. Who asked first leads: his request asks upstream. The others read from its tape. It is cancelled when all
/// have left, and whoever leads may leave before the others do.
/// </summary>
public sealed class Flight : IDisposable
{
    /// <summary>Who reads along: each holds a connection of his own, so this only bounds what one tape wakes at a time.</summary>
    public const int MostJoiners = 1_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Landing> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _aboard = 1;
    private bool _over;
    private volatile bool _parted;

    /// <param name="report">What the leader's call comes to.</param>
    /// <param name="room">Where its tape gets its memory.</param>
    /// <param name="timeout">How long its call may take in all; null: as the attempts' own limits say.</param>
    public Flight(CallReport report, TapeRoom room, TimeSpan? timeout) => (Report, Tape, Timeout) = (report, new AnswerTape(room), timeout);

    public AnswerTape Tape { get; }

    /// <summary>What the leader's call comes to. Whoever joined reads of it who answers, once the tape has begun.</summary>
    public CallReport Report { get; }

    /// <summary>The caller's limit that its call is held to.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>What is on the tape, and who is on record for it; null: it did not begin.</summary>
    public AnswerForm? Form { get; init; }

    /// <summary>Cancelled when all have left.</summary>
    public CancellationToken Abandoned => _stop.Token;

    /// <summary>Who has not left.</summary>
    public int Aboard => Volatile.Read(ref _aboard);

    /// <summary>How it ended.</summary>
    public Task<Landing> Landed => _landed.Task;

    /// <summary>Whoever leads goes on alone.</summary>
    public bool IsParted => _parted;

    /// <summary>False: it is over, or it is full, or its leader goes on alone.</summary>
    public bool TryJoin()
    {
        lock (_lock)
        {
            if (_over || _parted || _aboard > MostJoiners)
            {
                return false;
            }

            _aboard++;
        }

        Tape.Follow();
        return true;
    }

    /// <summary>Who joined leaves.</summary>
    public void Leave()
    {
        Tape.Unfollow();
        Disembark();
    }

    /// <summary>What the leader will get is for him alone: those who joined learn it now, and nobody joins any more.</summary>
    public void Part()
    {
        lock (_lock)
        {
            _parted = true;
        }

        _landed.TrySetResult(Landing.Alone);
    }

    /// <summary>The leader's caller leaves, or has his answer.</summary>
    public void LeaderLeaves() => Disembark();

    /// <summary>It is over; said once.</summary>
    public void Land(Landing landing)
    {
        lock (_lock)
        {
            _over = true;
        }

        _landed.TrySetResult(landing);
    }

    /// <summary>The leader's call is over. Where it was cancelled, nobody is left who would give back what its tape took.</summary>
    public void Dispose()
    {
        bool isEmpty;
        lock (_lock)
        {
            isEmpty = _aboard == 0;
        }

        if (isEmpty)
        {
            Tape.Release();
        }

        _stop.Dispose();
    }

    private void Disembark()
    {
        bool cancels;
        lock (_lock)
        {
            if (--_aboard > 0)
            {
                return;
            }

            (cancels, _over) = (!_over, true);
        }

        if (cancels)
        {
            try
            {
                _stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The call ended in the same moment.
            }
        }
        else
        {
            Tape.Release();
        }
    }
}

/// <summary>How a flight ended.</summary>
/// <param name="Answer">The whole answer; null: there is none.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Claimed">It broke off after the answer had begun.</param>
/// <param name="IsLeadersOwn">What went wrong is the leader's own affair (his budget, his time limit, his leaving): the same question may fare well for others.</param>
/// <param name="Similarity">How like the question is that the answer was made for, where it is not the same.</param>
public sealed record Landing(CachedAnswer? Answer, Failure? Failure = null, bool Claimed = false, bool IsLeadersOwn = false, double? Similarity = null)
{
    /// <summary>The leader goes on alone.</summary>
    public static Landing Alone { get; } = new(null, IsLeadersOwn: true);
}
