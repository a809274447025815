using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Guardrails.Redaction;

/// <summary>What a streamed answer said, its pieces put together: a value that came in two chunks is found only so.</summary>
internal static class StreamTranscript
{
    /// <summary>As JSON: <c>{"parts":[{"choice","part","kind","name","text"}]}</c>. Null: this is no stream of that type.</summary>
    public static byte[]? Of(ICallerDialect dialect, string contentType, ReadOnlySpan<byte> answer)
    {
        using var frames = dialect.NewFrameReader(contentType);
        if (frames is null)
        {
            return null;
        }

        var reader = dialect.NewStreamReader();
        var events = new List<AnswerEvent>();
        answer.CopyTo(frames.GetMemory(Math.Max(answer.Length, 1)).Span);
        frames.Advance(answer.Length);
        frames.Complete();
        while (frames.TryRead(out var frame))
        {
            if (frame.HasData)
            {
                reader.Read(frame.Name, frame.Data, events);
            }
        }

        return Write(Gather(events));
    }

    private static SortedDictionary<(int Choice, int Part), (Part? Seed, StringBuilder Text)> Gather(List<AnswerEvent> events)
    {
        var parts = new SortedDictionary<(int, int), (Part? Seed, StringBuilder Text)>();
        foreach (var said in events)
        {
            switch (said)
            {
                case PartBegan began:
                    parts[(began.Choice, began.Part)] = (began.Seed, new StringBuilder(TextOf(began.Seed)));
                    break;
                case PartGrew grew:
                    if (!parts.TryGetValue((grew.Choice, grew.Part), out var part))
                    {
                        parts[(grew.Choice, grew.Part)] = part = (null, new StringBuilder());
                    }

                    part.Text.Append(grew.Text);
                    break;
            }
        }

        return parts;
    }

    private static byte[] Write(SortedDictionary<(int Choice, int Part), (Part? Seed, StringBuilder Text)> parts)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("parts"u8);
            foreach (var ((choice, position), (seed, text)) in parts)
            {
                json.WriteStartObject();
                json.WriteNumber("choice"u8, choice);
                json.WriteNumber("part"u8, position);
                json.WriteString("kind"u8, KindOf(seed));
                if (seed is ToolCallPart call)
                {
                    json.WriteString("name"u8, call.Name);
                }

                json.WriteString("text"u8, text.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static string TextOf(Part seed) => seed switch
    {
        TextPart text => text.Text,
        ReasoningPart reasoning => reasoning.Text,
        RefusalPart refusal => refusal.Text,
        ToolCallPart call => call.Arguments,
        _ => "",
    };

    private static string KindOf(Part? seed) => seed switch
    {
        ReasoningPart => "reasoning",
        RefusalPart => "refusal",
        ToolCallPart => "tool_call",
        null or TextPart => "text",
        _ => "other",
    };
}
