using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects.Provided;

/// <summary>The dialects that only providers speak, by short words, for tests.</summary>
internal static class Provided
{
    /// <summary>Their names, which are the names of their golden folders too.</summary>
    public static readonly string[] All = ["mistral", "bedrock", "cohere"];

    public static IDialect Find(string name) => DialectSet.Find(name)!;

    /// <summary>The content type their streams come with, and how a golden one is stored.</summary>
    public static string StreamType(string name) => name == "bedrock" ? "application/vnd.amazon.eventstream" : "text/event-stream";

    /// <summary>A caller's request as this dialect asks it.</summary>
    public static (string Written, IReadOnlyList<string> Dropped, Failure? Refused) Ask(string name, string caller, ReadOnlyMemory<byte> request, string model = "m")
    {
        var read = DialectSet.FindCaller(caller)!.ReadRequest(request);
        Assert.Null(read.Failure);
        return Ask(name, caller, read.Value!, model);
    }

    public static (string Written, IReadOnlyList<string> Dropped, Failure? Refused) Ask(string name, string caller, ChatRequest request, string model = "m")
    {
        var how = new RequestWriting { Model = model, From = caller, SignaturesOf = name == "bedrock" ? "bedrock" : null };
        var into = new ArrayBufferWriter<byte>();
        var refused = Find(name).WriteRequest(request, how, into);
        return (Encoding.UTF8.GetString(into.WrittenSpan), how.Dropped, refused);
    }

    /// <summary>What a stream's bytes tell, however they are cut.</summary>
    public static List<AnswerEvent> Events(string name, byte[] stream, params int[] cuts)
    {
        using var frames = Find(name).NewFrameReader(StreamType(name))!;
        var reader = Find(name).NewStreamReader();
        var events = new List<AnswerEvent>();
        var from = 0;
        foreach (var cut in cuts.Append(stream.Length))
        {
            Feed(frames, stream.AsSpan(from, cut - from));
            from = cut;
            Take(frames, reader, events);
        }

        frames.Complete();
        Take(frames, reader, events);
        if (frames.Trouble is { } trouble && events is not [.., AnswerFailed or AnswerEnded])
        {
            events.Add(new AnswerFailed(new Failure(Blame.Provider, FailureKind.Broken, "upstream_unreachable", trouble)));
        }
        else
        {
            reader.End(events);
        }

        return events;
    }

    private static void Take(FrameReader frames, AnswerStreamReader reader, List<AnswerEvent> events)
    {
        while (frames.TryRead(out var frame))
        {
            if (frame.HasData)
            {
                reader.Read(frame.Name, frame.Data, events);
            }
        }
    }

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
