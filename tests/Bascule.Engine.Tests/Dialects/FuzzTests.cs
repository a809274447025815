using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>Every codec against what an upstream should never send: no exception, no hang, nothing silent, and memory in proportion to what came.</summary>
public sealed class FuzzTests
{
    private const int Chunks = 20_000;
    private const int LargeBody = 5 << 20;

    /// <summary>An answer of a few frames is read into events, and those written again: more than this a byte is a leak.</summary>
    private const int MaxAllocatedPerByte = 120;

    private static readonly string[] StreamTypes = ["text/event-stream", "application/x-ndjson", "application/json", "application/vnd.amazon.eventstream"];

    private static readonly byte[][] Nonsense =
    [
        [], "\n"u8.ToArray(), "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"u8.ToArray(), "null"u8.ToArray(), "[]"u8.ToArray(), "{}"u8.ToArray(), "\"words\""u8.ToArray(), "0"u8.ToArray(),
        "{\"error\":null}"u8.ToArray(), "{\"choices\":{},\"content\":\"x\",\"candidates\":0,\"message\":[],\"output\":\"\",\"response\":{}}"u8.ToArray(),
        "{\"choices\":[null,[],0],\"content\":[null,0],\"candidates\":[null,{\"content\":0}],\"output\":[null,0,{}],\"generated_text\":{},\"usage\":[]}"u8.ToArray(),
        "data: \n\n"u8.ToArray(), "data: [DONE]\n\n"u8.ToArray(), "event: error\ndata: {}\n\n"u8.ToArray(), "data: {\"error\":\n\n"u8.ToArray(), [0xff, 0xfe, 0x00, 0x80], [0, 0, 0, 16, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8],
        Encoding.UTF8.GetBytes(new string('[', 5000)), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5000))),
    ];

    public static TheoryData<string> Each => [.. DialectSet.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Each))]
    public void Seed_OfEveryDialect_IsASoundStream(string name)
    {
        var seed = FuzzSeeds.Of(name);
        Assert.True(seed is not null, $"FuzzSeeds has no stream of {name}");
        var events = Read(Of(name), seed.ContentType, seed.Bytes, seed.Bytes.Length);
        Assert.IsType<AnswerEnded>(events[^1]);
        Assert.Contains("Hello", string.Concat(events.OfType<PartGrew>().Select(one => one.Text)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Nonsense_IsAFailureAndNeverSilent(string name)
    {
        foreach (var bytes in Nonsense)
        {
            Drive(Of(name), bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void ArbitraryAndMutatedBytes_NeitherThrowNorEndSilently(string name) => Bytes(name).Sample(bytes => Drive(Of(name), bytes), iter: 600);

    [Theory]
    [MemberData(nameof(Each))]
    public void Stream_CutAnywhere_IsAFailureOrWholeAsItCame(string name)
    {
        var (dialect, seed) = (Of(name), FuzzSeeds.Of(name)!);
        var whole = Text(Read(dialect, seed.ContentType, seed.Bytes, seed.Bytes.Length));
        for (var length = 0; length < seed.Bytes.Length; length++)
        {
            var events = Read(dialect, seed.ContentType, seed.Bytes[..length], int.MaxValue);
            Assert.True(events[^1] is AnswerFailed || (events[^1] is AnswerEnded && Text(events) == whole), $"cut at {length} it ends as {events[^1]}");
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Stream_OneByteAtATime_TellsTheSame(string name)
    {
        var (dialect, seed) = (Of(name), FuzzSeeds.Of(name)!);
        Assert.Equal(HubText.Lines(Read(dialect, seed.ContentType, seed.Bytes, int.MaxValue)), HubText.Lines(Read(dialect, seed.ContentType, seed.Bytes, 1)));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Frames_OutOfOrderAndRepeated_NeitherThrowNorEndSilently(string name)
    {
        var seed = FuzzSeeds.Of(name)!;
        Gen.Int[0, seed.Frames.Length - 1].Array[1, 2 * seed.Frames.Length].Sample(order => Drive(Of(name), [.. order.SelectMany(at => seed.Frames[at])]), iter: 200);
        var events = Read(Of(name), seed.ContentType, [.. seed.Bytes, .. seed.Frames[^1], .. seed.Frames[^1], .. seed.Bytes], int.MaxValue);
        Assert.Equal(1, events.Count(one => one is AnswerEnded or AnswerFailed));
        Assert.IsType<AnswerEnded>(events[^1]);
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Stream_Of20000Chunks_IsReadInProportion(string name)
    {
        var (dialect, seed) = (Of(name), FuzzSeeds.Of(name)!);
        var grows = Array.FindIndex(seed.Frames, frame => Encoding.UTF8.GetString(frame).Contains("Hello", StringComparison.Ordinal));
        byte[] bytes = [.. seed.Frames[..grows].SelectMany(one => one), .. Enumerable.Repeat(seed.Frames[grows], Chunks).SelectMany(one => one), .. seed.Frames[(grows + 1)..].SelectMany(one => one)];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var events = Read(dialect, seed.ContentType, bytes, 4096);
        Write(dialect, events);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(events.Count >= Chunks, $"{events.Count} events");
        Assert.True(allocated < (long)MaxAllocatedPerByte * bytes.Length, $"{allocated} bytes for {bytes.Length}");
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Body_Of5MB_IsReadOrRefused(string name)
    {
        var seed = FuzzSeeds.Of(name)!;
        var text = Encoding.Latin1.GetString(seed.Bytes).Replace("Hello", new string('x', LargeBody), StringComparison.Ordinal);
        Drive(Of(name), Encoding.Latin1.GetBytes(text));
        Drive(Of(name), [.. "{\"a\":\""u8, .. new byte[LargeBody].AsSpan()]);
        Drive(Of(name), Encoding.UTF8.GetBytes($$"""{"message":"{{new string('x', LargeBody)}}"}"""));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Frame_WithoutEnd_IsGivenUpAtItsBound(string name)
    {
        var seed = FuzzSeeds.Of(name)!;
        using var frames = Of(name).NewFrameReader(seed.ContentType)!;
        byte[] piece = [.. Enumerable.Repeat((byte)'x', 1 << 16)];
        for (var sent = 0; sent < 3 * FrameReader.MaxFrameBytes && frames.Trouble is null; sent += piece.Length)
        {
            Feed(frames, piece);
            Assert.False(frames.TryRead(out _));
        }

        Assert.NotNull(frames.Trouble);
        Assert.True(frames.Pending <= FrameReader.MaxFrameBytes + (2 * piece.Length));
    }

    private static IDialect Of(string name) => DialectSet.Find(name)!;

    /// <summary>The seed with some bytes changed, cut or not, and bytes without sense.</summary>
    private static Gen<byte[]> Bytes(string name)
    {
        var seed = FuzzSeeds.Of(name)!.Bytes;
        var edit = Gen.Select(Gen.Int[0, seed.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOf((byte)'"', (byte)'{', (byte)'}', (byte)'\\', (byte)'0', (byte)',', (byte)'[', (byte)'\n')));
        return Gen.OneOf(
            Gen.Byte.Array[0, 80],
            Gen.Select(edit.Array[0, 5], Gen.Int[0, seed.Length], (edits, length) =>
            {
                var bytes = seed.ToArray();
                foreach (var (at, value) in edits)
                {
                    bytes[at] = value;
                }

                return length % 2 == 0 ? bytes : bytes[..length];
            }));
    }

    /// <summary>Everything that a dialect does with an upstream's bytes.</summary>
    private static void Drive(IDialect dialect, byte[] bytes)
    {
        var answer = dialect.ReadAnswer(bytes);
        Assert.True(answer.Value is null != answer.Failure is null);
        Assert.NotEqual("", dialect.ReadError(400, bytes).Message);
        Assert.NotEqual("", dialect.ReadError(503, bytes, "ThrottlingException").Message);
        foreach (var caller in DialectSet.Callers)
        {
            var into = new ArrayBufferWriter<byte>();
            if (answer.Value is { } said)
            {
                caller.WriteAnswer(said, into);
                Assert.Null(caller.ReadAnswer(into.WrittenMemory).Failure);
            }
        }

        foreach (var type in StreamTypes)
        {
            Write(dialect, Read(dialect, type, bytes, 4096));
        }

        // A scan looks less closely: what it refuses no reader takes.
        Assert.True(dialect is not ICallerDialect own || own.ScanAnswer(bytes).Failure is null || answer.Failure is not null);
    }

    /// <summary>What a stream's bytes tell; its end is told once, and last.</summary>
    private static List<AnswerEvent> Read(IDialect dialect, string contentType, byte[] bytes, int step)
    {
        var events = new List<AnswerEvent>();
        using var frames = dialect.NewFrameReader(contentType);
        var scan = (dialect as ICallerDialect)?.NewStreamScan();
        var reader = dialect.NewStreamReader();
        for (var at = 0; frames is not null && at < bytes.Length; at += Math.Min(step, bytes.Length - at))
        {
            Feed(frames, bytes.AsSpan(at, Math.Min(step, bytes.Length - at)));
            Take();
        }

        frames?.Complete();
        Take();
        if (frames?.Trouble is { } trouble && events is not [.., AnswerEnded or AnswerFailed])
        {
            events.Add(new AnswerFailed(new Failure(Blame.Provider, FailureKind.Broken, "upstream_unreachable", trouble)));
        }
        else
        {
            reader.End(events);
        }

        Assert.True(events[^1] is AnswerEnded or AnswerFailed, "a stream that says nothing of its end");
        Assert.Equal(1, events.Count(one => one is AnswerEnded or AnswerFailed));
        return events;

        void Take()
        {
            while (frames is not null && frames.TryRead(out var frame))
            {
                if (frame.HasData)
                {
                    reader.Read(frame.Name, frame.Data, events);
                    scan?.Scan(frame.Name, frame.Data);
                }
            }
        }
    }

    /// <summary>What was read is written for a caller of each dialect that is the reader's own, or else of OpenAI's.</summary>
    private static void Write(IDialect dialect, List<AnswerEvent> events)
    {
        var caller = dialect as ICallerDialect ?? DialectSet.FindCaller("openai-chat")!;
        var (writer, into) = (caller.NewStreamWriter(new ChatRequest { Model = "m", Stream = true, StreamUsage = true }), new ArrayBufferWriter<byte>());
        foreach (var said in events)
        {
            if (said is AnswerFailed failed)
            {
                caller.WriteStreamError(failed.Failure, "r", into);
            }
            else
            {
                writer.Write(said, into);
            }
        }
    }

    private static string Text(IEnumerable<AnswerEvent> events) => string.Concat(events.OfType<PartGrew>().Select(one => one.Text));

    private static void Feed(FrameReader frames, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var into = frames.GetMemory();
            var count = Math.Min(into.Length, bytes.Length);
            bytes[..count].CopyTo(into.Span);
            frames.Advance(count);
            bytes = bytes[count..];
        }
    }
}
