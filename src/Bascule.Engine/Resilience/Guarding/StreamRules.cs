using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Guarding;

/// <summary>
/// Holds one streamed answer to the rules: events come back in order once their words are cleared, as they were unless a rule masks. Events are never merged or
/// split, so whoever holds the bytes that they were read from can count.
/// </summary>
public abstract class StreamRules
{
    /// <summary>Why nothing more may go out; set once a rule forbids the answer.</summary>
    public abstract Failure? Failure { get; }

    /// <summary>Something was said, and none of it may go out yet.</summary>
    public abstract bool IsSilent { get; }

    /// <summary>Takes an event and adds those that are cleared by now.</summary>
    public abstract void Take(AnswerEvent said, ICollection<AnswerEvent> into);

    /// <summary>The answer is whole, and some rule wanted to see it so. Adds the rest, or sets <see cref="Failure"/>.</summary>
    public abstract ValueTask ConcludeAsync(ICollection<AnswerEvent> into, CancellationToken cancel);

    /// <summary>The stream broke off and ends there: what it held is all there will be. Adds what is clean of it.</summary>
    public abstract void Break(ICollection<AnswerEvent> into);

    /// <summary>The stream broke off and is carried on from what the caller has: what it held is forgotten, what was said before is not.</summary>
    public abstract void Forget();
}
