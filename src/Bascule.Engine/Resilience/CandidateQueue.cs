using Bascule.Engine.Limits;

namespace Bascule.Engine.Resilience;

/// <summary>The candidates of one call that were not asked yet, in order. Two lanes may take from it.</summary>
internal sealed class CandidateQueue(IReadOnlyList<Target> plan, Call call)
{
    private readonly Lock _gate = new();    // held for a few reads of a list
    private readonly List<Target> _left = [.. plan];
    private bool _closed;
    private long _window;

    /// <summary>The candidates that had no room when it was their turn, by name; null: none.</summary>
    public IReadOnlyList<string>? PassedOver { get; private set; }

    /// <summary>The first that is well and has room, entered; when none is, the first that has room. Null: nobody is left, or nobody has room.</summary>
    /// <param name="pass">To be given back when the attempt is over.</param>
    /// <param name="fits">Who does not is passed over; null: everybody does.</param>
    public Target? Take(out GatePass pass, Func<Target, bool>? fits = null)
    {
        lock (_gate)
        {
            return Enter_NeedsLock(cooling: false, fits, out pass) ?? Enter_NeedsLock(cooling: true, fits, out pass);
        }
    }

    /// <summary>The first, though it had no room, to wait for it; null: nobody is left.</summary>
    public Target? TakeFull(Func<Target, bool>? fits = null)
    {
        lock (_gate)
        {
            var found = Find_NeedsLock(fits);
            if (found is not null)
            {
                _left.Remove(found);
            }

            return found;
        }
    }

    /// <summary>Who would be next, or null.</summary>
    public Target? Peek()
    {
        lock (_gate)
        {
            return Find_NeedsLock(null);
        }
    }

    /// <summary>The request ends: nobody else is asked.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    /// <summary>The request was too long for a context window of this many tokens: only larger ones, and those of unknown size, are asked.</summary>
    public void OnlyWindowsOver(long window)
    {
        lock (_gate)
        {
            _window = Math.Max(_window, window);
        }
    }

    /// <summary>What the request is expected to use there; what is asked besides a chat has no words to answer.</summary>
    public long TokensOf(Target target) =>
        target.State.Gate.IsFree ? 0 : call.Profile.EstimatedInputTokens + (call.Errand is null ? ExpectedCost.OutputOf(target, call.Profile) : 0);

    private Target? Enter_NeedsLock(bool cooling, Func<Target, bool>? fits, out GatePass pass)
    {
        for (var i = 0; i < _left.Count; i++)
        {
            var target = _left[i];
            if (!MayBeAsked(target, fits) || target.IsCooling != cooling)
            {
                continue;
            }

            if (target.State.Gate.TryEnter(TokensOf(target), out pass))
            {
                _left.RemoveAt(i);
                return target;
            }

            if (PassedOver?.Contains(target.Deployment.Name) != true)
            {
                PassedOver = [.. PassedOver ?? [], target.Deployment.Name];
            }
        }

        pass = default;
        return null;
    }

    /// <summary>The first that fits and is well; when none is well, the first that fits. What tripped, or is being probed, since the plan was made is passed over for now.</summary>
    private Target? Find_NeedsLock(Func<Target, bool>? fits)
    {
        Target? found = null;
        foreach (var target in _left)
        {
            if (!MayBeAsked(target, fits))
            {
                continue;
            }

            if (!target.IsCooling)
            {
                return target;
            }

            found ??= target;
        }

        return found;
    }

    private bool MayBeAsked(Target target, Func<Target, bool>? fits) =>
        !_closed && (_window == 0 || target.Deployment.Model?.ContextWindow?.Value is not { } window || window > _window) && fits?.Invoke(target) != false;
}
