using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Dialects.Sse;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Writes the event that ends a stream with an error: OpenAI documents its members flat and sends them inside <c>error</c>, so both stand here.</summary>
internal static class ResponsesErrorEvent
{
    public static void Write(Failure failure, long sequence, IBufferWriter<byte> into)
    {
        var data = new ArrayBufferWriter<byte>(256);
        using (var json = JsonWriting.To(data))
        {
            var message = ErrorWriter.MessageOf(failure);
            var code = ErrorWriter.CodeOf(failure);
            json.WriteStartObject();
            json.WriteString(W.Type, W.Events.Error);
            json.WriteNumber(W.SequenceNumber, sequence);
            json.WriteString(W.Code, code);
            json.WriteString(W.Message, message);
            json.WriteString(W.Param, failure.Param);
            json.WriteStartObject(W.Error);
            json.WriteString(W.Type, ErrorWriter.TypeOf(failure));
            json.WriteString(W.Code, code);
            json.WriteString(W.Message, message);
            json.WriteString(W.Param, failure.Param);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        SseText.Write(into, "error"u8, data.WrittenSpan);
    }
}
