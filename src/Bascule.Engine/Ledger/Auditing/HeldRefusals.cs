namespace Bascule.Engine.Ledger.Auditing;

/// <summary>Refusals of the last minute: equal ones of one key become one entry with a count, so that who is refused a thousand times a second does not fill the log.</summary>
/// <param name="act">What all of them are.</param>
/// <param name="bound">Different ones within a minute; what comes past it is counted together.</param>
internal sealed class HeldRefusals(string act, int bound)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly RefusalName _others = new("(others)", act, "", "more than can be told apart");
    private readonly Lock _gate = new();    // held for a dictionary look-up
    private readonly Dictionary<RefusalName, Held> _held = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _held.Count;
            }
        }
    }

    public void Add(RefusalName refusal, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(refusal, out var held))
            {
                refusal = _held.Count < bound ? refusal : _others;
                if (!_held.TryGetValue(refusal, out held))
                {
                    _held[refusal] = held = new Held(now);
                }
            }

            held.Count++;
            held.Last = now;
        }
    }

    /// <summary>Takes those whose minute is over, in the order they began; or all.</summary>
    public IReadOnlyList<(RefusalName Refusal, DateTimeOffset First, DateTimeOffset Last, int Count)> Take(DateTimeOffset now, bool all)
    {
        lock (_gate)
        {
            if (_held.Count == 0)
            {
                return [];
            }

            var over = _held.Where(held => all || now - held.Value.First >= Window).OrderBy(held => held.Value.First).ToArray();
            foreach (var (name, _) in over)
            {
                _held.Remove(name);
            }

            return [.. over.Select(held => (held.Key, held.Value.First, held.Value.Last, held.Value.Count))];
        }
    }

    private sealed class Held(DateTimeOffset first)
    {
        public DateTimeOffset First => first;

        public DateTimeOffset Last { get; set; }

        public int Count { get; set; }
    }
}

/// <summary>What makes two refusals equal.</summary>
internal readonly record struct RefusalName(string Who, string Act, string Target, string Code);
