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

    private readonly Utf8JsonWriter _json;
    private byte[] _bytes = new byte[64 << 10];

    public RecordBuffer() =>
        // Profile and decision are JSON inside a JSON string: the default encoder would write each of their quotes as six bytes.
        _json = new Utf8JsonWriter(this, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > Kept)
        {
            _bytes = new byte[64 << 10];
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
            _json.Reset(this);
            LedgerJson.Write(_json, row);
            _json.Flush();
            var record = _bytes.AsSpan(start, Length - start);
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
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Dispose() => _json.Dispose();

    private void Grow(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 256);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }
    }
}
