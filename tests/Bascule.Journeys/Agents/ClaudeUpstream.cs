using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Agents;

/// <summary>A Claude that signs its thinking and wants three tools called at once, turn after turn.</summary>
internal static class ClaudeUpstream
{
    public static string SignatureOf(int turn) => $"c2lnbmVkIG9mIHR1cm4g{turn:d4}";

    public static ScriptedAnswer Answer(JsonElement asked)
    {
        var turn = asked.GetProperty("messages").EnumerateArray().Count(message => message.GetProperty("role").GetString() == "assistant");
        var content = new JsonArray(
            new JsonObject { ["type"] = "thinking", ["thinking"] = $"What does turn {turn} need?", ["signature"] = SignatureOf(turn) },
            new JsonObject { ["type"] = "text", ["text"] = $"Turn {turn}: looking at three files." });
        for (var index = 0; index < ChatUpstream.CallsPerTurn; index++)
        {
            content.Add(new JsonObject
            {
                ["type"] = "tool_use",
                ["id"] = ChatUpstream.IdOf(turn, index),
                ["name"] = "read_file",
                ["input"] = new JsonObject { ["path"] = $"src/{turn}/{index}.cs", ["lines"] = new JsonArray(1, turn + 10) },
            });
        }

        return ScriptedAnswer.Json(new JsonObject
        {
            ["id"] = "msg_1",
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = "some-model",
            ["content"] = content,
            ["stop_reason"] = "tool_use",
            ["stop_sequence"] = null,
            ["usage"] = new JsonObject { ["input_tokens"] = 100, ["output_tokens"] = 20 },
        }.ToJsonString());
    }
}
