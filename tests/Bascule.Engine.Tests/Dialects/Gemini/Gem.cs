using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Gemini;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Tests.Dialects.Sse;

namespace Bascule.Engine.Tests.Dialects.Gemini;

/// <summary>The dialect by short words, for tests.</summary>
internal static class Gem
{
    public static GeminiDialect Dialect => GeminiDialect.Instance;

    public static RequestWriting From(string dialect, string model = "gemini-2.5-flash", string? signaturesOf = "google") => new() { Model = model, From = dialect, SignaturesOf = signaturesOf };

    public static Read<ChatRequest> Read(string json, bool stream = false) => Dialect.ReadRequest(Encoding.UTF8.GetBytes(json), new CallAddress("m", stream));

    public static string Write(ChatRequest request, RequestWriting how)
    {
        var into = new ArrayBufferWriter<byte>();
        Assert.Null(Dialect.WriteRequest(request, how, into));
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    public static string Write(Answer answer)
    {
        var into = new ArrayBufferWriter<byte>();
        Dialect.WriteAnswer(answer, into);
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    public static string Write(IEnumerable<AnswerEvent> events, bool asArray = false)
    {
        var into = new ArrayBufferWriter<byte>();
        var writer = (asArray ? GeminiDialect.Array : Dialect).NewStreamWriter(new ChatRequest { Model = "m", Stream = true });
        foreach (var said in events)
        {
            writer.Write(said, into);
        }

        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    /// <summary>The frames of a stream in either form, however it is split; a last one with the trouble of the reader, if any.</summary>
    public static (List<string> Frames, string? Trouble) Frames(byte[] stream, params int[] cuts)
    {
        if (!stream.AsSpan().TrimStart(" \r\n"u8).StartsWith("["u8))
        {
            return ([.. SseFrames.Cut(stream, cuts).Select(frame => frame.Data)], null);
        }

        var frames = new List<string>();
        var trouble = Cut(stream, cuts, frame =>
        {
            if (frame.HasData)
            {
                frames.Add(Encoding.UTF8.GetString(frame.Data));
            }
        });
        return (frames, trouble);
    }

    public static string? Cut(byte[] stream, IEnumerable<int> cuts, Action<Frame> take)
    {
        using var reader = new JsonArrayReader();
        var from = 0;
        foreach (var cut in cuts.Append(stream.Length))
        {
            var piece = stream.AsSpan(from, cut - from);
            from = cut;
            while (!piece.IsEmpty)
            {
                var room = reader.GetMemory();
                var count = Math.Min(room.Length, piece.Length);
                piece[..count].CopyTo(room.Span);
                reader.Advance(count);
                piece = piece[count..];
            }

            while (reader.TryRead(out var frame))
            {
                take(frame);
            }
        }

        reader.Complete();
        while (reader.TryRead(out var frame))
        {
            take(frame);
        }

        return reader.Trouble;
    }

    public static List<AnswerEvent> Events(byte[] stream, params int[] cuts)
    {
        var events = new List<AnswerEvent>();
        var reader = Dialect.NewStreamReader();
        foreach (var data in Frames(stream, cuts).Frames)
        {
            reader.Read([], Encoding.UTF8.GetBytes(data), events);
        }

        reader.End(events);
        return events;
    }

    public static List<AnswerEvent> Events(string stream) => Events(Encoding.UTF8.GetBytes(stream));

    /// <summary>Scans a whole stream: the meaning of each frame, and the scan after it.</summary>
    public static (List<FrameMeaning> Meanings, StreamScan Scan) Scan(byte[] stream)
    {
        var scan = Dialect.NewStreamScan();
        var meanings = Frames(stream).Frames.Select(data => scan.Scan([], Encoding.UTF8.GetBytes(data))).ToList();
        return (meanings, scan);
    }
}
