using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>The tool calls an assistant message brings back.</summary>
internal static class OpenAiToolCalls
{
    private const int MaxIdLength = 40;

    public static Refusal? Refuse(JsonElement message, string path)
    {
        if (message.Member("tool_calls") is not { } calls)
        {
            return null;
        }

        if (calls.ValueKind != JsonValueKind.Array)
        {
            return OpenAiStrictness.WrongType($"{path}.tool_calls", "an array", calls);
        }

        if (calls.GetArrayLength() == 0)
        {
            return OpenAiStrictness.Refused($"Invalid '{path}.tool_calls': empty array. Expected an array with minimum length 1.", $"{path}.tool_calls", "empty_array");
        }

        var seen = new HashSet<string>();
        return calls.EnumerateArray().Select((call, at) => Call(call, $"{path}.tool_calls[{at}]", seen)).FirstOrDefault(refusal => refusal is not null);
    }

    private static Refusal? Call(JsonElement call, string path, HashSet<string> seen)
    {
        if (call.Text("id") is not { Length: > 0 } id)
        {
            return OpenAiStrictness.Missing($"{path}.id");
        }

        if (id.Length > MaxIdLength)
        {
            return OpenAiStrictness.Refused($"Invalid '{path}.id': string too long. Expected a string with maximum length {MaxIdLength}, but got a string with length {id.Length} instead.", $"{path}.id", "string_above_max_length");
        }

        if (!seen.Add(id))
        {
            return OpenAiStrictness.Refused($"Duplicate value for 'tool_call_id' of '{id}'.", $"{path}.id", "invalid_value");
        }

        if (call.Text("type") is not { } type)
        {
            return OpenAiStrictness.Missing($"{path}.type");
        }

        if (type is not ("function" or "custom"))
        {
            return OpenAiStrictness.WrongValue($"{path}.type", type, ["function", "custom"]);
        }

        if (call.Stranger("id", "type", "function", "custom") is { } unknown)
        {
            return OpenAiStrictness.UnknownField($"{path}.{unknown}");
        }

        if (call.Member(type) is not { ValueKind: JsonValueKind.Object } called)
        {
            return OpenAiStrictness.Missing($"{path}.{type}");
        }

        var content = type == "function" ? "arguments" : "input";
        return called.Text("name") is not { Length: > 0 } ? OpenAiStrictness.Missing($"{path}.{type}.name")
            : called.Member(content) is not { } arguments ? OpenAiStrictness.Missing($"{path}.{type}.{content}")
            : arguments.ValueKind != JsonValueKind.String ? OpenAiStrictness.WrongType($"{path}.{type}.{content}", "a string", arguments)
            : null;
    }
}
