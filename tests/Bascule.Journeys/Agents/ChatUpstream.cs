using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Agents;

/// <summary>A chat server that thinks aloud and wants three tools called at once, turn after turn.</summary>
internal static class ChatUpstream
{
    public const int CallsPerTurn = 3;

    public static string IdOf(int turn, int index) => $"call_{turn:d2}_{index}";

    public static ScriptedAnswer Answer(JsonElement asked)
    {
        var turn = asked.GetProperty("messages").EnumerateArray().Count(message => message.GetProperty("role").GetString() == "assistant");
        var calls = new JsonArray([.. Enumerable.Range(0, CallsPerTurn).Select(index => new JsonObject
        {
            ["index"] = index,
            ["id"] = IdOf(turn, index),
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = "read_file", ["arguments"] = $$"""{"path":"src/{{turn}}/{{index}}.cs","lines":[1,{{turn + 10}}]}""" },
        })]);
        var said = new JsonObject { ["role"] = "assistant", ["content"] = $"Turn {turn}: looking at three files.", ["reasoning_content"] = $"What does turn {turn} need?", ["tool_calls"] = calls };
        var stream = asked.TryGetProperty("stream", out var wanted) && wanted.ValueKind == JsonValueKind.True;
        return stream
            ? ScriptedAnswer.Sse(Event("delta", said, null, stream), Event("delta", [], "tool_calls", stream), "data: [DONE]\n\n")
            : ScriptedAnswer.Json(Body("message", said, "tool_calls", stream));
    }

    private static string Event(string member, JsonObject said, string? finish, bool stream) => $"data: {Body(member, said, finish, stream)}\n\n";

    private static string Body(string member, JsonObject said, string? finish, bool stream) => new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = stream ? "chat.completion.chunk" : "chat.completion",
        ["created"] = 1750000000,
        ["model"] = "some-model",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, [member] = said, ["finish_reason"] = finish }),
        ["usage"] = finish is null ? null : new JsonObject { ["prompt_tokens"] = 100, ["completion_tokens"] = 20, ["total_tokens"] = 120 },
    }.ToJsonString();
}
