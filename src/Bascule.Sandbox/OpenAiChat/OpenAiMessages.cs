using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>The order of messages: who may speak, and that every tool call finds its result.</summary>
internal static class OpenAiMessages
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool", "function"];

    private static readonly HashSet<string> Known =
    [
        "role", "content", "name", "tool_calls", "tool_call_id", "function_call", "refusal", "audio", "annotations",
        // Not OpenAI's own: what the sandbox writes must be welcome back.
        "reasoning_content",
    ];

    public static Refusal? Refuse(JsonElement messages)
    {
        if (messages.GetArrayLength() == 0)
        {
            return OpenAiStrictness.Refused("Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.", "messages", "empty_array");
        }

        var open = new HashSet<string>();
        var at = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var path = $"messages[{at++}]";
            if (Shape(message, path) is { } refusal)
            {
                return refusal;
            }

            if (message.Text("role") == "tool")
            {
                if (!open.Remove(message.Text("tool_call_id")!))
                {
                    return OpenAiStrictness.Refused("Invalid parameter: messages with role 'tool' must answer a preceding message with 'tool_calls' that holds their 'tool_call_id'.", $"{path}.role", null);
                }

                continue;
            }

            if (open.Count > 0)
            {
                return Unanswered(open, path);
            }

            open = [.. message.Member("tool_calls").Items().Select(call => call.Text("id")!)];
        }

        return open.Count > 0 ? Unanswered(open, $"messages[{at - 1}]") : null;
    }

    private static Refusal Unanswered(IEnumerable<string> ids, string path) => OpenAiStrictness.Refused(
        $"An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. No response was found for: {string.Join(", ", ids)}", $"{path}.role", null);

    private static Refusal? Shape(JsonElement message, string path)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return OpenAiStrictness.WrongType(path, "an object", message);
        }

        if (message.Text("role") is not { } role)
        {
            return OpenAiStrictness.Missing($"{path}.role");
        }

        if (!Roles.Contains(role))
        {
            return OpenAiStrictness.WrongValue($"{path}.role", role, Roles);
        }

        if (message.Stranger(Known) is { } unknown)
        {
            return OpenAiStrictness.UnknownField($"{path}.{unknown}");
        }

        if (message.Member("tool_calls") is { } && role != "assistant")
        {
            return OpenAiStrictness.Refused($"'tool_calls' is only allowed in messages with role 'assistant'.", $"{path}.tool_calls", null);
        }

        if (role == "tool" && string.IsNullOrEmpty(message.Text("tool_call_id")))
        {
            return OpenAiStrictness.Missing($"{path}.tool_call_id");
        }

        return OpenAiContent.Refuse(message, role, path) ?? OpenAiToolCalls.Refuse(message, path);
    }
}
