using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.OpenAiResponses;
using Bascule.Engine.Tests.Dialects.Sse;

namespace Bascule.Engine.Tests.Dialects.OpenAiResponses;

/// <summary>The dialect by short words, for tests.</summary>
internal static class Responses
{
    public static OpenAiResponsesDialect Dialect => OpenAiResponsesDialect.Instance;

    public static ChatRequest Request(string json)
    {
        var read = Dialect.ReadRequest(Encoding.UTF8.GetBytes(json));
        Assert.Null(read.Failure);
        return read.Value!;
    }

    public static string Write(ChatRequest request, RequestWriting how)
    {
        var into = new ArrayBufferWriter<byte>();
        Assert.Null(Dialect.WriteRequest(request, how, into));
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    public static RequestWriting From(string dialect, string? signaturesOf = null) => new() { Model = "m", From = dialect, SignaturesOf = signaturesOf };

    public static string Write(Answer answer)
    {
        var into = new ArrayBufferWriter<byte>();
        Dialect.WriteAnswer(answer, into);
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    public static string Write(IEnumerable<AnswerEvent> events, ChatRequest? asked = null)
    {
        var into = new ArrayBufferWriter<byte>();
        var writer = Dialect.NewStreamWriter(asked ?? new ChatRequest { Model = "m", Stream = true });
        foreach (var said in events)
        {
            writer.Write(said, into);
        }

        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    public static List<AnswerEvent> Events(byte[] stream, params int[] cuts)
    {
        var events = new List<AnswerEvent>();
        var reader = Dialect.NewStreamReader();
        foreach (var (name, data) in SseFrames.Cut(stream, cuts))
        {
            reader.Read(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data), events);
        }

        reader.End(events);
        return events;
    }

    public static List<AnswerEvent> Events(string stream) => Events(Encoding.UTF8.GetBytes(stream));

    /// <summary>Scans a whole stream: the meaning of each frame, and the scan after it.</summary>
    public static (List<FrameMeaning> Meanings, StreamScan Scan) Scan(byte[] stream)
    {
        var scan = Dialect.NewStreamScan();
        var meanings = SseFrames.Cut(stream).Select(frame => scan.Scan(Encoding.UTF8.GetBytes(frame.Name), Encoding.UTF8.GetBytes(frame.Data))).ToList();
        return (meanings, scan);
    }
}
