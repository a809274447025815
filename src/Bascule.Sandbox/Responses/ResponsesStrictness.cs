using System.Text.Json;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Responses;

/// <summary>What OpenAI's responses refuse about a request's body.</summary>
internal static class ResponsesStrictness
{
    /// <summary>Chat's names for what is called otherwise here.</summary>
    private static readonly Dictionary<string, string> Moved = new()
    {
        ["messages"] = "input",
        ["max_tokens"] = "max_output_tokens",
        ["max_completion_tokens"] = "max_output_tokens",
        ["response_format"] = "text.format",
        ["reasoning_effort"] = "reasoning.effort",
        ["verbosity"] = "text.verbosity",
    };

    /// <param name="body">The request.</param>
    /// <param name="store">What may be continued; null: any id may, and any reasoning counts as the vendor's own.</param>
    public static Refusal? Refuse(JsonElement body, ResponsesStore? store = null)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return BadBody();
        }

        return body.EnumerateObject().Where(member => Moved.ContainsKey(member.Name)).Select(member => OpenAiStrictness.Refused(
                $"Unsupported parameter: '{member.Name}'. In the Responses API, this parameter has moved to '{Moved[member.Name]}'. Try again with the new parameter. See the API documentation for more information.", member.Name, "unsupported_parameter")).FirstOrDefault()
            ?? OpenAiWords.Of(ResponsesRules.Body.Check(body, ""))
            ?? Source(body, store)
            ?? Tools(body)
            ?? Format(body)
            ?? ResponsesTurns.Refuse(body, store);
    }

    private static Refusal BadBody() => OpenAiStrictness.Refused("We could not parse the JSON body of your request: an object is expected.", null, null);

    private static Refusal? Source(JsonElement body, ResponsesStore? store)
    {
        var prompt = body.Member("prompt") is not null;
        if (body.Member("model") is null && !prompt)
        {
            return OpenAiStrictness.Missing("model");
        }

        if (body.Text("previous_response_id") is { } id)
        {
            return body.Member("conversation") is not null
                ? OpenAiStrictness.Refused("Mutually exclusive parameters: 'previous_response_id' and 'conversation'. Ensure you are only providing one of these.", "previous_response_id", "mutually_exclusive_parameters")
                : store is not null && store.Items(id) is null
                    ? OpenAiStrictness.Refused($"Previous response with id '{id}' not found.", "previous_response_id", "previous_response_not_found") : null;
        }

        return body.Member("input") is null && !prompt && body.Member("conversation") is null
            ? OpenAiStrictness.Refused("One of 'input', 'previous_response_id', 'prompt' or 'conversation' must be provided.", "input", "missing_required_parameter") : null;
    }

    private static Refusal? Tools(JsonElement body)
    {
        var tools = body.Member("tools").Items().ToArray();
        var at = 0;
        foreach (var tool in tools)
        {
            var path = $"tools[{at++}]";
            if (tool.Text("type") == "function" && tool.Flag("strict") && tool.Member("parameters") is { } parameters
                && StrictSchema.Refuse(parameters, $"function '{tool.Text("name")}'", $"{path}.parameters", "invalid_function_parameters") is { } refusal)
            {
                return refusal;
            }
        }

        return body.Member("tool_choice") switch
        {
            { ValueKind: JsonValueKind.String } word when word.ValueEquals("required") && tools.Length == 0 =>
                OpenAiStrictness.Refused("Tool choice 'required' must be specified with 'tools' parameter.", "tool_choice", null),
            { ValueKind: JsonValueKind.Object } named when named.Text("type") == "function" && !tools.Any(tool => tool.Text("name") == named.Text("name")) =>
                OpenAiStrictness.Refused($"Tool choice 'function' not found in 'tools' parameter.", "tool_choice", null),
            _ => null,
        };
    }

    private static Refusal? Format(JsonElement body) => body.Member("text")?.Member("format") is not { } format ? null
        : format.Text("type") == "json_schema" && format.Flag("strict") && format.Member("schema") is { } schema
            ? StrictSchema.Refuse(schema, $"response_format '{format.Text("name")}'", "text.format.schema", "invalid_json_schema")
            : format.Text("type") == "json_object" && body.Member("input")?.GetRawText().Contains("json", StringComparison.OrdinalIgnoreCase) == false
                && body.Text("instructions")?.Contains("json", StringComparison.OrdinalIgnoreCase) != true && body.Text("previous_response_id") is null
                ? OpenAiStrictness.Refused("Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.", "input", null) : null;
}
