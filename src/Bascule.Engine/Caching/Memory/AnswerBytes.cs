using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;

namespace Bascule.Engine.Caching.Memory;

/// <summary>
/// An answer as one array: what memory holds, and what is sealed where answers are kept durably. One object an entry, so that a million of them cost the collector a million
/// objects and not ten. Owner and route stand first: erasures read no further.
/// </summary>
internal static class AnswerBytes
{
    /// <summary>Another first byte is another layout, which is nothing to this one.</summary>
    private const byte Layout = 1;

    private const int StreamMark = 1;
    private const int UsageMark = 2;
    private const int RepeatsMark = 4;

    private const int MaxTags = 1_000;

    public static byte[] Write(CachedAnswer answer)
    {
        var sizing = new Writer([], dry: true);
        WriteAll(ref sizing, answer);
        var written = GC.AllocateUninitializedArray<byte>(sizing.At);
        var writer = new Writer(written, dry: false);
        WriteAll(ref writer, answer);
        return written;
    }

    /// <summary>Null: it is of another layout, or cut.</summary>
    public static CachedAnswer? Read(byte[] bytes)
    {
        var reader = new Reader(bytes);
        if (reader.Byte() != Layout)
        {
            return null;
        }

        var owner = ReadOwner(ref reader);
        var route = reader.Text();
        byte marks;
        var answer = new CachedAnswer
        {
            Owner = owner,
            Route = route ?? "",
            Dialect = reader.Text() ?? "",
            Stream = ((marks = reader.Byte()) & StreamMark) != 0,
            TellsUsage = (marks & UsageMark) != 0,
            Repeats = (marks & RepeatsMark) != 0,
            ContentType = reader.Text() ?? "",
            Deployment = reader.Text() ?? "",
            Maker = (ulong)reader.Long(),
            Provider = reader.Text(),
            Model = reader.Text(),
            DialectOut = reader.Text(),
            Usage = reader.Byte() == 1 ? new LedgerUsage(reader.Long(), reader.Long(), reader.Long(), reader.Long(), reader.Long(), reader.Byte() == 1) : null,
            CostNano = reader.Byte() == 1 ? reader.Long() : null,
            Dropped = reader.Text(),
            TotalMs = (int)reader.Long(),
            From = reader.Id(),
            At = new DateTimeOffset(reader.Ticks(), TimeSpan.Zero),
            Until = new DateTimeOffset(reader.Ticks(), TimeSpan.Zero),
            Bytes = reader.Rest(),
        };
        return reader.IsCut ? null : answer;
    }

    public static WordOwner OwnerOf(byte[] bytes)
    {
        var reader = new Reader(bytes);
        return reader.Byte() == Layout ? ReadOwner(ref reader) : WordOwner.Nobody;
    }

    public static string? RouteOf(byte[] bytes)
    {
        var reader = new Reader(bytes);
        if (reader.Byte() != Layout)
        {
            return null;
        }

        ReadOwner(ref reader);
        return reader.Text();
    }

    private static void WriteAll(ref Writer writer, CachedAnswer answer)
    {
        writer.Byte(Layout);
        writer.Text(answer.Owner.KeyId);
        writer.Text(answer.Owner.Session);
        writer.Long(answer.Owner.Tags.Count);
        foreach (var (name, value) in answer.Owner.Tags.Span)
        {
            writer.Text(name);
            writer.Text(value);
        }

        writer.Text(answer.Route);
        writer.Text(answer.Dialect);
        writer.Byte((byte)((answer.Stream ? StreamMark : 0) | (answer.TellsUsage ? UsageMark : 0) | (answer.Repeats ? RepeatsMark : 0)));
        writer.Text(answer.ContentType);
        writer.Text(answer.Deployment);
        writer.Long((long)answer.Maker);
        writer.Text(answer.Provider);
        writer.Text(answer.Model);
        writer.Text(answer.DialectOut);
        writer.Byte(answer.Usage is null ? (byte)0 : (byte)1);
        if (answer.Usage is { } usage)
        {
            writer.Long(usage.Input);
            writer.Long(usage.CachedInput);
            writer.Long(usage.CacheWrite);
            writer.Long(usage.Output);
            writer.Long(usage.Reasoning);
            writer.Byte(usage.Estimated ? (byte)1 : (byte)0);
        }

        writer.Byte(answer.CostNano is null ? (byte)0 : (byte)1);
        if (answer.CostNano is { } cost)
        {
            writer.Long(cost);
        }

        writer.Text(answer.Dropped);
        writer.Long(answer.TotalMs);
        writer.Id(answer.From);
        writer.Long(answer.At.UtcTicks);
        writer.Long(answer.Until.UtcTicks);
        writer.Rest(answer.Bytes.Span);
    }

    private static WordOwner ReadOwner(ref Reader reader)
    {
        var (key, session, count) = (reader.Text(), reader.Text(), reader.Long());
        if (count is <= 0 or > MaxTags)
        {
            return key is null && session is null ? WordOwner.Nobody : new WordOwner(key, session, []);
        }

        var tags = new KeyValuePair<string, string>[count];
        foreach (ref var tag in tags.AsSpan())
        {
            tag = new(reader.Text() ?? "", reader.Text() ?? "");
        }

        return new WordOwner(key, session, new(tags));
    }

    /// <summary>Writes, or only counts.</summary>
    private ref struct Writer(Span<byte> into, bool dry)
    {
        private readonly Span<byte> _into = into;

        public int At { get; private set; }

        public void Byte(byte value)
        {
            if (!dry)
            {
                _into[At] = value;
            }

            At++;
        }

        public void Long(long value)
        {
            if (!dry)
            {
                BinaryPrimitives.WriteInt64LittleEndian(_into[At..], value);
            }

            At += sizeof(long);
        }

        public void Id(Guid id)
        {
            if (!dry)
            {
                id.TryWriteBytes(_into[At..]);
            }

            At += 16;
        }

        /// <summary>Length and UTF-8; -1 for null.</summary>
        public void Text(string? text)
        {
            var length = text is null ? -1 : Encoding.UTF8.GetByteCount(text);
            if (!dry)
            {
                BinaryPrimitives.WriteInt32LittleEndian(_into[At..], length);
                Encoding.UTF8.GetBytes(text, _into[(At + sizeof(int))..]);
            }

            At += sizeof(int) + Math.Max(0, length);
        }

        public void Rest(ReadOnlySpan<byte> bytes)
        {
            if (!dry)
            {
                bytes.CopyTo(_into[At..]);
            }

            At += bytes.Length;
        }
    }

    /// <summary>Reads; past the end there are zeros, and <see cref="IsCut"/> says so.</summary>
    private ref struct Reader(byte[] from)
    {
        private int _at;

        public bool IsCut { get; private set; }

        public byte Byte() => Take(1) is [var value] ? value : (byte)0;

        public long Long() => MemoryMarshal.TryRead<long>(Take(sizeof(long)), out var value) ? value : 0;

        /// <summary>A moment; zero where there is none of that name.</summary>
        public long Ticks() => Long() is >= 0 and var ticks && ticks <= DateTimeOffset.MaxValue.Ticks ? ticks : 0;

        public Guid Id() => Take(16) is { Length: 16 } bytes ? new Guid(bytes) : Guid.Empty;

        public string? Text()
        {
            var length = MemoryMarshal.TryRead<int>(Take(sizeof(int)), out var value) ? value : -1;
            return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
        }

        public ReadOnlyMemory<byte> Rest() => from.AsMemory(_at);

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > from.Length - _at)
            {
                (IsCut, _at) = (true, from.Length);
                return [];
            }

            _at += count;
            return from.AsSpan(_at - count, count);
        }
    }
}
