using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json.Schema;
using Bascule.Engine.Guardrails.Remote;
using Bascule.Engine.Policy;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>The guardrails that read answers, compiled: which of them hold for a request, and what they want of its answer.</summary>
public sealed class OutputScreen
{
    private readonly (Guardrail Guardrail, OutputRule[] Rules)[] _guardrails;

    public OutputScreen(IEnumerable<Guardrail> guardrails) =>
        _guardrails = [.. guardrails.Where(guardrail => guardrail.Options.ReadsOutput).Select(guardrail => (guardrail, Compile(guardrail)))];

    /// <summary>Tells apart which of them hold for a request; 0: there are none. The same in every process that has the same config.</summary>
    public ulong HoldingFor(in RequestFacts facts, Arbiter arbiter)
    {
        var hash = 0ul;
        for (var i = 0; i < _guardrails.Length; i++)
        {
            hash = Applies(_guardrails[i].Guardrail, facts, arbiter) ? ((hash == 0 ? 14695981039346656037ul : hash) ^ (ulong)i) * 1099511628211ul : hash;    // FNV-1a
        }

        return hash;
    }

    /// <summary>The rules on the answers to a request; null: there are none.</summary>
    /// <param name="arbiter">Says who may see it, and so its answer.</param>
    /// <param name="isChat">It is a chat; a transcript follows nobody's schema.</param>
    public (OutputRules Rules, OutputNotes Notes)? For(in RequestFacts facts, Arbiter arbiter, TimeProvider time, bool isChat)
    {
        if (_guardrails.Length == 0)
        {
            return null;
        }

        var (rules, whole, window) = (new List<OutputRule>(), new List<Guardrail>(), 0);
        foreach (var (guardrail, compiled) in _guardrails)
        {
            if (!Applies(guardrail, facts, arbiter))
            {
                continue;
            }

            rules.AddRange(compiled);
            window = Math.Max(window, guardrail.Options.Window ?? OutputRules.DefaultWindow);
            if (guardrail.Target is not null || (isChat && guardrail.Options.Schema is not null))
            {
                whole.Add(guardrail);
            }
        }

        if (rules.Count + whole.Count == 0)
        {
            return null;
        }

        var notes = new OutputNotes();
        var judging = whole.Count == 0 ? null : new WholeJudging(whole, facts, arbiter, time, notes, isChat);
        return (new OutputRules { Rules = rules, Window = window, Judge = judging is null ? null : judging.JudgeAsync }, notes);
    }

    /// <summary>One that need not be asked and may not be is no reason to keep an answer back.</summary>
    private static bool Applies(Guardrail guardrail, in RequestFacts facts, Arbiter arbiter) =>
        guardrail.Holds(facts) && !(guardrail is { Target: { } target, Options.Required: false } && !arbiter.For(facts).Allows(target));

    private static OutputRule[] Compile(Guardrail guardrail)
    {
        var rules = new List<OutputRule>(2);
        if (guardrail.Detectors is { } detectors)
        {
            rules.Add(new OutputRule(guardrail.Name, guardrail.Options.Action, new DetectorFinder(detectors)));
        }

        if (guardrail.Options.Hosts.Count > 0)
        {
            rules.Add(new OutputRule(guardrail.Name, guardrail.Options.Action, new UrlFinder(guardrail.Options.Hosts)));
        }

        return [.. rules];
    }

    /// <summary>What only a whole answer shows.</summary>
    private sealed class WholeJudging(IReadOnlyList<Guardrail> guardrails, RequestFacts facts, Arbiter arbiter, TimeProvider time, OutputNotes notes, bool isChat)
    {
        private const string Schema = "schema";

        public async ValueTask<Failure?> JudgeAsync(IReadOnlyList<JudgedPart> parts, CancellationToken cancel)
        {
            foreach (var guardrail in guardrails)
            {
                if (isChat && guardrail.Options.Schema is { } schema && !FitsSchema(schema, parts))
                {
                    notes.Add(guardrail.Name, guardrail.Options.Action, Schema);
                    if (guardrail.Options.Action == GuardrailAction.Block)
                    {
                        return OutputRules.Blocked(guardrail.Name);
                    }
                }

                if (guardrail.Target is not null && await AskAsync(guardrail, parts, cancel) is { } failure)
                {
                    return failure;
                }
            }

            return null;
        }

        /// <summary>An answer that only calls tools says nothing that could be wrong.</summary>
        private static bool FitsSchema(string schema, IReadOnlyList<JudgedPart> parts) => parts
            .Where(part => part.IsWords).GroupBy(part => part.Choice, part => part.Text)
            .Select(said => string.Concat(said)).Where(said => said.Length > 0)
            .All(said => JsonSchema.Problems(RawJson.FromText(schema), Encoding.UTF8.GetBytes(said)).Count == 0);

        private async ValueTask<Failure?> AskAsync(Guardrail guardrail, IReadOnlyList<JudgedPart> parts, CancellationToken cancel)
        {
            var verdict = notes.Open(guardrail);
            if (!arbiter.For(facts).Allows(guardrail.Target!))
            {
                verdict.Outcome = "not asked: policy does not let it see this answer";
                return guardrail.Options.Required ? OutputRules.Blocked(guardrail.Name) : null;
            }

            var trouble = await RemoteGuard.AskAsync(verdict, RemoteTexts.Of(string.Join('\n', parts.Select(part => part.Text))), "output", time, null, cancel);
            verdict.Blocks = trouble is null ? verdict.Kinds.Count > 0 && guardrail.Options.Action == GuardrailAction.Block : guardrail.Options.Required;
            return verdict.Blocks ? OutputRules.Blocked(guardrail.Name) : null;
        }
    }
}
