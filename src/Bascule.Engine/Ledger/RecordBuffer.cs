using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bascule.Engine.Ledger;

/// <summary>The bytes of one batch, built by the journal thread alone in one array that lives as long as the journal.</summary>
internal sealed class RecordBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>An array that one great batch made larger than this is given back.</summary>
    private const int Kept = 4 << 20;

    private readonly Utf8JsonWriter json;
    private byte[] bytes = new byte[64 << 10];

    public RecordBuffer() =>
        // Profile and decision are JSON inside a JSON string: the default encoder would write each of their quotes as six bytes.
        json = new Utf8JsonWriter(this, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        if (bytes.Length > Kept)
        {
            bytes = new byte[64 << 10];
        }
    }

    public void AppendFormat() => this.Write(SegmentFile.Format);

    /// <summary>Adds one record. On any failure the buffer is as it was before.</summary>
    public void Append(RecordKind kind, LedgerRow row)
    {
        var start = Length;
        try
        {
            GetSpan(SegmentFile.RecordHead)[SegmentFile.RecordHead - 1] = (byte)kind;
            Advance(SegmentFile.RecordHead);
            json.Reset(this);
            LedgerJson.Write(json, row);
            json.Flush();
            var record = bytes.AsSpan(start, Length - start);
            BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - 8);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Crc32.Of(record[8..]));
        }
        catch
        {
            Length = start;
            throw;
        }
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return bytes.AsSpan(Length);
    }

    public void Dispose() => json.Dispose();

    private void Grow(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 256);
        if (needed > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(needed, bytes.Length * 2));
        }
    }
}
