using System.Collections.Concurrent;

namespace Bascule.Engine.Limits;

/// <summary>How long the answers of each route are, learned from what upstreams say of those that nothing cut short.</summary>
public sealed class OutputLengths
{
    /// <summary>What an answer is taken to need before anything is learned.</summary>
    public const long Unlearned = 256;

    /// <summary>Routes learned apart: callers may make up names as <c>PROVIDER/UPSTREAM</c>. Further ones are not learned.</summary>
    public const int MaxRoutes = 1_000;

    private readonly ConcurrentDictionary<string, Lengths> _routes = new(StringComparer.Ordinal);

    /// <summary>The tokens within which nineteen of twenty answers of a route end.</summary>
    public long P95(string route) => _routes.TryGetValue(route, out var lengths) ? lengths.P95 : Unlearned;

    /// <summary>Takes the length of one answer.</summary>
    public void Learn(string route, long tokens)
    {
        if (tokens <= 0)
        {
            return;
        }

        if (!_routes.TryGetValue(route, out var lengths))
        {
            if (_routes.Count >= MaxRoutes)
            {
                return;
            }

            lengths = _routes.GetOrAdd(route, static _ => new Lengths());
        }

        lengths.Learn((int)Math.Min(tokens, int.MaxValue));
    }

    /// <summary>The latest answers of one route.</summary>
    private sealed class Lengths
    {
        private const int Window = 256;

        /// <summary>Fewer say nothing of the long ones.</summary>
        private const int Fewest = 10;

        /// <summary>It is sorted once in so many answers.</summary>
        private const int Often = 8;

        private readonly Lock _gate = new();    // held for a copy of a kilobyte at most
        private readonly int[] _latest = new int[Window];
        private int _learned;
        private long _p95 = Unlearned;

        public long P95 => Interlocked.Read(ref _p95);

        public void Learn(int tokens)
        {
            lock (_gate)
            {
                _latest[_learned++ % Window] = tokens;
                if (_learned < Fewest || (_learned > Fewest && _learned % Often != 0))
                {
                    return;
                }

                var count = Math.Min(_learned, Window);
                Span<int> sorted = stackalloc int[Window];
                _latest.AsSpan(0, count).CopyTo(sorted);
                sorted[..count].Sort();
                Interlocked.Exchange(ref _p95, sorted[(int)Math.Ceiling((count - 1) * 0.95)]);
                if (_learned >= Window * Often)
                {
                    _learned = Window;    // the place starts anew at 0, and the count stays full
                }
            }
        }
    }
}
