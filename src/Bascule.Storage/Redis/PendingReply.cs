namespace Bascule.Storage.Redis;

/// <summary>A command on its way. It ends once for whoever waits, in time or lost, and once for good, when its reply has come or its connection is gone.</summary>
internal sealed class PendingReply(int tick)
{
    private readonly TaskCompletionSource<RespValue> _inTime = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<RespValue>? _late;
    private RespValue _end;
    private bool _over;

    /// <summary>When it was sent, in the link's ticks.</summary>
    public int Tick => tick;

    /// <summary>The reply; lost, where it did not come in time.</summary>
    public Task<RespValue> InTime => _inTime.Task;

    /// <summary>The reply after all, or lost for good: for what a late reply did. Only where <see cref="InTime"/> was lost, and at most once; it must be quick.</summary>
    public void OnLate(Action<RespValue> late)
    {
        lock (_inTime)
        {
            if (!_over)
            {
                _late = late;
                return;
            }
        }

        late(_end);
    }

    /// <summary>Whoever waits waits no longer.</summary>
    public void GiveUp() => _inTime.TrySetResult(RespValue.Lost);

    /// <summary>The reply has come, or never will.</summary>
    public void End(RespValue value)
    {
        if (_inTime.TrySetResult(value))
        {
            return;
        }

        Action<RespValue>? late;
        lock (_inTime)
        {
            (_over, _end, late) = (true, value, _late);
        }

        late?.Invoke(value);
    }
}
