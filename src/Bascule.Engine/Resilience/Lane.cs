using Bascule.Engine.Conversation;
using Bascule.Engine.Limits;
using Bascule.Engine.Resilience.Errands;
using Bascule.Engine.Resilience.Rescue;
using Bascule.Engine.Resilience.Retries;

namespace Bascule.Engine.Resilience;

/// <summary>Asks one candidate after another, each again where that may help, until one owns the answer, a failure ends the request or nobody is left.</summary>
internal sealed class Lane : IDisposable
{
    /// <summary>A timer counts in the system's coarse clock and may ring so much early: what it bounded is over then all the same.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly Call _call;
    private readonly CallReport _report;
    private readonly CandidateQueue _queue;
    private readonly long _begun;
    private readonly bool _isHedge;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _stop;
    private volatile bool _outrun;
    private GatePass _pass;    // of the attempt under way: here, and not carried along through every state machine

    /// <param name="begun">When the call began to ask, in clock ticks.</param>
    /// <param name="isHedge">It is the first (false) or second lane of a race; null: it is alone, and never outrun.</param>
    public Lane(Call call, CallReport report, CandidateQueue queue, long begun, CancellationToken cancel, bool? isHedge = null)
    {
        (_call, _report, _queue, _begun, _caller, _isHedge) = (call, report, queue, begun, cancel, isHedge == true);
        _stop = isHedge is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancel);
    }

    /// <summary>The attempt under way, or the last one.</summary>
    public AttemptReport? Current { get; private set; }

    private bool IsOutOfTime => Left() <= Tick;

    private CancellationToken Cancel => _stop?.Token ?? _caller;

    /// <summary>The other lane owns the answer.</summary>
    public void Outrun()
    {
        _outrun = true;
        _stop!.Cancel();
    }

    public async Task<LaneEnd> RunAsync()
    {
        var kind = _isHedge ? AttemptKind.Hedge : AttemptKind.First;
        while (!_outrun && _queue.Peek() is not null)
        {
            if (Cancel.IsCancellationRequested)
            {
                return LaneEnd.Over;
            }

            if (IsOutOfTime)
            {
                return LaneEnd.OutOfTime;
            }

            if (await EnterAsync() is not { } target)
            {
                return IsOutOfTime ? LaneEnd.OutOfTime : LaneEnd.RanOut;
            }

            target.State.Retries.Earn();
            var keys = 1;    // used so far: each is asked once
            TimeSpan? wait = TimeSpan.Zero;
            for (var retries = 0; wait is not null; retries++)
            {
                // From here to the end of the attempt nothing returns: the pass is given back there.
                var made = _report.Begin(target, kind, wait.Value, _call.Time.GetUtcNow());
                await AskAsync(made);
                if (made.Failure is not null && _report.Committed == made && !_report.Sealed)
                {
                    await EndBrokenAsync(made);
                }

                if (made.Failure is null || _report.IsCommitted || made.Failure.Kind == FailureKind.Cancelled)
                {
                    return LaneEnd.Over;
                }

                if (made.HasNextKey && keys++ < target.Provider.Keys && _call.Form is not { Begun: true } && TryEnter(target))
                {
                    (kind, retries, made.Then) = (AttemptKind.Retry, retries - 1, AttemptReport.ThenNextKey);
                    continue;
                }

                if (!AsksOn(made))
                {
                    _queue.Close();
                    return LaneEnd.Refused;
                }

                wait = WaitBeforeRetry(made, retries);
                if (wait is not null)
                {
                    made.Then = AttemptReport.ThenRetry;
                    if (!await WaitAsync(wait.Value))
                    {
                        return LaneEnd.Over;
                    }

                    if (IsOutOfTime)
                    {
                        return LaneEnd.OutOfTime;
                    }

                    // Others may have taken the place meanwhile, and the next candidate may have one; where there is none, its line leads back to it.
                    if (!TryEnter(target) && (_isHedge || _queue.Peek() is not null || !await WaitInLineAsync(target)))
                    {
                        wait = null;
                    }
                }

                kind = wait is not null ? AttemptKind.Retry : AttemptKind.Next;
                made.Then = wait is not null ? AttemptReport.ThenRetry : _queue.Peek() is not null ? AttemptReport.ThenNext : null;
            }
        }

        return LaneEnd.RanOut;
    }

    public void Dispose() => _stop?.Dispose();

    private TimeSpan? Left() => _call.Deadline - _call.Time.GetElapsedTime(_begun);

    /// <summary>The next candidate that has room, or the first whose line leads to some in time; null: there is none.</summary>
    /// <param name="fits">Who does not is asked for nothing more; null: everybody does.</param>
    private ValueTask<Target?> EnterAsync(Func<Target, bool>? fits = null)
    {
        var found = _queue.Take(out _pass, fits);
        _report.PassedOver = _queue.PassedOver;
        return found is not null ? ValueTask.FromResult<Target?>(found) : QueueAsync(fits);
    }

    /// <summary>Whether one that was asked before has room now.</summary>
    private bool TryEnter(Target target) => target.State.Gate.TryEnter(_queue.TokensOf(target), out _pass);

    private async ValueTask<Target?> QueueAsync(Func<Target, bool>? fits)
    {
        // A second asked for speed's sake does not wait; whoever left, or is told that the gateway ends, takes no place that came free meanwhile.
        while (!_isHedge && !Cancel.IsCancellationRequested && !_call.Draining.IsCancellationRequested && _queue.TakeFull(fits) is { } full)
        {
            if (await WaitInLineAsync(full))
            {
                return full;
            }
        }

        return null;
    }

    /// <summary>Waits for a place at a full deployment. False: there is none in time.</summary>
    private async ValueTask<bool> WaitInLineAsync(Target full)
    {
        var longest = _call.MaxQueueWait - _report.Queued;
        var left = Left();
        var (tokens, since) = (_queue.TokensOf(full), _call.Time.GetTimestamp());
        using var waiting = _report.Wait(_call.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel, _call.Draining);
        var pass = await full.State.Gate.EnterAsync(tokens, _call.Rank, left < longest ? left.Value : longest, over.Token);
        _report.Queued += _call.Time.GetElapsedTime(since);
        if (pass is null)
        {
            _report.WasFull(full.State.Gate.RetryAfter(tokens));
            return false;
        }

        _pass = pass.Value;
        return true;
    }

    /// <summary>False: the caller left, or the other lane owns the answer.</summary>
    private async ValueTask<bool> WaitAsync(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            using var waiting = _report.Wait(_call.Time);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel, _call.Draining);
            await Task.Delay(wait, _call.Time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !Cancel.IsCancellationRequested;
    }

    /// <summary>The next candidate may be asked, or this one again.</summary>
    private bool AsksOn(AttemptReport made)
    {
        if (_call.Form is { Begun: true } || _call.Draining.IsCancellationRequested || !Fallback.AsksNext(made.Failure!, _call.FallbackOn, made.DialectOut != _call.Dialect.Name))
        {
            return false;
        }

        if (made.Failure!.Kind == FailureKind.ContextLength && made.Target.Deployment.Model?.ContextWindow?.Value is { } window)
        {
            _queue.OnlyWindowsOver(window);
        }

        return true;
    }

    /// <summary>Null: it is not asked again. One whose breaker is open is not while somebody else is well: that is what it is open for.</summary>
    private TimeSpan? WaitBeforeRetry(AttemptReport made, int retries) =>
        made.Target.State.Breaker.Tripped && _queue.Peek() is { IsCooling: false } ? null
        : Retrying.Wait(made.Failure!, made.TotalMs, made.Status is >= 200 and < 300, retries, _call.Retries, _queue.Peek() is not null, Left(), _call.Chance()) is { } wait && made.Target.State.Retries.TrySpend() ? wait : null;

    private async ValueTask AskAsync(AttemptReport made)
    {
        Current = made.CarriesOn is null ? made : Current;    // whoever owns the answer still does
        if (_call.Errand is null)
        {
            _call.Profile.EstimatedInputTokens = _call.Tokens.Estimate(made.Target.Tokenizer, _call.Profile) + (made.CarriesOn?.BeginningTokens ?? 0);
        }

        AttemptClock? clock = null;    // null: the attempt has not begun
        try
        {
            if (_call.Payer is { } payer && (payer.Reserve(_call, made, Cancel, out var asked) ?? (asked is null ? null : await asked)) is { } poor)
            {
                made.Failure = poor;
                return;
            }

            clock = new AttemptClock(_call.Timeouts.Over(made.Target.Provider.Options.Timeouts), Left(), _call.Time, Cancel, _call.Draining);
            made.Target.State.Begin(made);
            var answered = _call.Errand is { } errand
                ? new ErrandAttempt(_call, errand, _report, made, clock).RunAsync()
                : new Attempt(_call, _report, made, clock).RunAsync();
            made.Failure = (await answered)?.Discreet(made.Target.Provider);
        }
        catch (Exception trouble) when (clock is not null && Explain(trouble, clock) is { } failure)
        {
            // Once the row is written and the end is on its way, a caller who leaves has lost nothing.
            made.Failure = _report.Sealed && (_report.Committed == made || made.CarriesOn is not null) ? null : failure;
            if (failure.Kind == FailureKind.Cancelled)
            {
                Estimates.ApplyCancelled(made, _call.Profile, _call.Errand);
            }
        }
        catch
        {
            made.Failure = new Failure(Blame.Gateway, FailureKind.Internal, "internal_error", "The gateway failed on this request.");
            throw;
        }
        finally
        {
            if (clock is null)
            {
                made.Target.State.Gate.Leave(_pass, default);
            }
            else
            {
                made.TotalMs = clock.ElapsedMs;
                made.HasNextKey = made.Failure is { } failed && made.Target.Provider.TurnKey(made.Key, failed);
                made.Target.State.End(made);
                made.Target.State.Leave(_pass, made);
                clock.Dispose();
            }

            _call.Payer?.Settle(made);
            _call.Prompt?.Learn(made, _call.Profile.EstimatedInputTokens);
            Teach(made);
        }
    }

    /// <summary>A committed answer broke: it is carried on where the route says so, or the caller is told.</summary>
    private async Task EndBrokenAsync(AttemptReport made)
    {
        if (await new Rescuer(_call, _report, EnterAsync, TryEnter, Left, AskAsync).RunAsync(made) is { } failure)
        {
            await Ending.TellFailureAsync(_call, _report, made, failure, _caller);
        }
    }

    private Failure? Explain(Exception trouble, AttemptClock clock) =>
        _outrun && trouble is (OperationCanceledException or HttpRequestException or IOException)
            ? Ending.Outrun
            : Upstream.Explain(trouble, clock, _caller, _call.Draining);

    /// <summary>Only what was asked as the caller wrote it, once and whole, and told by the upstream is a true figure of his request.</summary>
    private void Teach(AttemptReport made)
    {
        if (made is { Failure: null, CarriesOn: null, Produced: true, UsageEstimated: false, Usage.Input: { } tokens, Target.Tokenizer: { } model } && _call.Errand is null && !made.Edits.Any(edit => edit.StartsWith("schema:", StringComparison.Ordinal))
            && !_call.Profile.HasTurnsElse)
        {
            _call.Tokens.Learn(model, _call.Profile, tokens);
        }
    }
}
