using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience;

/// <summary>Decides when an answer without a word is a failure: where a model that was asked something ended of its own accord, and nothing explains its silence.</summary>
internal static class EmptyAnswer
{
    public static Failure Failure { get; } = Upstream.Broken("The upstream ended its answer without saying anything.");

    /// <summary>An answer in which nothing was said is no answer.</summary>
    /// <param name="ended">Why it ended; null: nobody said why.</param>
    /// <param name="usage">What the upstream counts: thinking that it does not show was done all the same.</param>
    public static bool IsTrouble(Call call, StopReason? ended, Usage usage) =>
        ended is null or StopReason.EndTurn && usage.Reasoning is not > 0 && call.Profile.MaxOutputTokens is not <= 1 && IsDue(call.Decode().Value);

    /// <inheritdoc cref="IsTrouble(Call, StopReason?, Usage)"/>
    public static bool IsTrouble(Call call, Answer answer)
    {
        StopReason? ended = null;
        foreach (var choice in answer.Choices)
        {
            if (choice.Parts.Any(Says))
            {
                return false;
            }

            ended = StopReasons.Of(ended, choice.Stop.Raw is "queued" or "in_progress" ? StopReason.Unknown : choice.Stop.Reason);    // a response of which nothing is there yet
        }

        return IsTrouble(call, ended, answer.Usage ?? default);
    }

    /// <summary>A part says something; only words may be empty.</summary>
    public static bool Says(Part part) => part is not (TextPart { Text: "", Signature: null } or RefusalPart { Text: "" });

    /// <summary>Words are owed to a question. After a tool's result or its own beginning a model may have nothing to add, and a stop sequence ends some dialects' answers as if they had come to their end.</summary>
    private static bool IsDue(ChatRequest? asked) =>
        asked is { Turns: [.., { Role: Role.User } last] } && asked.Sampling.StopSequences.Count == 0 && !last.Parts.Any(part => part is ToolResultPart);
}
