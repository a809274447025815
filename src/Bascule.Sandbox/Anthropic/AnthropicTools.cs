using System.Text.Json;
using System.Text.RegularExpressions;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>The tools a request offers, its choice among them, and the output format it asks for.</summary>
internal static partial class AnthropicTools
{
    public static Refusal? Refuse(JsonElement body, bool beta)
    {
        if (body.Member("tools") is { ValueKind: not JsonValueKind.Array })
        {
            return AnthropicStrictness.Refused("tools: Input should be a valid list");
        }

        var tools = body.Member("tools").Items().ToArray();
        return tools.Select((tool, at) => Tool(tool, $"tools.{at}", beta)).FirstOrDefault(refusal => refusal is not null)
            ?? (tools.Select(tool => tool.Text("name")).OfType<string>().GroupBy(name => name).Any(same => same.Count() > 1) ? AnthropicStrictness.Refused("tools: Tool names must be unique.") : null)
            ?? AnthropicStrictTools.Refuse(tools)
            ?? Choice(body, tools)
            ?? Output(body);
    }

    private static Refusal? Tool(JsonElement tool, string path, bool beta)
    {
        if (tool.ValueKind != JsonValueKind.Object)
        {
            return AnthropicStrictness.Refused($"{path}: Input should be an object");
        }

        // Tools that Anthropic runs itself carry a dated type and fields of their own.
        if (tool.Text("type") is { } type && type != "custom")
        {
            return beta || Dated().IsMatch(type) ? null : AnthropicStrictness.Refused($"{path}: Input tag '{type}' found using 'type' does not match any of the expected tags: 'custom' or a dated tool of the vendor");
        }

        path += ".custom";
        if (!beta && tool.Stranger("type", "name", "description", "input_schema", "cache_control", "strict", "eager_input_streaming", "defer_loading", "allowed_callers", "input_examples") is { } unknown)
        {
            return AnthropicStrictness.Extra($"{path}.{unknown}");
        }

        if (tool.Text("name") is not { } name)
        {
            return AnthropicStrictness.Required($"{path}.name");
        }

        return !Names().IsMatch(name) ? AnthropicStrictness.Refused($"{path}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'")
            : tool.Member("description") is { ValueKind: not JsonValueKind.String } ? AnthropicStrictness.Refused($"{path}.description: Input should be a valid string")
            : tool.Member("input_schema") is not { } schema ? AnthropicStrictness.Required($"{path}.input_schema")
            : schema.ValueKind != JsonValueKind.Object ? AnthropicStrictness.Refused($"{path}.input_schema: Input does not match the expected shape.")
            : schema.Member("type") is null ? AnthropicStrictness.Required($"{path}.input_schema.type")
            : schema.Text("type") != "object" ? AnthropicStrictness.Refused($"{path}.input_schema.type: Input should be 'object'") : null;
    }

    private static Refusal? Choice(JsonElement body, JsonElement[] tools)
    {
        if (body.Member("tool_choice") is not { } choice)
        {
            return null;
        }

        if (choice.ValueKind != JsonValueKind.Object)
        {
            return AnthropicStrictness.Refused("tool_choice: Input should be an object");
        }

        var type = choice.Text("type");
        string[] known = type switch
        {
            "auto" or "any" => ["type", "disable_parallel_tool_use"],
            "tool" => ["type", "name", "disable_parallel_tool_use"],
            _ => ["type"],
        };
        if (type is not ("auto" or "any" or "tool" or "none"))
        {
            return type is null ? AnthropicStrictness.Required("tool_choice.type")
                : AnthropicStrictness.Refused($"tool_choice: Input tag '{type}' found using 'type' does not match any of the expected tags: 'any', 'auto', 'none', 'tool'");
        }

        if (choice.Stranger(known) is { } unknown)
        {
            return AnthropicStrictness.Extra($"tool_choice.{type}.{unknown}");
        }

        if (tools.Length == 0)
        {
            return body.Member("mcp_servers") is null ? AnthropicStrictness.Refused("tool_choice: may only be specified while providing tools") : null;
        }

        return type != "tool" ? null
            : choice.Text("name") is not { } name ? AnthropicStrictness.Required("tool_choice.tool.name")
            : tools.Any(tool => tool.Text("name") == name) ? null : AnthropicStrictness.Refused($"Tool '{name}' not found in provided tools");
    }

    private static Refusal? Output(JsonElement body)
    {
        if (body.Member("output_config") is not { } config)
        {
            return null;
        }

        if (config.Stranger("format", "effort", "task_budget") is { } unknown)
        {
            return AnthropicStrictness.Extra($"output_config.{unknown}");
        }

        if (config.Text("effort") is { } effort && effort is not ("low" or "medium" or "high" or "xhigh" or "max"))
        {
            return AnthropicStrictness.Refused("output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
        }

        return config.Member("format") is not { } format ? null
            : format.Text("type") != "json_schema" ? AnthropicStrictness.Refused("output_config.format.type: Input should be 'json_schema'")
            : format.Stranger("type", "schema") is { } extra ? AnthropicStrictness.Extra($"output_config.format.{extra}")
            : format.Member("schema") is not { ValueKind: JsonValueKind.Object } schema ? AnthropicStrictness.Required("output_config.format.schema")
            : schema.Text("type") == "object" && schema.Member("additionalProperties") is not { ValueKind: JsonValueKind.False }
                ? AnthropicStrictness.Refused("output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false") : null;
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,128}$")]
    private static partial Regex Names();

    [GeneratedRegex(@"_\d{8}$")]
    private static partial Regex Dated();
}
