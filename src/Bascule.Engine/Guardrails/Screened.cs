using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails.Output;

namespace Bascule.Engine.Guardrails;

/// <summary>What the guardrails say of one request: stored with it, shown by <c>explain</c>.</summary>
public sealed class Screened
{
    private readonly List<Verdict> _verdicts = [];

    internal Screened(DataClass dataClass) => DataClass = dataClass;

    /// <summary>The request's class, raised by what was found; never below what it was.</summary>
    public DataClass DataClass { get; private set; }

    /// <summary>What each guardrail found that looked at it, in the config's order.</summary>
    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    /// <summary>What asking others cost, in nano-dollars, as far as prices are known.</summary>
    public long CostNano
    {
        get
        {
            long sum = 0;
            foreach (var verdict in _verdicts)
            {
                sum += verdict.CostNano ?? 0;
            }

            return sum;
        }
    }

    /// <summary>Why the request does not pass, or null.</summary>
    public Failure? Refusal { get; private set; }

    internal bool Has(Guardrail guardrail)
    {
        foreach (var verdict in _verdicts)
        {
            if (ReferenceEquals(verdict.Guardrail, guardrail))
            {
                return true;
            }
        }

        return false;
    }

    internal Verdict Open(Guardrail guardrail)
    {
        var verdict = new Verdict(guardrail);
        _verdicts.Add(verdict);
        return verdict;
    }

    /// <summary>Draws the consequences of what a guardrail found.</summary>
    internal void Settle(Verdict verdict)
    {
        var options = verdict.Guardrail.Options;
        if (verdict.Unreadable != Reading.UnreadableParts.None)
        {
            verdict.Raise(options.Unreadable);
        }

        if (verdict.Kinds.Count > 0 && options.Action == GuardrailAction.Classify)
        {
            verdict.Raise(options.As);
        }

        verdict.Blocks |= verdict.Kinds.Count > 0 && options.Action == GuardrailAction.Block;
        if (verdict.Blocks)
        {
            Refusal ??= Blocked(verdict);
        }

        DataClass = verdict.Raised > DataClass ? verdict.Raised.Value : DataClass;
    }

    internal void Refuse(Failure failure) => Refusal ??= failure;

    /// <summary>Writes the member <c>guardrails</c>: what was found in a request, then what in its answers.</summary>
    public static void Write(Utf8JsonWriter json, Screened? screened, OutputNotes? answers)
    {
        json.WriteStartArray("guardrails");
        foreach (var verdict in screened?._verdicts ?? [])
        {
            verdict.Write(json);
        }

        answers?.Write(json);
        json.WriteEndArray();
    }

    private static Failure Blocked(Verdict verdict)
    {
        var kinds = string.Join(", ", verdict.Kinds.Select(found => found.Kind));
        return new Failure(Blame.Policy, FailureKind.ContentPolicy, "content_blocked", $"The guardrail '{verdict.Guardrail.Name}' does not let this request pass: it found {(kinds.Length > 0 ? kinds : "something that it blocks")}.")
        {
            Param = verdict.Places is [var place, ..] ? place : null,
            Mend = "Take it out of the request, or ask whoever runs the gateway.",
        };
    }
}
