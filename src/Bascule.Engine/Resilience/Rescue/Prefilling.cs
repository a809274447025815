using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Rescue;

/// <summary>Whether and how a deployment goes on from the beginning of an answer, and the request that asks it to.</summary>
internal static class Prefilling
{
    /// <summary>These wires have no other meaning for an assistant's turn at the end, so the model's own fact is enough.</summary>
    private static readonly string[] ByNature = ["anthropic", "bedrock", "gemini"];

    /// <summary>How it is asked. What nobody recorded it cannot do.</summary>
    public static PrefillForm Of(Target target)
    {
        var (deployment, model) = (target.Deployment, target.Deployment.Model?.Prefill?.Value);
        if (model == false)
        {
            return PrefillForm.None;
        }

        return deployment.Prefill switch
        {
            PrefillForm.PrefixAtBeta when !target.Provider.Options.BaseUrl.AbsolutePath.TrimEnd('/').EndsWith("/beta", StringComparison.Ordinal) => PrefillForm.None,
            PrefillForm.None when model == true && ByNature.Contains(target.Provider.Dialect.Name) => PrefillForm.LastMessage,
            var form => form,
        };
    }

    /// <summary>The caller's request with the beginning of the answer behind it. Thinking is over once words are said, and no vendor takes it beside a beginning.</summary>
    /// <param name="spent">Output tokens that the beginning took, by our estimate.</param>
    public static ChatRequest Continue(ChatRequest asked, string beginning, long spent) => asked with
    {
        Turns = ValueList.From(Begin(asked.Turns, beginning)),
        Continues = true,
        Reasoning = null,
        MaxOutputTokens = asked.MaxOutputTokens is { } most ? Math.Max(1, most - spent) : null,
    };

    /// <summary>Where the caller began the answer himself, it goes on in his turn: two in a row are no conversation.</summary>
    private static IEnumerable<Turn> Begin(IReadOnlyList<Turn> turns, string beginning) => turns is [.., { Role: Role.Assistant } last]
        ? [.. turns.Take(turns.Count - 1), last with { Parts = ValueList.From(Begin(last.Parts, beginning)) }]
        : [.. turns, new Turn(Role.Assistant, ValueList.From<Part>([new TextPart(beginning)]))];

    private static IEnumerable<Part> Begin(IReadOnlyList<Part> parts, string beginning) => parts is [.., TextPart last]
        ? [.. parts.Take(parts.Count - 1), last with { Text = last.Text + beginning }]
        : [.. parts, new TextPart(beginning)];
}
