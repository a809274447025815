using Bascule.Engine.Conversation;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>Judges a whole answer by what only a whole one shows: a schema, another service's word. Null: it may go out.</summary>
/// <param name="texts">The words, refusals, readable thoughts and arguments of the answer, part by part.</param>
public delegate ValueTask<Failure?> AnswerJudging(IReadOnlyList<JudgedPart> texts, CancellationToken cancel);

/// <summary>One part of an answer as a judge of whole answers sees it.</summary>
/// <param name="IsWords">It is what the answer says, not what was thought or called.</param>
public readonly record struct JudgedPart(int Choice, string Text, bool IsWords);

/// <summary>The guardrails on the answers to one request.</summary>
public sealed class OutputRules
{
    /// <summary>How far an answer is held back, in bytes of its text, where the operator says nothing: longer than what detectors find but for whole private keys, which their first line gives away.</summary>
    public const int DefaultWindow = 512;

    public const int LeastWindow = 64;

    /// <summary>A window of this many bytes is some ten seconds of a fast model.</summary>
    public const int MostWindow = 16 * 1024;

    public IReadOnlyList<OutputRule> Rules { get; init; } = [];

    /// <summary>Bytes of text that are held back.</summary>
    public int Window { get; init; } = DefaultWindow;

    /// <summary>Wants the whole answer before any of it goes out; null: nobody does.</summary>
    public AnswerJudging? Judge { get; init; }

    /// <summary>Some rule changes what is said.</summary>
    public bool Mask => Rules.Any(rule => rule.Action == GuardrailAction.Mask);

    /// <summary>Some rule may keep words back, which log probabilities would spell.</summary>
    public bool HidesTokens => Rules.Any(rule => rule.Action is GuardrailAction.Mask or GuardrailAction.Block);

    public static Failure Blocked(string rule) => new(Blame.Policy, FailureKind.Forbidden, "answer_blocked", $"The answer was held back: guardrail '{rule}' does not allow it.") { IsOurs = true, IsLasting = true };
}
