namespace Bascule.Engine.Resilience;

/// <summary>The candidates of one call that were not asked yet, in order. Two lanes may take from it.</summary>
internal sealed class CandidateQueue(IReadOnlyList<Target> plan)
{
    private readonly Lock _gate = new();    // held for a few reads of a list
    private int _next;
    private bool _closed;
    private long _window;

    /// <summary>The next to ask; null: nobody is left.</summary>
    public Target? Take()
    {
        lock (_gate)
        {
            var found = Find();
            _next = found is null ? plan.Count : _next + 1;
            return found;
        }
    }

    /// <summary>Who would be next, or null.</summary>
    public Target? Peek()
    {
        lock (_gate)
        {
            return Find();
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

    private Target? Find()
    {
        while (!_closed && _next < plan.Count)
        {
            if (_window == 0 || plan[_next].Deployment.Model?.ContextWindow?.Value is not { } window || window > _window)
            {
                return plan[_next];
            }

            _next++;
        }

        return null;
    }
}
