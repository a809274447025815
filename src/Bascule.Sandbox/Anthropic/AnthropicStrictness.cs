using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>What Anthropic's messages endpoint refuses about a request; tests hold translations against it.</summary>
public static class AnthropicStrictness
{
    private const int MaxCacheMarks = 4;

    private static readonly HashSet<string> Known =
    [
        "model", "messages", "max_tokens", "metadata", "stop_sequences", "stream", "system", "temperature", "thinking", "tool_choice", "tools",
        "top_k", "top_p", "service_tier", "output_config", "cache_control", "inference_geo",
    ];

    private static readonly HashSet<string> BetaFields = ["container", "context_management", "mcp_servers", "output_format", "speed", "betas", "fallbacks"];

    private static readonly HashSet<string> Countable = ["model", "messages", "system", "thinking", "tool_choice", "tools", "output_config", "cache_control"];

    /// <summary>The error Anthropic would answer with, or null when it would take the request.</summary>
    public static Refusal? Refuse(JsonElement body, AnthropicTerms? terms = null)
    {
        terms ??= new AnthropicTerms();
        if (string.IsNullOrEmpty(terms.Version))
        {
            return Refused("anthropic-version: header is required");
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            return Refused("Input should be an object");
        }

        var beta = !string.IsNullOrEmpty(terms.Beta);
        return Text(body, "model") ?? Turns(body) ?? Whole(body, "max_tokens", 1, !terms.Counts)
            ?? body.EnumerateObject().Where(field => !(terms.Counts ? Countable : Known).Contains(field.Name) && !(beta && BetaFields.Contains(field.Name))).Select(field => Extra(field.Name)).FirstOrDefault()
            ?? Number(body, "temperature") ?? Number(body, "top_p") ?? Whole(body, "top_k", 0, false)
            ?? Flag(body, "stream") ?? Stops(body) ?? Metadata(body)
            ?? AnthropicSystem.Refuse(body)
            ?? AnthropicTools.Refuse(body, beta)
            ?? AnthropicTurns.Refuse(body, terms)
            ?? AnthropicThinking.Refuse(body)
            ?? CacheMarks(body);
    }

    internal static Refusal Refused(string message) => new(400, AnthropicErrors.Invalid, message);

    internal static Refusal Extra(string path) => Refused($"{path}: Extra inputs are not permitted");

    internal static Refusal Required(string path) => Refused($"{path}: Field required");

    private static Refusal? Text(JsonElement body, string name) =>
        body.Member(name) is not { } value ? Required(name)
            : value.ValueKind != JsonValueKind.String ? Refused($"{name}: Input should be a valid string")
            : value.GetString()!.Length == 0 ? Refused($"{name}: String should have at least 1 character") : null;

    private static Refusal? Turns(JsonElement body) =>
        body.Member("messages") is not { } value ? Required("messages")
            : value.ValueKind != JsonValueKind.Array ? Refused("messages: Input should be a valid list")
            : value.GetArrayLength() == 0 ? Refused("messages: at least one message is required") : null;

    private static Refusal? Whole(JsonElement body, string name, long least, bool required)
    {
        if (!body.TryGetProperty(name, out var value))
        {
            return required ? Required(name) : null;
        }

        return value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) ? Refused($"{name}: Input should be a valid integer")
            : number < least ? Refused($"{name}: must be greater than or equal to {least}") : null;
    }

    private static Refusal? Number(JsonElement body, string name)
    {
        if (body.Member(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.Number ? Refused($"{name}: Input should be a valid number")
            : value.GetDouble() is < 0 or > 1 ? Refused($"{name}: range: 0..1") : null;
    }

    private static Refusal? Flag(JsonElement body, string name) =>
        body.Member(name) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } ? Refused($"{name}: Input should be a valid boolean") : null;

    private static Refusal? Stops(JsonElement body)
    {
        if (body.Member("stop_sequences") is not { } stops)
        {
            return null;
        }

        return stops.ValueKind != JsonValueKind.Array ? Refused("stop_sequences: Input should be a valid list")
            : stops.EnumerateArray().Any(stop => stop.ValueKind != JsonValueKind.String) ? Refused("stop_sequences: Input should be a valid string")
            : stops.EnumerateArray().Any(stop => string.IsNullOrWhiteSpace(stop.GetString())) ? Refused("stop_sequences: each stop sequence must contain non-whitespace") : null;
    }

    private static Refusal? Metadata(JsonElement body) =>
        body.Member("metadata") is not { } metadata ? null
            : metadata.ValueKind != JsonValueKind.Object ? Refused("metadata: Input should be an object")
            : metadata.Stranger("user_id") is { } unknown ? Extra($"metadata.{unknown}") : null;

    private static Refusal? CacheMarks(JsonElement body)
    {
        var holders = body.Member("tools").Items().Concat(body.Member("system").Items())
            .Concat(body.Member("messages").Items().SelectMany(message => message.Member("content").Items()));
        var marks = holders.Count(holder => holder.Member("cache_control") is not null);
        return marks > MaxCacheMarks ? Refused($"A maximum of {MaxCacheMarks} blocks with cache_control may be provided. Found {marks}.") : null;
    }
}
