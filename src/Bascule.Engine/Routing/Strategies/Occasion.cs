using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Resilience.Prompts;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>What a strategy may know of the request it orders for.</summary>
/// <param name="Profile">What one scan of it found.</param>
/// <param name="Tenant">Whose it is; null: without keys.</param>
/// <param name="Session">The conversation it belongs to, or null.</param>
/// <param name="At">When.</param>
/// <param name="Dice">The source of chance.</param>
/// <param name="IsRehearsal">Nobody will be asked: nothing may be used up.</param>
public readonly record struct Occasion(RequestProfile Profile, string? Tenant, string? Session, DateTimeOffset At, Random Dice, bool IsRehearsal = false)
{
    /// <summary>Its place in its conversation, as far as prompt caches go; null: there is nothing to keep.</summary>
    public PromptCare? Prompt { get; init; }

    /// <summary>A number above 0 and up to 1 for a candidate: the conversation's own, the same on every replica and as long as the candidate is there; without a conversation, by chance.</summary>
    internal double Draw(string candidate) => Session is { } session ? SessionDraw.Of(Tenant, session, candidate) : 1 - Dice.NextDouble();
}
