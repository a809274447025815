using Bascule.Engine.Ledger;

namespace Bascule.Server.Rules.Replay;

/// <summary>What a first look at the ledger's window tells: how long each deployment's answers are on each route, and which headers were kept by which config.</summary>
internal sealed class PastAnswers
{
    /// <summary>Of fewer answers nothing is concluded.</summary>
    private const int Enough = 20;

    private const int MaxAnswers = 1_000;    // each, the newest
    private const int MaxPairs = 1_000;
    private const int MaxHeaders = 4_000;

    private readonly Dictionary<(string Route, string Deployment), List<long>> _outputs = [];
    private readonly Dictionary<(string Route, string Deployment), Length?> _lengths = [];
    private readonly HashSet<(string Config, string Route, string Header)> _kept = [];

    /// <summary>Rows come newest first.</summary>
    public void Add(RecordedRequest request)
    {
        var row = request.Row;
        foreach (var header in request.Headers.Keys)
        {
            if (_kept.Count < MaxHeaders)
            {
                _kept.Add((row.ConfigVersion, row.Route ?? "", header));
            }
        }

        // Where several were asked their tokens stand summed in the row.
        if (request.Errand is not null || row is not { Error: null, Attempts.Count: 1, Usage: { Estimated: false } usage, Route: { } route, Deployment: { } deployment })
        {
            return;
        }

        if (!_outputs.TryGetValue((route, deployment), out var lengths))
        {
            if (_outputs.Count == MaxPairs)
            {
                return;
            }

            _outputs.Add((route, deployment), lengths = []);
        }

        if (lengths.Count < MaxAnswers)
        {
            lengths.Add(usage.Output);
        }
    }

    /// <summary>The header was kept then where a request had it: a request without it had none.</summary>
    public bool Kept(LedgerRow row, string header) => _kept.Contains((row.ConfigVersion, row.Route ?? "", header));

    /// <summary>Output tokens of a deployment's answers on a route; null: too few are known.</summary>
    public Length? LengthOf(string route, string deployment)
    {
        if (!_lengths.TryGetValue((route, deployment), out var length))
        {
            length = _outputs.TryGetValue((route, deployment), out var outputs) && outputs.Count >= Enough ? Length.Of(outputs) : null;
            _lengths.Add((route, deployment), length);
        }

        return length;
    }

    /// <summary>Output tokens: the quartiles by nearest rank, and the mean, which is what sums go by. A mean beyond a quartile widens the range.</summary>
    public sealed record Length(long Low, long Mean, long High)
    {
        public static Length Of(List<long> outputs)
        {
            var sorted = outputs.Order().ToArray();
            var mean = (long)Math.Round(sorted.Average(), MidpointRounding.ToEven);
            return new Length(Math.Min(Rank(sorted, 25), mean), mean, Math.Max(Rank(sorted, 75), mean));
        }

        private static long Rank(long[] sorted, int percent) => sorted[Math.Max(0, ((sorted.Length * percent) + 99) / 100 - 1)];
    }
}
