using System.Buffers;

namespace Bascule.Engine.Providers;

/// <summary>A caller's body in a rented array. It goes back to the pool only when nobody sends from it any more: a body given back too early would reach another tenant's upstream.</summary>
public sealed class RequestBody(byte[] rented, int length) : IDisposable
{
    private int _senders;
    private int _disposed;

    public ReadOnlyMemory<byte> Bytes => rented.AsMemory(0, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0 && Volatile.Read(ref _senders) == 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    internal void BeginSending() => Interlocked.Increment(ref _senders);

    internal void EndSending() => Interlocked.Decrement(ref _senders);
}
