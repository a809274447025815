namespace Bascule.Engine.Limits.Sharing;

/// <summary>What replicas tell each other: hints, each of which may be lost. Nothing may depend on one that came, or on one that did not.</summary>
public interface IReplicaChannel
{
    /// <summary>Tells all other replicas. Nobody waits for it; what cannot be sent now is dropped.</summary>
    /// <param name="topic">Lower-case letters and dashes.</param>
    /// <param name="message">At most some hundred bytes.</param>
    void Publish(string topic, ReadOnlySpan<byte> message);

    /// <summary>From now on each message of another replica on this topic is heard, one after another. To be called at start; what is heard has to be quick and must not throw.</summary>
    void Subscribe(string topic, Action<ReadOnlyMemory<byte>> heard);
}
