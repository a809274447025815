namespace Bascule.Engine.Resilience.Hedging;

/// <summary>Two lanes ask candidates of one call; the first that claims the caller's answer wins, and the other is cancelled at once.</summary>
internal sealed class Race : IDisposable
{
    private readonly Call _call;
    private readonly CallReport _report;
    private readonly HedgeOptions _options;
    private readonly CandidateQueue _queue;
    private readonly CancellationTokenSource _wait;
    private readonly Lock _start = new();    // held until the second lane has sent, so that a winner sees whether there is a loser
    private readonly Lane _first;
    private readonly Lane _second;
    private Task<LaneEnd>? _one, _two;

    public Race(Call call, CallReport report, HedgeOptions options, CandidateQueue queue, long begun, CancellationToken cancel)
    {
        (_call, _report, _options, _queue) = (call, report, options, queue);
        _wait = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _first = new Lane(call, report, queue, begun, cancel, isHedge: false);
        _second = new Lane(call, report, queue, begun, cancel, isHedge: true);
        report.Race = this;
    }

    /// <summary>Runs both to their end.</summary>
    public async Task<LaneEnd> RunAsync()
    {
        _one = _first.RunAsync();
        if (await IsSlowAsync())
        {
            Hedge();
        }

        if (_two is null)
        {
            return await _one;
        }

        Task both = Task.WhenAll(_one, _two);
        await both.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_report.Committed is { } winner)
        {
            return await (winner == _first.Current ? _one : _two);    // a bug of the one that lost is told by its attempt, and is not the answer's
        }

        var (one, two) = (await _one, await _two);
        return one < two ? one : two;
    }

    /// <summary>An attempt has claimed the answer: whoever else is asked stops now.</summary>
    public void Won(AttemptReport made)
    {
        _wait.Cancel();
        (made == _first.Current ? _second : _first).Outrun();
    }

    /// <summary>Waits until the lane that lost has ended, so that its cost stands in the row. It was cancelled, so that is soon.</summary>
    public async Task LoserGoneAsync(AttemptReport winner)
    {
        Task? loser;
        lock (_start)
        {
            loser = winner == _first.Current ? _two : _one;
        }

        if (loser is not null)
        {
            await loser.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _wait.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private async Task<bool> IsSlowAsync()
    {
        if (Delay() is not { } delay)
        {
            return false;
        }

        var due = Task.Delay(delay, _call.Time, _wait.Token);
        await Task.WhenAny(_one!, due);
        var slow = due.IsCompletedSuccessfully;
        await _wait.CancelAsync();
        return slow;
    }

    private TimeSpan? Delay() => _options.After ?? (_first.Current is { } made && _options.Percentile is { } share && made.Target.State.FirstTokenAt(share) is { } usual
        ? TimeSpan.FromMilliseconds(usual)
        : null);

    private void Hedge()
    {
        lock (_start)
        {
            if (MayHedge())
            {
                _two = _second.RunAsync();
            }
        }
    }

    private bool MayHedge() => !_report.IsCommitted && _queue.Peek() is { } next
        && (_options.MaxNano is not { } most || ExpectedCost.NanoOf(next, _call.Profile, _call.Time.GetUtcNow()) <= most);
}
