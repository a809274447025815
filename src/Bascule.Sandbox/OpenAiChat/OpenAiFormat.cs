using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>The output format a request asks for.</summary>
internal static class OpenAiFormat
{
    private static readonly string[] Types = ["text", "json_object", "json_schema"];

    public static Refusal? Refuse(JsonElement body)
    {
        if (body.Member("response_format") is not { } format)
        {
            return null;
        }

        if (format.Text("type") is not { } type)
        {
            return OpenAiStrictness.Missing("response_format.type");
        }

        return type switch
        {
            "text" => null,
            "json_object" => body.GetProperty("messages").GetRawText().Contains("json", StringComparison.OrdinalIgnoreCase) ? null
                : OpenAiStrictness.Refused("'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", "messages", null),
            "json_schema" => Schema(format),
            _ => OpenAiStrictness.WrongValue("response_format.type", type, Types),
        };
    }

    private static Refusal? Schema(JsonElement format)
    {
        const string path = "response_format.json_schema";
        if (format.Member("json_schema") is not { ValueKind: JsonValueKind.Object } named)
        {
            return OpenAiStrictness.Missing(path);
        }

        if (named.Text("name") is not { Length: > 0 } name)
        {
            return OpenAiStrictness.Missing($"{path}.name");
        }

        if (named.Stranger("name", "description", "schema", "strict") is { } unknown)
        {
            return OpenAiStrictness.UnknownField($"{path}.{unknown}");
        }

        return named.Member("schema") is { } schema && named.Flag("strict")
            ? StrictSchema.Refuse(schema, $"response_format '{name}'", "response_format", null)
            : null;
    }
}
