using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails.Masking;
using Bascule.Engine.Guardrails.Output;
using Bascule.Engine.Resilience.Guarding;

namespace Bascule.Engine.Guardrails;

/// <summary>
/// What guards the answers to one request: the rules of its guardrails, and the values behind its placeholders. Rules see placeholders, so nobody is refused his own words.
/// They read what is said, thought, called and cited, and transcripts. They do not read sound, pictures, vectors, rankings, verdicts and counts, nor an answer's ids and
/// usage; log probabilities are left out where a rule may keep words back.
/// </summary>
public sealed class CallGuard : AnswerGuard
{
    private readonly Vault? _vault;
    private readonly OutputRules? _rules;

    private CallGuard(Vault? vault, OutputRules? rules, OutputNotes? notes) => (_vault, _rules, Notes) = (vault, rules, notes);

    /// <summary>What the rules come to; null: there are none.</summary>
    public OutputNotes? Notes { get; }

    public override bool IsMasked => _vault is not null;

    public override bool Rewrites => _rules is { Mask: true };

    public override bool HasRules => _rules is not null;

    public override bool HidesTokens => _rules is { HidesTokens: true };

    public override AnswerGuard? Aside => _vault is null ? null : new CallGuard(_vault, null, null);

    /// <summary>The guard of a request; null: its answers need none.</summary>
    /// <param name="vault">What stands behind its placeholders; null: it was not masked.</param>
    /// <param name="rules">The guardrails on its answers, and who is told what they come to; null: there are none.</param>
    public static CallGuard? For(Vault? vault, (OutputRules Rules, OutputNotes Notes)? rules) =>
        vault is null && rules is null ? null : new CallGuard(vault, rules?.Rules, rules?.Notes);

    public override StreamRestorer? NewRestorer() => _vault is null ? null : new EventRestorer(_vault);

    public override StreamRules? NewRules() => _rules is null ? null : new WindowedRules(_rules, Notes!);

    public override async ValueTask<Read<Answer>> TakeAsync(Answer answer, CancellationToken cancel)
    {
        var taken = _rules is null ? answer : await AnswerCheck.RunAsync(_rules, Notes!, answer, cancel);
        return taken.Value is { } told && _vault is not null ? AnswerRestorer.Restore(_vault, told) : taken;
    }

    public override ValueTask<Failure?> HearAsync(string text, bool json, CancellationToken cancel) => _rules is null ? ValueTask.FromResult<Failure?>(null) : AnswerCheck.HearAsync(_rules, Notes!, text, json, cancel);

    public override ReadOnlyMemory<byte> Restore(ReadOnlyMemory<byte> json) => _vault is null ? json : AnswerRestorer.Restore(_vault, new RawJson(json)).Utf8;
}
