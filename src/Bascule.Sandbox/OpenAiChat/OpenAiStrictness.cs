using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>What OpenAI's chat completions refuse about a request's body; tests hold translations against it.</summary>
public static class OpenAiStrictness
{
    private static readonly HashSet<string> Known =
    [
        "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "messages",
        "metadata", "modalities", "model", "moderation", "n", "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key",
        "prompt_cache_options", "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier", "seed", "service_tier",
        "stop", "store", "stream", "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity",
        "web_search_options",
    ];

    /// <summary>What engines know besides: whether the last message is the beginning of the answer.</summary>
    private static readonly HashSet<string> KnownToEngines = ["continue_final_message", "add_generation_prompt"];

    private static readonly string[] Efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    /// <summary>The error OpenAI would answer with, or null when it would take the request.</summary>
    public static Refusal? Refuse(JsonElement body) => Refuse(body, namedElsewhere: false);

    internal static Refusal? Refuse(JsonElement body, bool namedElsewhere = false, bool engine = false)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return Refused("We could not parse the JSON body of your request: an object is expected.", null, null);
        }

        return body.EnumerateObject().Where(field => !Known.Contains(field.Name) && !(engine && KnownToEngines.Contains(field.Name))).Select(field => UnknownField(field.Name)).FirstOrDefault()
            ?? Kind(body, "model", JsonValueKind.String, !namedElsewhere)
            ?? Kind(body, "messages", JsonValueKind.Array, true)
            ?? Kind(body, "tools", JsonValueKind.Array)
            ?? Kind(body, "user", JsonValueKind.String)
            ?? Kind(body, "metadata", JsonValueKind.Object)
            ?? Kind(body, "stream_options", JsonValueKind.Object)
            ?? Kind(body, "response_format", JsonValueKind.Object)
            ?? Bool(body, "continue_final_message") ?? Bool(body, "add_generation_prompt") ?? Beginning(body)
            ?? Bool(body, "stream") ?? Bool(body, "store") ?? Bool(body, "parallel_tool_calls") ?? Bool(body, "logprobs")
            ?? Range(body, "temperature", 0, 2) ?? Range(body, "top_p", 0, 1)
            ?? Range(body, "frequency_penalty", -2, 2) ?? Range(body, "presence_penalty", -2, 2)
            ?? Whole(body, "max_tokens", 1, int.MaxValue) ?? Whole(body, "max_completion_tokens", 1, int.MaxValue)
            ?? Whole(body, "n", 1, 128) ?? Whole(body, "top_logprobs", 0, 20) ?? Whole(body, "seed", long.MinValue, long.MaxValue)
            ?? OneOf(body, "reasoning_effort", Efforts) ?? OneOf(body, "verbosity", ["low", "medium", "high"])
            ?? Stops(body) ?? Together(body)
            ?? OpenAiMessages.Refuse(body.GetProperty("messages"))
            ?? OpenAiTools.Refuse(body)
            ?? OpenAiFormat.Refuse(body);
    }

    internal static Refusal Refused(string message, string? param, string? code) => new(400, OpenAiErrors.Invalid, message, param, code);

    internal static Refusal UnknownField(string path) => Refused($"Unrecognized request argument supplied: {path}", path, "unknown_parameter");

    internal static Refusal Missing(string path) => Refused($"Missing required parameter: '{path}'.", path, "missing_required_parameter");

    internal static Refusal WrongType(string path, string wanted, JsonElement got) =>
        Refused($"Invalid type for '{path}': expected {wanted}, but got {Name(got.ValueKind)} instead.", path, "invalid_type");

    internal static Refusal WrongValue(string path, string got, IEnumerable<string> supported) =>
        Refused($"Invalid value: '{got}'. Supported values are: {string.Join(", ", supported.Select(one => $"'{one}'"))}.", path, "invalid_value");

    private static Refusal? Kind(JsonElement body, string name, JsonValueKind kind, bool required = false)
    {
        if (body.Member(name) is not { } value)
        {
            return required ? Missing(name) : null;
        }

        return value.ValueKind == kind ? null : WrongType(name, Name(kind), value);
    }

    /// <summary>A new message is begun unless that is switched off, and then none can be gone on from.</summary>
    private static Refusal? Beginning(JsonElement body) =>
        body.Flag("continue_final_message") && body.Member("add_generation_prompt") is not { ValueKind: JsonValueKind.False }
            ? Refused("Cannot set both `continue_final_message` and `add_generation_prompt` to True.", "continue_final_message", null)
            : null;

    private static Refusal? Bool(JsonElement body, string name) =>
        body.Member(name) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } value ? WrongType(name, "a boolean", value) : null;

    private static Refusal? Range(JsonElement body, string name, double least, double most)
    {
        if (body.Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            return WrongType(name, "a decimal", value);
        }

        var number = value.GetDouble();
        return number < least ? Refused($"Invalid '{name}': decimal below minimum value. Expected a value >= {least}, but got {number} instead.", name, "decimal_below_min_value")
            : number > most ? Refused($"Invalid '{name}': decimal above maximum value. Expected a value <= {most}, but got {number} instead.", name, "decimal_above_max_value")
            : null;
    }

    private static Refusal? Whole(JsonElement body, string name, long least, long most)
    {
        if (body.Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
        {
            return WrongType(name, "an integer", value);
        }

        return number < least ? Refused($"Invalid '{name}': integer below minimum value. Expected a value >= {least}, but got {number} instead.", name, "integer_below_min_value")
            : number > most ? Refused($"Invalid '{name}': integer above maximum value. Expected a value <= {most}, but got {number} instead.", name, "integer_above_max_value")
            : null;
    }

    private static Refusal? OneOf(JsonElement body, string name, string[] supported) =>
        body.Member(name) is not { } value ? null
            : value.ValueKind != JsonValueKind.String ? WrongType(name, "a string", value)
            : supported.Contains(value.GetString()) ? null : WrongValue(name, value.GetString()!, supported);

    private static Refusal? Stops(JsonElement body) => body.Member("stop") switch
    {
        null or { ValueKind: JsonValueKind.String } => null,
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(stop => stop.ValueKind == JsonValueKind.String) =>
            list.GetArrayLength() <= 4 ? null : Refused($"Invalid 'stop': array too long. Expected at most 4 items, but got {list.GetArrayLength()}.", "stop", "array_above_max_length"),
        { } other => WrongType("stop", "a string or a list of strings", other),
    };

    private static Refusal? Together(JsonElement body) =>
        body.Member("max_tokens") is not null && body.Member("max_completion_tokens") is not null
            ? Refused("'max_tokens' and 'max_completion_tokens' cannot be set at the same time.", "max_tokens", "invalid_parameter_combination")
            : body.Member("stream_options") is not null && !body.Flag("stream")
                ? Refused("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", null)
                : body.Member("top_logprobs") is not null && !body.Flag("logprobs")
                    ? Refused("'top_logprobs' is only allowed when 'logprobs' is true.", "top_logprobs", null)
                    : null;

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
