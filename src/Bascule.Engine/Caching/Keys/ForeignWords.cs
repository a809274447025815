using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching.Keys;

/// <summary>Members of requests that the hub has no word for and that matter to a cache in another way than most: all others count as they stand.</summary>
internal static class ForeignWords
{
    /// <summary>No model sees them: whose request it is, where it is kept, what is cached of the prompt. A member within another is named with its path.</summary>
    private static readonly HashSet<string> Idle =
    [
        "store", "metadata", "user", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "cache_control", "messages[].cache_control", "keep_alive", "labels",
        "stream", "stream_options", "stream_options.include_usage", "stream_options.include_obfuscation", "system_instruction.role", "systemInstruction.role",
    ];

    /// <summary>Tools by another name: the vendor looks something up, or does it.</summary>
    private static readonly HashSet<string> Runners =
    [
        "web_search_options", "web_search", "search_parameters", "enable_search", "search_options", "mcp_servers", "plugins", "container", "code_interpreter", "tool_resources", "tool_config.retrievalConfig",
    ];

    /// <summary>The words stand with the provider.</summary>
    private static readonly HashSet<string> Elsewhere = ["cachedContent", "cached_content", "previous_response_id", "conversation", "prompt"];

    public static bool IsIdle(string name) => Idle.Contains(name);

    public static RequestFinds Find(string name, RawJson value) => name switch
    {
        "store" when value.Utf8.Span.SequenceEqual("true"u8) => RequestFinds.Kept,
        _ when Runners.Contains(name) => RequestFinds.Tools,
        _ when Elsewhere.Contains(name) => RequestFinds.Elsewhere,
        _ => RequestFinds.None,
    };
}
