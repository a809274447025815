using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Guarding;

/// <summary>What stands between the answers to one call and its caller: rules hold what is said to the house's, and values that were masked on the way up are put back.</summary>
public abstract class AnswerGuard
{
    /// <summary>What is asked holds placeholders. An answer is read into the hub and written from it; signed reasoning is neither asked for nor sent back.</summary>
    public abstract bool IsMasked { get; }

    /// <summary>A rule may change words of a streamed answer, which is then written from there on.</summary>
    public abstract bool Rewrites { get; }

    /// <summary>Rules look at what is said.</summary>
    public abstract bool HasRules { get; }

    /// <summary>A rule may keep words back, and would not see them in log probabilities: none are asked for.</summary>
    public abstract bool HidesTokens { get; }

    /// <summary>The same for a call of which nobody gets the answer; null: nothing needs to be known of it.</summary>
    public abstract AnswerGuard? Aside { get; }

    /// <summary>Puts values back into one stream; null: none were masked.</summary>
    public abstract StreamRestorer? NewRestorer();

    /// <summary>Holds one stream to the rules; null: there are none.</summary>
    public abstract StreamRules? NewRules();

    /// <summary>A whole answer as the caller may have it, the very same object where nothing of it changes; or why he may not.</summary>
    public abstract ValueTask<Read<Answer>> TakeAsync(Answer answer, CancellationToken cancel);

    /// <summary>Holds the text of a transcript to the rules. Null: it may go out.</summary>
    /// <param name="json">The text is JSON, of which nobody knows where the words stand.</param>
    public abstract ValueTask<Failure?> HearAsync(string text, bool json, CancellationToken cancel);

    /// <summary>JSON that answers something else than a chat, with the caller's values.</summary>
    public abstract ReadOnlyMemory<byte> Restore(ReadOnlyMemory<byte> json);
}
