using Bascule.Engine.Access;
using Bascule.Engine.Catalog;
using Bascule.Engine.Ingress;
using Bascule.Engine.Resilience.Prompts;
using Bascule.Engine.Routing;

namespace Bascule.Engine.Steps;

/// <summary>Knows a conversation again before its words are masked, so that it can stay where its prompt is cached.</summary>
public sealed class PromptStep(DialogueTable dialogues, PrefixWatch watch, UserHash hash, TimeProvider time)
{
    /// <summary>The request's place in its conversation; null: nothing of it is worth a cache, or the route does without.</summary>
    public PromptCare? Recognise(Inquiry inquiry, Route route, string? tenant)
    {
        var reads = route.Strategy.ReadsPrompts;
        if (inquiry is not { Errand: null, Form: null, Profile: { HasTurnsElse: false } profile } || (route.Options.PromptCache == PromptCaching.Off && !reads)
            || profile.EstimatedInputTokens < (reads ? PromptBlocks.TokensOfBlock : PromptCacheRule.LeastTokens))
        {
            return null;
        }

        var asking = new PromptAsking(dialogues, watch, time)
        {
            Tenant = tenant, Session = inquiry.Session, Request = inquiry.IdText, Route = route.Label, Marks = route.Options.PromptCache == PromptCaching.Mark, IsKept = route.Options.PromptCache != PromptCaching.Off, ReadsBlocks = reads, Hide = hash.Of,
        };
        return PromptCare.Recognise(asking, inquiry.Body!.Bytes.Span, inquiry.Dialect.Shape);
    }
}
