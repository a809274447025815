using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Anthropic;
using Bascule.Engine.Dialects.Bedrock;
using Bascule.Engine.Dialects.OpenAiResponses;

namespace Bascule.Engine.Resilience.Guarding;

/// <summary>
/// Signed reasoning over masked words would come back to its maker changed, or to the caller with placeholders that nobody may put right. So a masked request asks for
/// none and sends none. Nor are log probabilities asked for where a rule may keep words back that they would spell.
/// </summary>
internal static class MaskedAsking
{
    private const string EncryptedReasoning = "reasoning.encrypted_content";

    /// <summary>What is asked in the caller's own dialect must be written anew, since it asks for signed reasoning or brings some.</summary>
    /// <param name="signer">Whose signatures the provider makes; null: it makes none.</param>
    public static bool Changes(Call call, string? signer) => HidesTokens(call) || Signs(call, signer);

    private static bool HidesTokens(Call call)
    {
        if (call.Guard is not { HidesTokens: true })
        {
            return false;
        }

        // The member's name, or letters of it as escapes; then the request is read.
        var body = call.Body.Bytes.Span;
        return (body.IndexOf("ogprobs"u8) >= 0 || body.IndexOf("\\u006"u8) >= 0 || body.IndexOf("\\u007"u8) >= 0) && call.Decode().Value is { } asked && WishesTokens(asked);
    }

    private static bool Signs(Call call, string? signer)
    {
        if (call.Guard is not { IsMasked: true } || signer is null)
        {
            return false;
        }

        return call.Dialect.Name == OpenAiResponsesDialect.DialectName
            ? call.Body.Bytes.Span.IndexOf("encrypted_content"u8) >= 0
            : call.Decode().Value is { } asked && (Wishes(asked) || asked.Turns.Any(turn => turn.Parts.Any(IsSigned)));
    }

    /// <summary>The request without signed reasoning and the wish for some, where it was masked; and without the wish for log probabilities, where rules hold its answer.</summary>
    /// <param name="lost">Is told the caller's own names of what goes.</param>
    public static ChatRequest Cleared(Call call, ChatRequest asked, string? signer, out IReadOnlyList<string> lost)
    {
        lost = [];
        if (call.Guard is not { } guard)
        {
            return asked;
        }

        var names = new List<string>(2);
        lost = names;
        if (guard.HidesTokens && WishesTokens(asked))
        {
            names.Add("logprobs");
            asked = asked with { Sampling = asked.Sampling with { LogProbabilities = null, TopLogProbabilities = null } };
        }

        return guard.IsMasked ? Unsigned(call, asked, signer, names) : asked;
    }

    private static ChatRequest Unsigned(Call call, ChatRequest asked, string? signer, List<string> lost)
    {
        var words = CallerWords.Of(call.Dialect.Name);
        if (asked.Turns.Any(turn => turn.Parts.Any(IsSigned)))
        {
            lost.Add(words.Thoughts);
            asked = asked with { Turns = ValueList.From(asked.Turns.Select(Unsigned).Where(turn => turn.Parts.Count > 0)) };
        }

        if (signer is null || !Wishes(asked))
        {
            return asked;
        }

        if (call.Dialect.Name == OpenAiResponsesDialect.DialectName && call.Body.Bytes.Span.IndexOf("encrypted_content"u8) >= 0)
        {
            lost.Add(EncryptedReasoning);
        }

        // OpenAI's models think unasked and sign only where that is asked for; the others sign whatever they think.
        if (signer is not ("anthropic" or "google" or BedrockDialect.Signer))
        {
            return asked;
        }

        lost.Add(words.Reasoning);
        var effort = call.Dialect.Name == AnthropicDialect.Instance.Name ? asked.Reasoning!.Effort : null;
        return asked with { Reasoning = effort is null ? null : new ReasoningWish { Effort = effort } };
    }

    private static bool WishesTokens(ChatRequest asked) => asked.Sampling is { LogProbabilities: true } or { TopLogProbabilities: not null };

    private static bool Wishes(ChatRequest asked) => asked.Reasoning is not (null or { Enabled: false } or { Effort: "none" }) && asked.Reasoning is not { Enabled: null, Effort: null, BudgetTokens: null, Summary: null };

    private static bool IsSigned(Part part) => part is ReasoningPart { Signature: not null } or ReasoningPart { Redacted: not null };

    private static Turn Unsigned(Turn turn) => turn.Parts.Any(IsSigned) ? turn with { Parts = ValueList.From(turn.Parts.Where(part => !IsSigned(part))) } : turn;
}
