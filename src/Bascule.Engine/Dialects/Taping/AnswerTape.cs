namespace Bascule.Engine.Dialects.Taping;

/// <summary>
/// The growing record of one answer's bytes as its caller gets them, from which others read at their own paces while it grows. One writes it. It is in memory and bounded: past
/// its bound it holds no more, and who reads from it has to go elsewhere.
/// </summary>
public sealed class AnswerTape(TapeRoom room)
{
    /// <summary>Bytes of one answer: as many as a whole one is held of.</summary>
    public const int Most = 16 * 1024 * 1024;

    private readonly Lock _lock = new();
    private byte[] _bytes = [];
    private int _length;
    private int _end = -1;
    private long _ahead;
    private int _followers;
    private TapeState _state;
    private TaskCompletionSource? _change;
    private TaskCompletionSource? _followed;

    /// <summary>As the answer's head says; null before there is one.</summary>
    public string? ContentType { get; private set; }

    /// <summary>It holds all that its caller got so far.</summary>
    public bool IsWhole => _state is TapeState.Growing or TapeState.Ended;

    /// <summary>The answer's end is on it, proved as such.</summary>
    public bool IsProved => _end >= 0 && IsWhole;

    /// <summary>Somebody reads from it besides the caller whose answer it is.</summary>
    public bool IsFollowed => Followers > 0;

    public int Followers => Volatile.Read(ref _followers);

    /// <summary>All that is on it.</summary>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes.AsMemory(0, _length);
            }
        }
    }

    /// <summary>The answer begins with this head; the first one counts.</summary>
    public void Open(string contentType) => ContentType ??= contentType;

    /// <summary>Takes bytes that go to the caller, but for those that were foreseen. False: there is no more room, or it was over before.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var known = (int)Math.Min(_ahead, bytes.Length);
            _ahead -= known;
            return _end >= 0 ? known == bytes.Length : Add(bytes[known..]);
        }
    }

    /// <summary>Takes the last bytes of an answer that is proved to be whole. Nobody reads them before <see cref="End"/>.</summary>
    public void Foresee(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var end = _length;
            if (_end < 0 && (bytes.IsEmpty ? _state == TapeState.Growing : Add(bytes)))
            {
                _end = end;
                _ahead = bytes.Length;
            }
        }
    }

    /// <summary>All rows are written: the end may be read.</summary>
    public void End() => Become(TapeState.Ended);

    /// <summary>The answer broke off.</summary>
    public void Break() => Become(TapeState.Broken);

    /// <summary>What stands behind the first <paramref name="from"/> bytes and may go out now, and whether more will come.</summary>
    public ReadOnlyMemory<byte> Read(int from, out TapeState state)
    {
        lock (_lock)
        {
            state = _state;
            var to = _end >= 0 ? _end : _length;
            return to > from ? _bytes.AsMemory(from, to - from) : default;
        }
    }

    /// <summary>The end, held back until rows are written.</summary>
    public ReadOnlyMemory<byte> Last
    {
        get
        {
            lock (_lock)
            {
                return _end < 0 ? default : _bytes.AsMemory(_end, _length - _end);
            }
        }
    }

    /// <summary>Completes when there is more to read than the first <paramref name="beyond"/> bytes, or it is over.</summary>
    public Task ChangeAsync(int beyond)
    {
        lock (_lock)
        {
            return _state != TapeState.Growing || (_end >= 0 ? _end : _length) > beyond
                ? Task.CompletedTask
                : (_change ??= New()).Task;
        }
    }

    /// <summary>Completes when somebody begins to read from it.</summary>
    public Task FollowedAsync()
    {
        lock (_lock)
        {
            return _followers > 0 ? Task.CompletedTask : (_followed ??= New()).Task;
        }
    }

    public void Follow()
    {
        lock (_lock)
        {
            _followers++;
            _followed?.TrySetResult();
            _followed = null;
        }
    }

    public void Unfollow()
    {
        lock (_lock)
        {
            _followers--;
        }
    }

    /// <summary>Nobody reads from it any more: what it took of the common room is given back.</summary>
    public void Release()
    {
        lock (_lock)
        {
            room.Give(_bytes.Length);
            _bytes = [];
            (_length, _end) = (0, -1);
            _state = TapeState.Broken;
        }
    }

    /// <summary>The bytes from one place to another, both on it.</summary>
    internal ReadOnlyMemory<byte> Slice(int from, int to)
    {
        lock (_lock)
        {
            return _bytes.AsMemory(from, to - from);
        }
    }

    // A reader holds a piece of an array that is never written to again where he reads: what grows is behind it, or in a larger array. So none of them is pooled.
    private bool Add(ReadOnlySpan<byte> bytes)
    {
        if (_state != TapeState.Growing)
        {
            return false;
        }

        if (bytes.IsEmpty)
        {
            return true;
        }

        var needed = (long)_length + bytes.Length;
        if (needed > _bytes.Length && !Grow(needed))
        {
            Change(TapeState.Full);
            return false;
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length = (int)needed;
        Wake();
        return true;
    }

    private bool Grow(long needed)
    {
        var size = _bytes.Length == 0 ? needed : Math.Max(needed, Math.Min(2L * _bytes.Length, Most));    // a whole answer comes in one piece
        if (needed > Most || !room.TryTake(size - _bytes.Length))
        {
            return false;
        }

        var larger = new byte[size];
        _bytes.AsSpan(0, _length).CopyTo(larger);
        _bytes = larger;
        return true;
    }

    private void Become(TapeState state)
    {
        lock (_lock)
        {
            if (_state == TapeState.Growing)
            {
                Change(state);
            }
        }
    }

    private void Change(TapeState state)
    {
        _state = state;
        Wake();
    }

    private void Wake()
    {
        _change?.TrySetResult();
        _change = null;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);    // who writes waits for nobody who reads
}

/// <summary>How far a tape is.</summary>
public enum TapeState
{
    Growing,

    /// <summary>The answer is whole, and its rows are written.</summary>
    Ended,

    /// <summary>The answer broke off.</summary>
    Broken,

    /// <summary>The answer goes on, but not on this tape.</summary>
    Full,
}
