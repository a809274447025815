using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Storage.Redis;

/// <summary>Tells Redis what became of requests: many at once and some milliseconds later, for nobody waits for it.</summary>
internal sealed class LimitTeller : IAsyncDisposable
{
    /// <summary>Short enough that a place is free elsewhere before anybody notices, long enough that a busy gateway sends some dozens at once.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>In one script, which no other script can interrupt.</summary>
    private const int MaxAtOnce = 128;

    /// <summary>What does not fit is not told: places are told again before long, and an estimate stands for a minute.</summary>
    private const int MaxHeld = 65_536;

    private readonly Lock _gate = new();
    private readonly RedisLink _link;
    private readonly LimitKeys _keys;
    private readonly Lock _order;
    private readonly Func<ICollection<SharedSubject>> _subjects;
    private readonly Action<long> _aged;
    private readonly ITimer _timer;
    private List<Word> _held = [];    // bounded by MaxHeld
    private bool _isArmed;

    /// <param name="order">Held while places are read and their command is put in line.</param>
    /// <param name="subjects">Those of whom something may be untold.</param>
    /// <param name="aged">Told the store's age.</param>
    public LimitTeller(RedisLink link, LimitKeys keys, Lock order, Func<ICollection<SharedSubject>> subjects, TimeProvider time, Action<long> aged)
    {
        (_link, _keys, _order, _subjects, _aged) = (link, keys, order, subjects, aged);
        _timer = time.CreateTimer(static teller => ((LimitTeller)teller!).TellHeld(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The true tokens in the place of those taken.</summary>
    public void Settle(SharedSubject subject, long second, int taken, int really) => Hold(new Word(subject, Of.Tokens, second, taken, really));

    /// <summary>How many places of it this replica has, at the moment when it is told.</summary>
    public void Places(SharedSubject subject) => Hold(new Word(subject, Of.Places, 0, 0, 0));

    /// <summary>What was counted and should not have been.</summary>
    public void TakeBack(SharedSubject subject, long second, int requests, int tokens)
    {
        if (requests > 0)
        {
            Hold(new Word(subject, Of.Requests, second, requests, 0));
        }

        if (tokens > 0)
        {
            Hold(new Word(subject, Of.Tokens, second, tokens, 0));
        }
    }

    /// <summary>Tells what is untold of everybody, and their places.</summary>
    public void TellAll(long age)
    {
        foreach (var subject in _subjects())
        {
            if (subject is { HasPlaces: true, Counter.InFlight: > 0 })
            {
                Places(subject);
            }

            if (subject.HasUntold(age))
            {
                Tell(subject, age);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        TellHeld();
        await _timer.DisposeAsync();
    }

    private void Hold(Word word)
    {
        lock (_gate)
        {
            if (_held.Count >= MaxHeld)
            {
                return;
            }

            _held.Add(word);
            if (!_isArmed)
            {
                _isArmed = true;
                _timer.Change(Pause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void TellHeld()
    {
        List<Word> words;
        lock (_gate)
        {
            (words, _held, _isArmed) = (_held, [], false);
        }

        for (var from = 0; from < words.Count && _link.IsUp; from += MaxAtOnce)
        {
            Tell(words.GetRange(from, Math.Min(MaxAtOnce, words.Count - from)));
        }
    }

    private void Tell(List<Word> words, bool withText = false)
    {
        var command = _keys.New(LimitScripts.Tell, words.Count, room: 160 * words.Count);
        PendingReply? pending;
        lock (_order)
        {
            foreach (var word in words)
            {
                AddKey(command, word);
            }

            _keys.AddWho(command).Add(0);
            foreach (var word in words)
            {
                if (word.What == Of.Places)
                {
                    command.Add("p"u8).Add(word.Subject.Counter.InFlight).Add([]).Add([]);
                }
                else
                {
                    command.Add("s"u8).Add(word.Second).Add(word.Taken).Add(word.Really);
                }
            }

            pending = _link.Enqueue(command, withText);
        }

        _link.Flush();
        if (pending is not null && !withText)
        {
            _ = AgainAsync(pending, words);
        }
    }

    private void AddKey(RedisCommand command, Word word)
    {
        switch (word.What)
        {
            case Of.Places:
                _keys.AddPlaces(command, word.Subject);
                break;
            case Of.Requests:
                _keys.AddRequests(command, word.Subject);
                break;
            default:
                _keys.AddTokens(command, word.Subject);
                break;
        }
    }

    private async Task AgainAsync(PendingReply pending, List<Word> words)
    {
        if ((await pending.InTime).IsError("NOSCRIPT"))
        {
            Tell(words, withText: true);
        }
    }

    /// <summary>Tells what is untold of one; what cannot be told is untold again.</summary>
    private void Tell(SharedSubject subject, long age)
    {
        var both = new int[2 * SlidingMinute.Seconds];
        if (subject.TakeUntold(age, both.AsSpan(0, SlidingMinute.Seconds), both.AsSpan(SlidingMinute.Seconds)))
        {
            _ = TellAsync(subject, age, both);
        }
    }

    private async Task TellAsync(SharedSubject subject, long age, int[] both)
    {
        var command = _keys.New(LimitScripts.Tell, 2, room: 1024);
        _keys.AddRequests(command, subject);
        _keys.AddTokens(command, subject);
        _keys.AddWho(command).Add(age).Add("r"u8);
        LimitKeys.AddMinute(command, both.AsSpan(0, SlidingMinute.Seconds));
        command.Add([]).Add([]).Add("r"u8);
        LimitKeys.AddMinute(command, both.AsSpan(SlidingMinute.Seconds));
        command.Add([]).Add([]);
        var reply = await _link.AskAsync(command);
        if (reply.Kind != RespKind.Integer)
        {
            subject.PutBack(both.AsSpan(0, SlidingMinute.Seconds), both.AsSpan(SlidingMinute.Seconds));
        }
        else if (reply.Integer != age)
        {
            _aged(reply.Integer);    // and all of it is told to that one
        }
    }

    private enum Of : byte
    {
        Places,
        Requests,
        Tokens,
    }

    /// <summary>What of a subject is told: how many places it has now, or what there really was of requests or tokens counted under a second.</summary>
    private readonly record struct Word(SharedSubject Subject, Of What, long Second, int Taken, int Really);
}
