using System.Text.Json;
using Bascule.Engine.Conversation;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Writes <c>tool_calls</c>, in requests and answers alike.</summary>
internal static class ToolCallWriter
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ToolCallPart> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray(W.ToolCalls);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString(W.Id, call.Id);
            WriteCall(json, call.Custom, call.Name, call.Arguments);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The type and what it names.</summary>
    public static void WriteCall(Utf8JsonWriter json, bool custom, string name, string arguments)
    {
        var kind = custom ? W.Custom : W.Function;
        json.WriteString(W.Type, kind);
        json.WriteStartObject(kind);
        json.WriteString(W.Name, name);
        json.WriteString(custom ? W.Input : W.Arguments, arguments);
        json.WriteEndObject();
    }
}
