namespace Bascule.Engine.Ledger;

/// <summary>The segment that is being written: one unbuffered <c>write</c> a batch.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly FileStream file;
    private readonly bool fsync;

    public SegmentWriter(string folder, long number, bool fsync)
    {
        Number = number;
        this.fsync = fsync;
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

        file = new FileStream(SegmentFile.PathOf(folder, number), options);
    }

    public long Number { get; }

    /// <summary>Bytes of whole batches.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> batch)
    {
        RandomAccess.Write(file.SafeFileHandle, batch, Length);
        if (fsync)
        {
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }

        Length += batch.Length;
    }

    /// <summary>Closes, and cuts off what a failed write may have left behind the last whole batch; without one the file goes.</summary>
    public void Abandon()
    {
        try
        {
            RandomAccess.SetLength(file.SafeFileHandle, Length);
            if (Length == 0)
            {
                File.Delete(file.Name);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // A tail that can't be cut off is a torn tail, which readers know.
        }

        Dispose();
    }

    public void Dispose() => file.Dispose();
}
