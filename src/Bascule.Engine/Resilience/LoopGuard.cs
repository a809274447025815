using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Resilience;

/// <summary>
/// Decides when an answer that repeats itself is no answer. A bound that the operator set is exact. The default means models that never stop: the loop must also have
/// lasted a while, or been ended by the limit of tokens; what ended of its own accord was meant so.
/// </summary>
internal sealed class LoopGuard
{
    /// <summary>Bytes that are taken for a token, as in estimates.</summary>
    private const int TokenBytes = 4;

    /// <summary>Nothing is kept of answers shorter than this.</summary>
    private const long WatchFrom = 2048;

    /// <summary>The fastest models say the default's tokens in a second or two; a program that writes so much at once wrote it on purpose.</summary>
    private const double PatienceSeconds = 10;

    private readonly TimeProvider _time;
    private readonly long _most;
    private readonly bool _exact;
    private long _since;

    private LoopGuard(Repetition limit, TimeProvider time)
    {
        (_time, _most, _exact) = (time, limit.MaxTokens * TokenBytes, limit.IsExact);
        Watch = new LoopWatch(Math.Min(WatchFrom, _most / 2));
    }

    public static Failure Failure { get; } = Upstream.Broken("The upstream's answer went round in a loop.");

    /// <summary>Takes what is said.</summary>
    public LoopWatch Watch { get; }

    /// <summary>Watches one stream; null: nobody wants that.</summary>
    public static LoopGuard? For(Call call) => call.Repetition is { } limit ? new LoopGuard(limit, call.Time) : null;

    /// <summary>A whole answer is or ends in a loop.</summary>
    public static bool IsTrouble(Call call, StopReason? ended, ReadOnlySpan<byte> answer) =>
        Matters(call, ended) && LoopWatch.LongestIn(answer) > call.Repetition!.MaxTokens * TokenBytes;

    /// <inheritdoc cref="IsTrouble(Call, StopReason?, ReadOnlySpan{byte})"/>
    public static bool IsTrouble(Call call, Answer answer)
    {
        foreach (var choice in answer.Choices)
        {
            if (Matters(call, choice.Stop.Reason) && choice.Parts.Any(part => LoopWatch.LongestIn(Words(part)) > call.Repetition!.MaxTokens * TokenBytes))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Asked after each event that grew the answer: whether it has gone on too long.</summary>
    public bool IsTrouble()
    {
        if (Watch.Run == 0)
        {
            _since = 0;
            return false;
        }

        _since = _since == 0 ? _time.GetTimestamp() : _since;
        return Watch.Run > _most && (_exact || _time.GetElapsedTime(_since).TotalSeconds >= PatienceSeconds);
    }

    /// <summary>Asked at the end.</summary>
    public bool EndsInTrouble(StopReason? ended) => IsLimit(ended) && Watch.Run > _most;

    private static bool Matters(Call call, StopReason? ended) => call.Repetition is { } limit && (limit.IsExact || IsLimit(ended));

    private static bool IsLimit(StopReason? ended) => ended is StopReason.MaxTokens or StopReason.ContextFull;

    private static string Words(Part part) => part switch
    {
        TextPart text => text.Text,
        ReasoningPart reasoning => reasoning.Text,
        ToolCallPart call => call.Arguments,
        _ => "",
    };
}
