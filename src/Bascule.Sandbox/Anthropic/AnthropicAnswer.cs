using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>A whole message, and the parts a stream shares with it.</summary>
internal static class AnthropicAnswer
{
    public static byte[] Write(Question question, Reply reply)
    {
        var message = Envelope(question);
        var content = new JsonArray();
        if (reply.Reasoning.Length > 0)
        {
            content.Add((JsonNode)new JsonObject { ["type"] = "thinking", ["thinking"] = reply.Reasoning, ["signature"] = Signatures.Sign(reply.Reasoning) });
        }

        if (reply.Text.Length > 0)
        {
            content.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = reply.Text });
        }

        foreach (var call in reply.Calls)
        {
            content.Add((JsonNode)new JsonObject { ["type"] = "tool_use", ["id"] = ToolId(call), ["name"] = call.Name, ["input"] = Input(call) });
        }

        message["content"] = content;
        message["stop_reason"] = Stop(reply.Ending);
        message["stop_sequence"] = reply.StopSequence;
        message["usage"] = Usage(question, reply.OutputTokens);
        return Json.Bytes(message);
    }

    public static JsonObject Envelope(Question question) => new()
    {
        ["id"] = $"msg_sandbox{Guid.CreateVersion7():N}",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = question.Model.Id,
        ["content"] = new JsonArray(),
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
    };

    public static JsonObject Usage(Question question, int output) => new()
    {
        ["input_tokens"] = question.InputTokens,
        ["cache_creation_input_tokens"] = 0,
        ["cache_read_input_tokens"] = 0,
        ["output_tokens"] = output,
        ["service_tier"] = "standard",
    };

    public static string ToolId(ToolCall call) => $"toolu_{call.Id}";

    public static string Stop(Ending ending) => ending switch
    {
        Ending.Length => "max_tokens",
        Ending.StopSequence => "stop_sequence",
        Ending.ToolCalls => "tool_use",
        Ending.Filtered => "refusal",
        _ => "end_turn",
    };

    // Cut arguments are no JSON; a whole answer can only carry an empty object then, where a stream shows the torn text.
    private static JsonNode Input(ToolCall call)
    {
        try
        {
            return JsonNode.Parse(call.Arguments) ?? new JsonObject();
        }
        catch (System.Text.Json.JsonException)
        {
            return new JsonObject();
        }
    }
}
