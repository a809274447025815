namespace Bascule.Engine.Guardrails.Output;

/// <summary>What the rules on answers came to in one request: kinds and counts, never text. Two lanes of a call may write at once.</summary>
public sealed class OutputNotes
{
    private readonly Lock _gate = new();    // held for a dictionary look-up
    private readonly Dictionary<(string Rule, OutputAction Action, string Kind), int> _counts = [];    // bounded by rules and kinds

    public void Add(OutputRule rule, string kind)
    {
        lock (_gate)
        {
            var key = (rule.Name, rule.Action, kind);
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>What was found so far, in no order.</summary>
    public IReadOnlyList<(string Rule, OutputAction Action, string Kind, int Count)> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _counts.Select(counted => (counted.Key.Rule, counted.Key.Action, counted.Key.Kind, counted.Value))];
            }
        }
    }
}
