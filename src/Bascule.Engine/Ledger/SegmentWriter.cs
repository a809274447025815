namespace Bascule.Engine.Ledger;

/// <summary>The segment that is being written: one unbuffered <c>write</c> a batch.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly bool _fsync;

    public SegmentWriter(string folder, long number, bool fsync)
    {
        Number = number;
        _fsync = fsync;
        Directory.CreateDirectory(folder);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new FileStream(SegmentFile.PathOf(folder, number), options);
    }

    public long Number { get; }

    /// <summary>Bytes of whole batches.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> batch)
    {
        RandomAccess.Write(_file.SafeFileHandle, batch, Length);
        if (_fsync)
        {
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
        }

        Length += batch.Length;
    }

    /// <summary>Closes, and cuts off what a failed write may have left behind the last whole batch; without one the file goes.</summary>
    public void Abandon()
    {
        try
        {
            RandomAccess.SetLength(_file.SafeFileHandle, Length);
            if (Length == 0)
            {
                File.Delete(_file.Name);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // A tail that can't be cut off is a torn tail, which readers know.
        }

        Dispose();
    }

    public void Dispose() => _file.Dispose();
}
