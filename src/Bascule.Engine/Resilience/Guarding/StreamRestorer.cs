using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Guarding;

/// <summary>Puts masked values back into one streamed answer, whoever carries it on.</summary>
public abstract class StreamRestorer
{
    /// <summary>Adds what the caller gets of an event; of words that may be the beginning of a placeholder nothing yet.</summary>
    public abstract void Take(AnswerEvent said, ICollection<AnswerEvent> into);
}
