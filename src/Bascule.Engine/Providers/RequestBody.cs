using System.Buffers;

namespace Bascule.Engine.Providers;

/// <summary>
/// A caller's body in a rented array. It goes back to the pool when its owner and everybody who sends from it have let go: given back too early it would reach
/// another tenant's upstream.
/// </summary>
public sealed class RequestBody(byte[] rented, int length) : IDisposable
{
    private int _holders = 1;    // the owner, and each sender
    private int _disposed;

    public ReadOnlyMemory<byte> Bytes => rented.AsMemory(0, length);

    /// <summary>A body of our own making.</summary>
    public static RequestBody Of(ReadOnlySpan<byte> body)
    {
        var rented = ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(rented);
        return new RequestBody(rented, body.Length);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            LetGo();
        }
    }

    /// <summary>Holds the bytes while they are sent.</summary>
    /// <exception cref="ObjectDisposedException">Everybody has let go: a send that begins now would read another request.</exception>
    internal void BeginSending()
    {
        int holders;
        do
        {
            holders = Volatile.Read(ref _holders);
            ObjectDisposedException.ThrowIf(holders == 0, this);
        }
        while (Interlocked.CompareExchange(ref _holders, holders + 1, holders) != holders);
    }

    internal void EndSending() => LetGo();

    private void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
