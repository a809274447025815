using System.Buffers;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Resilience;

/// <summary>
/// One attempt's end of the answer. What it writes is kept back until it claims the caller's writer; a loser's bytes are dropped.
/// After the claim each <see cref="SendAsync"/> passes on what was written since the last.
/// </summary>
public sealed class AttemptWriter(AnswerWriter caller) : IBufferWriter<byte>, IDisposable
{
    /// <summary>What may be kept back before the answer looks alive. Preludes are under 1 KB; past this the attempt is committed as it is.</summary>
    public const int MaxHeld = 256 * 1024;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>This attempt owns the answer.</summary>
    public bool Committed { get; private set; }

    /// <summary>Bytes written and not yet sent.</summary>
    public int Held => _length;

    /// <summary>What is held is the answer's end, and goes out once its row is written.</summary>
    public void Foresee() => caller.Foresee(_buffer.AsSpan(0, _length));

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_length);
    }

    /// <summary>Claims the caller's answer and sends its head. False: another attempt has it; this one must stop.</summary>
    public bool TryCommit(Call call, CallReport report, AttemptReport made, string contentType)
    {
        if (Committed)
        {
            return true;
        }

        Committed = report.TryCommit(made, caller);
        if (Committed)
        {
            caller.Open(call.Head(report, contentType, null));
        }

        return Committed;
    }

    /// <summary>The answer is another's, who broke off: what is written here stands behind what that one sent.</summary>
    public void TakeOver() => Committed = true;

    /// <summary>Sends the first <paramref name="count"/> bytes held; the rest stays.</summary>
    public async ValueTask SendAsync(int count, CancellationToken cancel)
    {
        if (count == 0)
        {
            return;
        }

        await caller.WriteAsync(_buffer.AsMemory(0, count), cancel);
        _length -= count;
        _buffer.AsSpan(count, _length).CopyTo(_buffer);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
        _length = 0;
    }

    private void Grow(int least)
    {
        if (_buffer.Length - _length >= least)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, Math.Max(_length + least, _length * 2)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        var old = _buffer;
        _buffer = larger;
        if (old.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(old);
        }
    }
}
