namespace Bascule.Engine.Resilience;

/// <summary>The candidates of one call that were not asked yet, in order. Two lanes may take from it.</summary>
internal sealed class CandidateQueue(IReadOnlyList<Target> plan)
{
    private readonly Lock _gate = new();    // held for a few reads of a list
    private readonly List<Target> _left = [.. plan];
    private bool _closed;
    private long _window;

    /// <summary>The next to ask; null: nobody is left.</summary>
    public Target? Take()
    {
        lock (_gate)
        {
            var at = Find();
            if (at < 0)
            {
                return null;
            }

            var found = _left[at];
            _left.RemoveAt(at);
            return found;
        }
    }

    /// <summary>Who would be next, or null.</summary>
    public Target? Peek()
    {
        lock (_gate)
        {
            return Find() is >= 0 and var at ? _left[at] : null;
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

    /// <summary>The first that fits and is well; when none is well, the first that fits. What tripped, or is being probed, since the plan was made is passed over for now.</summary>
    private int Find()
    {
        var fits = -1;
        for (var i = 0; !_closed && i < _left.Count; i++)
        {
            if (_window != 0 && _left[i].Deployment.Model?.ContextWindow?.Value is { } window && window <= _window)
            {
                continue;
            }

            if (!_left[i].IsCooling)
            {
                return i;
            }

            fits = fits < 0 ? i : fits;
        }

        return fits;
    }
}
