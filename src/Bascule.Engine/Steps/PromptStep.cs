using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Catalog;
using Bascule.Engine.Ingress;
using Bascule.Engine.Resilience.Prompts;
using Bascule.Engine.Routing;

namespace Bascule.Engine.Steps;

/// <summary>Knows a conversation again before its words are masked, so that it can stay where its prompt is cached.</summary>
public sealed class PromptStep(DialogueTable dialogues, TimeProvider time)
{
    /// <summary>The request's place in its conversation; null: nothing of it is worth a cache, or the route does without.</summary>
    public PromptCare? Recognise(Inquiry inquiry, Route route, string? tenant) =>
        inquiry is { Errand: null, Form: null, Profile: { HasTurnsElse: false } profile } && route.Options.PromptCache != PromptCaching.Off && profile.EstimatedInputTokens >= PromptCacheRule.LeastTokens
            ? PromptCare.Recognise(dialogues, inquiry.Body!.Bytes.Span, inquiry.Dialect.Shape, tenant, inquiry.Session, time)
            : null;
}
