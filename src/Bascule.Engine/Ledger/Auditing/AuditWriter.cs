using Microsoft.Win32.SafeHandles;

namespace Bascule.Engine.Ledger.Auditing;

/// <summary>The segment that is written: one <c>write</c> a batch at a known place, so that what a failed one left is written over.</summary>
internal sealed class AuditWriter : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly bool _fsync;

    private AuditWriter(SafeFileHandle file, string path, bool fsync) => (_file, Path, _fsync) = (file, path, fsync);

    public string Path { get; }

    public long Length { get; private set; }

    /// <summary>Makes a file that was not there: no process ever goes on in another's.</summary>
    public static AuditWriter Create(string path, bool fsync)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new AuditWriter(new FileStream(path, options).SafeFileHandle, path, fsync);
    }

    /// <summary>Writes a batch; on a failure the file counts as long as before.</summary>
    public void Write(ReadOnlySpan<byte> batch)
    {
        try
        {
            RandomAccess.Write(_file, batch, Length);
            if (_fsync)
            {
                RandomAccess.FlushToDisk(_file);
            }
        }
        catch
        {
            TryCut();
            throw;
        }

        Length += batch.Length;
    }

    public void Dispose() => _file.Dispose();

    private void TryCut()
    {
        try
        {
            RandomAccess.SetLength(_file, Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // A tail that can't be cut off is a torn tail, which readers know.
        }
    }
}
