namespace Bascule.Engine.Steps;

/// <summary>Takes the first bytes that are written to it; what comes behind them is dropped, and known to be missing.</summary>
internal sealed class FirstBytes(int most) : Stream
{
    private readonly MemoryStream _taken = new();

    /// <summary>All that was written; null: it was more than is taken.</summary>
    public ReadOnlyMemory<byte>? Whole => IsCut ? null : _taken.GetBuffer().AsMemory(0, (int)_taken.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _taken.Length;

    public override long Position
    {
        get => _taken.Position;
        set => throw new NotSupportedException();
    }

    private bool IsCut { get; set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        IsCut |= buffer.Length > most - _taken.Length;
        if (!IsCut)
        {
            _taken.Write(buffer);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _taken.Dispose();
        base.Dispose(disposing);
    }
}
