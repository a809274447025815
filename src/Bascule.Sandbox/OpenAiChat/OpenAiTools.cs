using System.Text.Json;
using System.Text.RegularExpressions;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>The tools a request offers, and its choice among them.</summary>
internal static partial class OpenAiTools
{
    private static readonly string[] Choices = ["none", "auto", "required"];

    public static Refusal? Refuse(JsonElement body)
    {
        var tools = body.Member("tools");
        var choice = body.Member("tool_choice");
        if (tools is null)
        {
            return choice is { } orphan && !orphan.ValueEqualsText("none") ? Refused("tool_choice")
                : body.Member("parallel_tool_calls") is not null ? Refused("parallel_tool_calls") : null;
        }

        if (tools.Value.GetArrayLength() == 0)
        {
            return OpenAiStrictness.Refused("Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.", "tools", "empty_array");
        }

        return tools.Items().Select((tool, at) => Tool(tool, $"tools[{at}]")).FirstOrDefault(refusal => refusal is not null)
            ?? (choice is { } chosen ? Choice(chosen, tools.Items()) : null);
    }

    private static Refusal Refused(string field) => OpenAiStrictness.Refused($"'{field}' is only allowed when 'tools' are specified.", field, null);

    private static bool ValueEqualsText(this JsonElement element, string text) => element.ValueKind == JsonValueKind.String && element.ValueEquals(text);

    private static Refusal? Tool(JsonElement tool, string path)
    {
        if (tool.Text("type") is not { } type)
        {
            return OpenAiStrictness.Missing($"{path}.type");
        }

        if (type is not ("function" or "custom"))
        {
            return OpenAiStrictness.WrongValue($"{path}.type", type, ["function", "custom"]);
        }

        if (tool.Member(type) is not { ValueKind: JsonValueKind.Object } function)
        {
            return OpenAiStrictness.Missing($"{path}.{type}");
        }

        if (tool.Stranger("type", type) is { } unknown)
        {
            return OpenAiStrictness.UnknownField($"{path}.{unknown}");
        }

        if (function.Text("name") is not { } name)
        {
            return OpenAiStrictness.Missing($"{path}.{type}.name");
        }

        if (!Names().IsMatch(name))
        {
            return OpenAiStrictness.Refused($"Invalid '{path}.{type}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$' of at most 64 characters.", $"{path}.{type}.name", "invalid_value");
        }

        return type == "function" ? Function(function, name, $"{path}.function") : null;
    }

    private static Refusal? Function(JsonElement function, string name, string path)
    {
        if (function.Stranger("name", "description", "parameters", "strict") is { } unknown)
        {
            return OpenAiStrictness.UnknownField($"{path}.{unknown}");
        }

        if (function.Member("parameters") is not { } parameters)
        {
            return null;
        }

        if (parameters.ValueKind != JsonValueKind.Object)
        {
            return OpenAiStrictness.WrongType($"{path}.parameters", "an object", parameters);
        }

        if (parameters.Member("type") is { } type && !type.ValueEqualsText("object"))
        {
            return OpenAiStrictness.Refused($"Invalid schema for function '{name}': schema must be a JSON Schema of 'type: \"object\"'.", $"{path}.parameters", "invalid_function_parameters");
        }

        return function.Flag("strict") ? StrictSchema.Refuse(parameters, $"function '{name}'", $"{path}.parameters", "invalid_function_parameters") : null;
    }

    private static Refusal? Choice(JsonElement choice, IEnumerable<JsonElement> tools)
    {
        if (choice.ValueKind == JsonValueKind.String)
        {
            return Choices.Contains(choice.GetString()) ? null : OpenAiStrictness.WrongValue("tool_choice", choice.GetString()!, Choices);
        }

        if (choice.ValueKind != JsonValueKind.Object)
        {
            return OpenAiStrictness.WrongType("tool_choice", "one of a string or object", choice);
        }

        var type = choice.Text("type");
        if (type == "allowed_tools")
        {
            return null;
        }

        if (type is not ("function" or "custom") || choice.Member(type)?.Text("name") is not { } name)
        {
            return OpenAiStrictness.Missing("tool_choice.function.name");
        }

        return tools.Any(tool => tool.Member(type)?.Text("name") == name) ? null
            : OpenAiStrictness.Refused($"Tool choice '{name}' not found in 'tools' parameter.", "tool_choice", null);
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Names();
}
