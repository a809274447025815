using System.Buffers;

namespace Bascule.Engine.Resilience;

/// <summary>A whole answer in a rented array.</summary>
internal sealed class HeldBytes(long? expected) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(expected + 1 ?? 8192, 1024, 1024 * 1024));
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>The whole array, for reuse once <see cref="Written"/> was sent.</summary>
    public Memory<byte> Scratch => _buffer;

    /// <summary>Reads to the end. False: more than <paramref name="most"/> bytes came.</summary>
    public async Task<bool> ReadAsync(Stream body, int most, AttemptClock clock, CallReport report, TimeProvider time)
    {
        while (true)
        {
            if (_length == _buffer.Length)
            {
                Grow();
            }

            int read;
            using (report.Wait(time))
            {
                read = await body.ReadAsync(_buffer.AsMemory(_length), clock.Token);
            }

            if (read == 0)
            {
                return true;
            }

            clock.Took(_buffer.AsSpan(_length, read));
            _length += read;
            if (_length > most)
            {
                return false;
            }
        }
    }

    /// <summary>The same where no attempt waits for it.</summary>
    public async Task<bool> ReadAsync(Stream body, int most, CancellationToken cancel)
    {
        while (_length <= most)
        {
            if (_length == _buffer.Length)
            {
                Grow();
            }

            var read = await body.ReadAsync(_buffer.AsMemory(_length), cancel);
            if (read == 0)
            {
                return true;
            }

            _length += read;
        }

        return false;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
