using System.Text.Json;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>What the guardrails on answers came to in one request: kinds and counts, never text. Two lanes of a call may write at once.</summary>
public sealed class OutputNotes
{
    private readonly Lock _gate = new();    // held for a dictionary look-up
    private readonly Dictionary<(string Name, GuardrailAction Action, string Kind), int> _counts = [];    // bounded by guardrails and kinds
    private readonly List<Verdict> _asked = [];    // bounded by attempts and guardrails

    /// <summary>What asking others cost, in nano-dollars, as far as prices are known.</summary>
    public long CostNano
    {
        get
        {
            lock (_gate)
            {
                return _asked.Sum(static asked => asked.CostNano ?? 0);
            }
        }
    }

    /// <summary>A guardrail found something.</summary>
    public void Add(string name, GuardrailAction action, string kind)
    {
        lock (_gate)
        {
            var key = (name, action, kind);
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>How often a kind was found.</summary>
    public int Of(string name, string kind)
    {
        lock (_gate)
        {
            return _counts.Where(counted => counted.Key.Name == name && counted.Key.Kind == kind).Sum(counted => counted.Value);
        }
    }

    /// <summary>Writes what was found, an object a guardrail.</summary>
    public void Write(Utf8JsonWriter json)
    {
        lock (_gate)
        {
            foreach (var guardrail in _counts.GroupBy(counted => (counted.Key.Name, counted.Key.Action)))
            {
                json.WriteStartObject();
                json.WriteString("name", guardrail.Key.Name);
                json.WriteString("on", "output");
                json.WriteString("action", guardrail.Key.Action.ToWord());
                json.WriteStartObject("found");
                foreach (var counted in guardrail)
                {
                    json.WriteNumber(counted.Key.Kind, counted.Value);
                }

                json.WriteEndObject();
                if (guardrail.Key.Action == GuardrailAction.Block)
                {
                    json.WriteBoolean("blocked", true);
                }

                json.WriteEndObject();
            }

            foreach (var asked in _asked)
            {
                asked.Write(json, "output");
            }
        }
    }

    /// <summary>Somebody else is asked.</summary>
    internal Verdict Open(Guardrail guardrail)
    {
        var verdict = new Verdict(guardrail);
        lock (_gate)
        {
            _asked.Add(verdict);
        }

        return verdict;
    }
}
