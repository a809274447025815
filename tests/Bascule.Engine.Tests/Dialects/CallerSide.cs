using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>A callers' dialect by short words, for tests.</summary>
internal sealed class CallerSide(ICallerDialect dialect, string streamType)
{
    public ICallerDialect Dialect => dialect;

    public ChatRequest Request(string json)
    {
        var read = dialect.ReadRequest(Encoding.UTF8.GetBytes(json));
        Assert.Null(read.Failure);
        return read.Value!;
    }

    public string Write(ChatRequest request, RequestWriting how)
    {
        var into = new ArrayBufferWriter<byte>();
        Assert.Null(dialect.WriteRequest(request, how, into));
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    public string Write(Answer answer)
    {
        var into = new ArrayBufferWriter<byte>();
        dialect.WriteAnswer(answer, into);
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    public string Write(IEnumerable<AnswerEvent> events, bool usage = true)
    {
        var into = new ArrayBufferWriter<byte>();
        var writer = dialect.NewStreamWriter(new ChatRequest { Model = "m", Stream = true, StreamUsage = usage });
        foreach (var said in events)
        {
            writer.Write(said, into);
        }

        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    public string WriteError(Failure failure, bool streamed = false)
    {
        var into = new ArrayBufferWriter<byte>();
        if (streamed)
        {
            dialect.WriteStreamError(failure, "r1", into);
        }
        else
        {
            dialect.WriteError(failure, "r1", into);
        }

        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    /// <summary>The events of a stream, its bytes fed in steps.</summary>
    public List<AnswerEvent> Events(byte[] stream, int step = int.MaxValue)
    {
        var events = new List<AnswerEvent>();
        var reader = dialect.NewStreamReader();
        Cut(stream, step, frame => reader.Read(frame.Name, frame.Data, events));
        reader.End(events);
        return events;
    }

    public List<AnswerEvent> Events(string stream) => Events(Encoding.UTF8.GetBytes(stream));

    /// <summary>Scans a whole stream: the meaning of each frame, and the scan after it.</summary>
    public (List<FrameMeaning> Meanings, StreamScan Scan) Scan(byte[] stream)
    {
        var scan = dialect.NewStreamScan();
        var meanings = new List<FrameMeaning>();
        Cut(stream, int.MaxValue, frame => meanings.Add(scan.Scan(frame.Name, frame.Data)));
        return (meanings, scan);
    }

    private void Cut(byte[] stream, int step, Action<Frame> take)
    {
        using var reader = dialect.NewFrameReader(streamType)!;
        for (var at = 0; at < stream.Length; at += step)
        {
            var piece = stream.AsSpan(at, Math.Min(step, stream.Length - at));
            Ndjson.Lines.Feed(reader, piece);
            Take(reader, take);
            if (step == int.MaxValue)
            {
                break;
            }
        }

        reader.Complete();
        Take(reader, take);
    }

    private static void Take(FrameReader reader, Action<Frame> take)
    {
        while (reader.TryRead(out var frame))
        {
            if (frame.HasData)
            {
                take(frame);
            }
        }
    }
}
