using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>What a message of each role may hold.</summary>
internal static class OpenAiContent
{
    public static Refusal? Refuse(JsonElement message, string role, string path)
    {
        if (message.Member("content") is not { } content)
        {
            var calls = message.Member("tool_calls") is not null || message.Member("function_call") is not null || message.Member("refusal") is not null || message.Member("audio") is not null;
            return role == "assistant" && calls ? null
                : OpenAiStrictness.Refused($"Invalid value for 'content': expected a string, got null.", $"{path}.content", null);
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return null;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            return OpenAiStrictness.WrongType($"{path}.content", "one of a string or array of objects", content);
        }

        if (content.GetArrayLength() == 0)
        {
            return OpenAiStrictness.Refused($"Invalid '{path}.content': empty array. Expected an array with minimum length 1.", $"{path}.content", "empty_array");
        }

        return content.EnumerateArray().Select((part, at) => Part(part, role, $"{path}.content[{at}]")).FirstOrDefault(refusal => refusal is not null);
    }

    private static Refusal? Part(JsonElement part, string role, string path)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            return OpenAiStrictness.WrongType(path, "an object", part);
        }

        if (part.Text("type") is not { } type)
        {
            return OpenAiStrictness.Missing($"{path}.type");
        }

        string[] allowed = role switch
        {
            "user" => ["text", "image_url", "input_audio", "file"],
            "assistant" => ["text", "refusal"],
            _ => ["text"],
        };
        if (!allowed.Contains(type))
        {
            return OpenAiStrictness.WrongValue($"{path}.type", type, allowed);
        }

        if (part.Stranger("type", type, "prompt_cache_breakpoint") is { } unknown)
        {
            return OpenAiStrictness.UnknownField($"{path}.{unknown}");
        }

        if (part.Member(type) is not { } value)
        {
            return OpenAiStrictness.Missing($"{path}.{type}");
        }

        var wanted = type is "text" or "refusal" ? JsonValueKind.String : JsonValueKind.Object;
        if (value.ValueKind != wanted)
        {
            return OpenAiStrictness.WrongType($"{path}.{type}", wanted == JsonValueKind.String ? "a string" : "an object", value);
        }

        return type == "image_url" ? Image(value, $"{path}.image_url") : null;
    }

    private static Refusal? Image(JsonElement image, string path)
    {
        if (image.Text("url") is not { } url)
        {
            return OpenAiStrictness.Missing($"{path}.url");
        }

        return url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)
            ? null
            : OpenAiStrictness.Refused("Invalid image URL: expected an http(s) address or a base64-encoded data URL of an image.", path, "invalid_image_url");
    }
}
