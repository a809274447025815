namespace Bascule.Engine.Dialects;

/// <summary>
/// Cuts the bytes of a streamed answer into frames, however they were split. The caller reads into <see cref="GetMemory"/>, says how many with
/// <see cref="Advance"/> and takes frames until there is none.
/// </summary>
public abstract class FrameReader : IDisposable
{
    /// <summary>The largest frame taken: an image in one chunk fits, an endless line does not.</summary>
    public const int MaxFrameBytes = 16 * 1024 * 1024;

    /// <summary>Bytes received that belong to no whole frame yet.</summary>
    public abstract int Pending { get; }

    /// <summary>Why nothing more can be read, in words for the caller: a frame past the bound, a wrong checksum. Null: all is well.</summary>
    public string? Trouble { get; protected set; }

    public abstract Memory<byte> GetMemory(int least = 1);

    public abstract void Advance(int count);

    /// <summary>Gives its buffer back while nothing stands in it: who waits for the next bytes need not hold one.</summary>
    public abstract void Rest();

    /// <summary>No more bytes will come: what is left counts as a frame where the format allows it.</summary>
    public abstract void Complete();

    /// <summary>The next whole frame; its spans hold until the next call of any method.</summary>
    public abstract bool TryRead(out Frame frame);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    protected static string TooLarge => $"The upstream sent an event of more than {MaxFrameBytes} bytes.";
}

/// <summary>One frame: its raw bytes with all that sets it off from the next, its name (empty: none) and its data. <paramref name="dataAt"/> is where data that is one piece stands in the raw bytes.</summary>
public readonly ref struct Frame(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, bool hasData, int dataAt)
{
    public ReadOnlySpan<byte> Raw { get; } = raw;

    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Data { get; } = data;

    public bool HasData { get; } = hasData;

    public int DataAt { get; } = dataAt;
}
