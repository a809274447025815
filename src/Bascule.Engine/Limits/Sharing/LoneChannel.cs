namespace Bascule.Engine.Limits.Sharing;

/// <summary>The channel of a gateway that is alone: nobody listens.</summary>
public sealed class LoneChannel : IReplicaChannel
{
    public void Publish(string topic, ReadOnlySpan<byte> message)
    {
    }

    public void Subscribe(string topic, Action<ReadOnlyMemory<byte>> heard)
    {
    }
}
