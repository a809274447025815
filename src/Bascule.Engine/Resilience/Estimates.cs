using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Resilience;

/// <summary>What an attempt used where the upstream did not say, or could not because it was cut.</summary>
internal static class Estimates
{
    /// <summary>A caller left: what was sent upstream is billed, though nothing came back yet.</summary>
    public static void ApplyCancelled(AttemptReport made, RequestProfile profile, Errand? errand)
    {
        if (!made.Sent || made.Produced || errand is { IsFree: true })
        {
            return;
        }

        made.Produced = true;
        if (errand is null or { BillsInput: true })
        {
            made.UsageEstimated = true;
            made.Usage = new Usage { Input = profile.EstimatedInputTokens, Output = 0 };
        }
    }

    /// <summary>The same for what was asked besides a chat: where more than input is billed, or by other units, what the upstream does not say is not known.</summary>
    public static void Apply(AttemptReport made, Usage told, RequestProfile profile, Errand errand)
    {
        made.Produced = !errand.IsFree;
        made.UsageEstimated = told.IsEmpty && errand.BillsInput;
        made.Usage = made.UsageEstimated ? new Usage { Input = profile.EstimatedInputTokens, Output = 0 } : errand.IsFree ? default : told;
    }

    /// <summary>Tokens by bytes, where nothing better is known: four are taken for one.</summary>
    public static long Tokens(long bytes) => (bytes + 3) / 4;

    /// <summary>Sets the attempt's usage: the upstream's own for a whole answer, else at least its input and what it sent, marked estimated.</summary>
    /// <param name="contentBytes">Bytes of text, reasoning and arguments seen; four are taken for a token.</param>
    public static void Apply(AttemptReport made, Usage told, long contentBytes, RequestProfile profile, bool whole)
    {
        var sent = Tokens(contentBytes);
        made.UsageEstimated = made.Produced && (told.IsEmpty || !whole);
        made.Usage = !made.UsageEstimated
            ? told
            : told with { Input = told.Input ?? profile.EstimatedInputTokens, Output = Math.Max(told.Output ?? 0, sent) };
    }
}
