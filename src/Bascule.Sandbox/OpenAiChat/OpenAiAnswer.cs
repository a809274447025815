using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>A whole chat completion, and the parts a stream shares with it.</summary>
internal static class OpenAiAnswer
{
    public const string Fingerprint = "simulated";

    public static JsonObject Make(Question question, Reply reply, DateTimeOffset now) => new()
    {
        ["id"] = NewId(),
        ["object"] = "chat.completion",
        ["created"] = now.ToUnixTimeSeconds(),
        ["model"] = question.Model.Id,
        ["choices"] = new JsonArray([.. Enumerable.Range(0, question.Choices).Select(index => Choice(index, reply))]),
        ["usage"] = Usage(question, reply),
        ["service_tier"] = "default",
        ["system_fingerprint"] = Fingerprint,
    };

    public static string NewId() => $"chatcmpl-sandbox{Guid.CreateVersion7():N}";

    public static string Finish(Ending ending) => ending switch
    {
        Ending.Length => "length",
        Ending.ToolCalls => "tool_calls",
        Ending.Filtered => "content_filter",
        _ => "stop",
    };

    public static JsonObject Usage(Question question, Reply reply) => new()
    {
        ["prompt_tokens"] = question.InputTokens,
        ["completion_tokens"] = reply.OutputTokens * question.Choices,
        ["total_tokens"] = question.InputTokens + (reply.OutputTokens * question.Choices),
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0, ["audio_tokens"] = 0 },
        ["completion_tokens_details"] = new JsonObject
        {
            ["reasoning_tokens"] = reply.ReasoningTokens * question.Choices,
            ["audio_tokens"] = 0,
            ["accepted_prediction_tokens"] = 0,
            ["rejected_prediction_tokens"] = 0,
        },
    };

    private static JsonNode Choice(int index, Reply reply)
    {
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = reply.Calls.Count > 0 ? null : reply.Text,
            ["refusal"] = null,
            ["annotations"] = new JsonArray(),
        };
        if (reply.Reasoning.Length > 0)
        {
            message["reasoning_content"] = reply.Reasoning;
        }

        if (reply.Calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. reply.Calls.Select(call => new JsonObject
            {
                ["id"] = $"call_{call.Id}",
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
            })]);
        }

        return new JsonObject { ["index"] = index, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = Finish(reply.Ending) };
    }
}
