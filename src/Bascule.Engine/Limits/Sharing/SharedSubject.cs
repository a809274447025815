namespace Bascule.Engine.Limits.Sharing;

/// <summary>One key or end user in what replicas share: its name in the store, this replica's own counter, and what the store has not been told of it.</summary>
/// <param name="name">The same on all replicas. It names no end user in the clear.</param>
public sealed class SharedSubject(string name, UseCounter counter, TimeProvider time)
{
    private readonly Lock _gate = new();    // held for some sixty additions
    private SlidingMinute? _requests, _tokens;    // let in and not told
    private SlidingMinute? _allRequests, _allTokens;    // let in: what a store that lost everything is told
    private int _askingRequests, _askingPlaces;
    private long _askingTokens;
    private long _age;
    private int _times;

    public string Name => name;

    /// <summary>What this replica counts for itself.</summary>
    public UseCounter Counter => counter;

    /// <summary>What this replica has counted of requests that nobody has judged yet, tokens and places among them.</summary>
    public (int Requests, long Tokens, int Places) Asking
    {
        get
        {
            lock (_gate)
            {
                return (_askingRequests, _askingTokens, _askingPlaces);
            }
        }
    }

    /// <summary>A request is counted here already, and judged by nobody yet.</summary>
    public void Asks(SharedPart part)
    {
        lock (_gate)
        {
            _askingPlaces++;
            _askingRequests += part.RequestsPerMinute is null ? 0 : 1;
            _askingTokens += part.TokensPerMinute is null ? 0 : part.Tokens;
        }
    }

    /// <summary>It is let in.</summary>
    public void Lets(SharedPart part)
    {
        lock (_gate)
        {
            _askingPlaces--;
            if (part.RequestsPerMinute is not null)
            {
                _askingRequests--;
                (_allRequests ??= new(time)).Take(1);
            }

            if (part.TokensPerMinute is not null)
            {
                _askingTokens -= part.Tokens;
                part.LetIn = (_allTokens ??= new(time)).Take(part.Tokens);
            }
        }
    }

    /// <summary>One that was let in has ended.</summary>
    public void Ends(SharedPart part, int really)
    {
        if (part.LetIn is { } second)
        {
            lock (_gate)
            {
                _allTokens?.Settle(second, part.Tokens, really);
            }
        }
    }

    /// <summary>It is refused, and was no request. Its tokens and its place are given back when it ends.</summary>
    public void Refuses(SharedPart part)
    {
        part.Refused = true;
        if (part.RequestsPerMinute is null)
        {
            return;
        }

        counter.Requests.Settle(part.Counted, 1, 0);
        lock (_gate)
        {
            _askingRequests--;
        }
    }

    /// <summary>A refused one has ended.</summary>
    public void EndsRefused(SharedPart part)
    {
        lock (_gate)
        {
            _askingPlaces--;
            _askingTokens -= part.TokensPerMinute is null ? 0 : part.Tokens;
        }
    }

    /// <summary>Counts what was let in without the store; it is told later. Says under which second the tokens are, and how many times something was told before.</summary>
    public (long Second, int Times) TakeAlone(int requests, int tokens)
    {
        lock (_gate)
        {
            (_requests ??= new(time)).Take(requests);
            return ((_tokens ??= new(time)).Take(tokens), _times);
        }
    }

    /// <summary>Puts the tokens really used in the place of those taken alone, where they have not been told yet.</summary>
    public void SettleAlone(SharedPart part, int really)
    {
        lock (_gate)
        {
            if (part.Times == _times)
            {
                _tokens?.Settle(part.Second ?? 0, part.Tokens, really);
            }
        }
    }

    /// <summary>The store had counted it after all.</summary>
    public void UndoAlone(SharedPart part, int requests, int tokens)
    {
        lock (_gate)
        {
            if (part.Times == _times)
            {
                _requests?.Settle(part.Second ?? 0, requests, 0);
                _tokens?.Settle(part.Second ?? 0, tokens, 0);
            }
        }
    }

    /// <summary>Its places are limited: how many it has is told from time to time.</summary>
    public bool HasPlaces { get; set; }

    /// <summary>There may be something to tell.</summary>
    /// <param name="age">The store's life: one that came back empty begins another, and knows nothing of what was told before.</param>
    public bool HasUntold(long age)
    {
        lock (_gate)
        {
            return _age != age || _requests is { IsIdle: false } || _tokens is { IsIdle: false };
        }
    }

    /// <summary>Takes what the store is to be told now, by the second, the oldest first; whoever takes it tells it. False: nothing.</summary>
    /// <param name="age">The life of the store that is told.</param>
    /// <param name="requests">Room for sixty seconds.</param>
    /// <param name="tokens">Room for sixty seconds.</param>
    public bool TakeUntold(long age, Span<int> requests, Span<int> tokens)
    {
        lock (_gate)
        {
            requests.Clear();
            tokens.Clear();
            if (_age != age)
            {
                // All that this replica has let in; what is on its way to the store counts itself.
                _age = age;
                _allRequests?.CopyTo(requests);
                _allTokens?.CopyTo(tokens);
            }
            else
            {
                _requests?.CopyTo(requests);
                _tokens?.CopyTo(tokens);
            }

            (_requests, _tokens) = (null, null);
            _times++;
            return requests.ContainsAnyExcept(0) || tokens.ContainsAnyExcept(0);
        }
    }

    /// <summary>What was taken could not be told.</summary>
    public void PutBack(ReadOnlySpan<int> requests, ReadOnlySpan<int> tokens)
    {
        lock (_gate)
        {
            (_requests ??= new(time)).Add(requests);
            (_tokens ??= new(time)).Add(tokens);
        }
    }
}
