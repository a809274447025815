using System.Text.Json;
using System.Text.RegularExpressions;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>The shape of one content block.</summary>
internal static partial class AnthropicBlocks
{
    private static readonly string[] ImageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"];

    /// <summary>Blocks of tools that Anthropic runs itself; the sandbox runs none and takes them unseen.</summary>
    private static readonly HashSet<string> Hosted =
    [
        "server_tool_use", "web_search_tool_result", "web_fetch_tool_result", "code_execution_tool_result", "bash_code_execution_tool_result",
        "text_editor_code_execution_tool_result", "tool_search_tool_result", "search_result", "tool_reference", "container_upload",
    ];

    public static Refusal? Refuse(JsonElement block, string path, string role, bool beta)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            return AnthropicStrictness.Refused($"{path}: Input should be an object");
        }

        if (block.Text("type") is not { } type)
        {
            return AnthropicStrictness.Required($"{path}.type");
        }

        return type switch
        {
            "text" => Text(block, path),
            "image" => User(role, type, path) ?? Source(block, path),
            "document" => User(role, type, path) ?? Strange(block, path, "type", "source", "title", "context", "citations", "cache_control"),
            "tool_use" => ToolUse(block, role, path),
            "tool_result" => User(role, type, path) ?? ToolResult(block, path),
            "thinking" => Assistant(role, type, path) ?? Strange(block, path, "type", "thinking", "signature"),
            "redacted_thinking" => Assistant(role, type, path) ?? Strange(block, path, "type", "data"),
            _ when beta || Hosted.Contains(type) => null,
            _ => AnthropicStrictness.Refused($"{path}: Input tag '{type}' found using 'type' does not match any of the expected tags: 'text', 'image', 'document', 'tool_use', 'tool_result', 'thinking', 'redacted_thinking'"),
        };
    }

    private static Refusal? User(string role, string type, string path) =>
        role == "user" ? null : AnthropicStrictness.Refused($"{path}: `{type}` blocks can only be in `user` messages");

    private static Refusal? Assistant(string role, string type, string path) =>
        role == "assistant" ? null : AnthropicStrictness.Refused($"{path}: `{type}` blocks can only be in `assistant` messages");

    private static Refusal? Strange(JsonElement block, string path, params string[] known) =>
        block.Stranger(known) is { } unknown ? AnthropicStrictness.Extra($"{path}.{block.Text("type")}.{unknown}") : null;

    private static Refusal? Text(JsonElement block, string path) =>
        Strange(block, path, "type", "text", "cache_control", "citations")
        ?? (block.Text("text") is not { } text ? AnthropicStrictness.Required($"{path}.text.text")
            : text.Length == 0 ? AnthropicStrictness.Refused("messages: text content blocks must be non-empty")
            : string.IsNullOrWhiteSpace(text) ? AnthropicStrictness.Refused("messages: text content blocks must contain non-whitespace text") : null);

    private static Refusal? Source(JsonElement block, string path)
    {
        if (Strange(block, path, "type", "source", "cache_control") is { } refusal)
        {
            return refusal;
        }

        if (block.Member("source") is not { ValueKind: JsonValueKind.Object } source)
        {
            return AnthropicStrictness.Required($"{path}.image.source");
        }

        return source.Text("type") switch
        {
            "base64" when !ImageTypes.Contains(source.Text("media_type")) =>
                AnthropicStrictness.Refused($"{path}.image.source.base64.media_type: Input should be {string.Join(", ", ImageTypes.Select(type => $"'{type}'"))}"),
            "base64" => string.IsNullOrEmpty(source.Text("data")) ? AnthropicStrictness.Required($"{path}.image.source.base64.data") : null,
            "url" => source.Text("url")?.StartsWith("http", StringComparison.OrdinalIgnoreCase) == true ? null : AnthropicStrictness.Refused($"{path}.image.source.url.url: Only http and https URLs are supported"),
            "file" => source.Text("file_id") is null ? AnthropicStrictness.Required($"{path}.image.source.file.file_id") : null,
            var other => AnthropicStrictness.Refused($"{path}.image.source: Input tag '{other}' does not match any of the expected tags: 'base64', 'url', 'file'"),
        };
    }

    private static Refusal? ToolUse(JsonElement block, string role, string path) =>
        Assistant(role, "tool_use", path) ?? Strange(block, path, "type", "id", "name", "input", "cache_control", "caller")
        ?? (block.Text("id") is not { } id ? AnthropicStrictness.Required($"{path}.tool_use.id")
            : !Ids().IsMatch(id) ? AnthropicStrictness.Refused($"{path}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'")
            : string.IsNullOrEmpty(block.Text("name")) ? AnthropicStrictness.Required($"{path}.tool_use.name")
            : block.Member("input") is not { } input ? AnthropicStrictness.Required($"{path}.tool_use.input")
            : input.ValueKind != JsonValueKind.Object ? AnthropicStrictness.Refused($"{path}.tool_use.input: Input should be a valid dictionary") : null);

    private static Refusal? ToolResult(JsonElement block, string path)
    {
        if (Strange(block, path, "type", "tool_use_id", "content", "is_error", "cache_control") is { } refusal)
        {
            return refusal;
        }

        if (block.Text("tool_use_id") is not { } id)
        {
            return AnthropicStrictness.Required($"{path}.tool_result.tool_use_id");
        }

        return !Ids().IsMatch(id) ? AnthropicStrictness.Refused($"{path}.tool_result.tool_use_id: String should match pattern '^[a-zA-Z0-9_-]+$'")
            : block.Member("content") switch
            {
                null or { ValueKind: JsonValueKind.String } => null,
                { ValueKind: JsonValueKind.Array } inner => inner.EnumerateArray()
                    .Select((one, at) => Refuse(one, $"{path}.tool_result.content.{at}", "user", false)).FirstOrDefault(found => found is not null),
                _ => AnthropicStrictness.Refused($"{path}.tool_result.content: Input should be a valid list"),
            };
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    private static partial Regex Ids();
}
