using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Storage.Postgres;

/// <summary>
/// Rows in the binary form of COPY (https://www.postgresql.org/docs/current/sql-copy.html): made in one array and sent at once. Npgsql's own importer awaits each of the some
/// forty columns of a row.
/// </summary>
internal sealed class PostgresCopy : IDisposable
{
    /// <summary>A batch that was larger than this does not keep its array.</summary>
    private const int MostKept = 8 << 20;

    private static readonly long EpochMicros = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly int EpochDay = new DateOnly(2000, 1, 1).DayNumber;

    private readonly ArrayBufferWriter<byte> _json = new(512);
    private readonly Utf8JsonWriter _writer;
    private ArrayBufferWriter<byte> _bytes = new(1 << 16);

    public PostgresCopy() => _writer = new Utf8JsonWriter(_json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Begin()
    {
        if (_bytes.Capacity > MostKept)
        {
            _bytes = new ArrayBufferWriter<byte>(1 << 16);
        }

        _bytes.ResetWrittenCount();
        _bytes.Write("PGCOPY\n"u8);
        _bytes.Write<byte>([0xFF, 0x0D, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0]);    // the signature's end, no flags, no extension
    }

    public void BeginRow(int columns) => Number16(columns);

    public void End() => Number16(-1);

    public void Add(Guid value)
    {
        Number32(16);
        value.TryWriteBytes(_bytes.GetSpan(16), bigEndian: true, out var written);
        _bytes.Advance(written);
    }

    public void Add(string? value)
    {
        if (value is null)
        {
            Number32(-1);
            return;
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            value = PostgresText.Clean(value);
        }

        var span = _bytes.GetSpan(4 + Encoding.UTF8.GetMaxByteCount(value.Length));
        var length = Encoding.UTF8.GetBytes(value, span[4..]);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        _bytes.Advance(4 + length);
    }

    public void Add(Digest? value)
    {
        if (value is not { } digest)
        {
            Number32(-1);
            return;
        }

        Number32(32);
        Number64((long)digest.A);
        Number64((long)digest.B);
        Number64((long)digest.C);
        Number64((long)digest.D);
    }

    /// <summary>A <c>bigint</c>.</summary>
    public void Add(long? value)
    {
        if (value is not { } number)
        {
            Number32(-1);
            return;
        }

        Number32(8);
        Number64(number);
    }

    /// <summary>An <c>int</c>.</summary>
    public void Add(int? value)
    {
        if (value is not { } number)
        {
            Number32(-1);
            return;
        }

        Number32(4);
        Number32(number);
    }

    /// <summary>A <c>smallint</c>.</summary>
    public void Add(short value)
    {
        Number32(2);
        Number16(value);
    }

    public void Add(bool? value)
    {
        if (value is not { } flag)
        {
            Number32(-1);
            return;
        }

        Number32(1);
        _bytes.Write<byte>([flag ? (byte)1 : (byte)0]);
    }

    /// <summary>A <c>timestamptz</c>, which has microseconds.</summary>
    public void Add(DateTimeOffset value)
    {
        Number32(8);
        Number64((value.UtcTicks / TimeSpan.TicksPerMicrosecond) - EpochMicros);
    }

    /// <summary>A <c>date</c>.</summary>
    public void Add(DateOnly? value) => Add(value is { } day ? day.DayNumber - EpochDay : (int?)null);

    /// <summary>JSON as text.</summary>
    public void Add<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        _json.ResetWrittenCount();
        _writer.Reset();
        write(_writer, value);
        _writer.Flush();
        Number32(_json.WrittenCount);
        _bytes.Write(_json.WrittenSpan);
    }

    public void Dispose() => _writer.Dispose();

    private void Number16(int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_bytes.GetSpan(2), (short)value);
        _bytes.Advance(2);
    }

    private void Number32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    private void Number64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }
}
