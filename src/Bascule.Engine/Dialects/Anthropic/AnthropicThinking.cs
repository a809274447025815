using Bascule.Engine.Conversation;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>What is asked about thinking: at most one of the first three.</summary>
internal readonly record struct AnthropicThinking(bool Disabled, bool Adaptive, long? Budget, string? Effort)
{
    /// <summary>The smallest budget the upstream takes.</summary>
    public const long LeastBudget = 1024;

    private const long UnsaidBudget = 4096;

    public bool IsOn => Adaptive || Budget is not null;

    /// <summary>Decides from the caller's wish and what this wire allows beside it; where thinking cannot be on, the wish is named as dropped.</summary>
    /// <param name="signer">Whose signatures the thinking of a tool loop must bear.</param>
    public static AnthropicThinking Decide(ChatRequest request, RequestWriting how, long maxTokens, IReadOnlyList<AnthropicMessage> messages, ToolChoice? choice, string signer = Wire.Words.Dialect)
    {
        if (request.Reasoning is not { } wish)
        {
            return default;
        }

        // This wire's own callers mean by effort what it means here: how much to write, with or without thinking.
        var own = how.From == Wire.Words.Dialect;
        var effort = own || wish.Adaptive ? EffortHere(wish.Effort) : null;
        if (wish.Enabled == false || wish.Effort == "none")
        {
            return new AnthropicThinking(true, false, null, effort);
        }

        var wanted = wish.Enabled == true || wish.BudgetTokens is not null || (wish.Effort is not null && !own);
        if (!wanted)
        {
            return new AnthropicThinking(false, false, null, effort);
        }

        if (!Possible(wish, how, maxTokens, messages, choice, signer))
        {
            how.Drop(how.Words.Reasoning);
            return new AnthropicThinking(false, false, null, effort);
        }

        return wish.Adaptive
            ? new AnthropicThinking(false, true, null, effort)
            : new AnthropicThinking(false, false, Fit(wish.BudgetTokens ?? BudgetOf(wish.Effort), maxTokens), effort);
    }

    private static bool Possible(ReasoningWish wish, RequestWriting how, long maxTokens, IReadOnlyList<AnthropicMessage> messages, ToolChoice? choice, string signer)
    {
        var forced = choice is { Kind: ToolChoiceKind.Required or ToolChoiceKind.Named };
        var prefilled = messages[^1].IsAssistant;
        if (forced || prefilled || wish.Adaptive)
        {
            return !forced && !prefilled;
        }

        return maxTokens > LeastBudget && !LostInToolLoop(how, messages, signer);
    }

    /// <summary>Within a tool loop the assistant's message must begin with the thinking that led to the call, signed; without it the upstream refuses to think on.</summary>
    private static bool LostInToolLoop(RequestWriting how, IReadOnlyList<AnthropicMessage> messages, string signer)
    {
        if (messages is not [.., { IsAssistant: true } asked, { IsAssistant: false } told] || !told.Parts.Any(part => part is ToolResultPart))
        {
            return false;
        }

        return how.SignaturesOf != signer || asked.Parts[0] is not ReasoningPart;
    }

    private static long BudgetOf(string? effort) => effort switch
    {
        "minimal" or "low" => LeastBudget,
        "medium" => 4096,
        "high" => 16384,
        "xhigh" or "max" => 32768,
        _ => UnsaidBudget,
    };

    /// <summary>The budget must stay below the whole answer's; where it does not, a quarter is left for the words.</summary>
    private static long Fit(long wanted, long maxTokens)
    {
        var budget = Math.Max(wanted, LeastBudget);
        return budget < maxTokens ? budget : Math.Max(LeastBudget, maxTokens - (maxTokens / 4));
    }

    private static string? EffortHere(string? effort) => effort switch
    {
        "none" => null,
        "minimal" => "low",
        _ => effort,
    };
}
