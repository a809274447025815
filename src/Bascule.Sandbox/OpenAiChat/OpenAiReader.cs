using System.Text.Json;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>Reads a chat request that was found valid into a question.</summary>
internal static class OpenAiReader
{
    public static Question Read(JsonElement body, SandboxModel model)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToArray();
        var results = messages.Reverse().TakeWhile(message => message.Text("role") == "tool").Reverse().Select(TextOf).ToArray();
        var format = body.Member("response_format");
        var choice = body.Member("tool_choice");
        var named = choice?.ValueKind == JsonValueKind.Object ? choice : null;
        return new Question(model, TextOf(messages.LastOrDefault(message => message.Text("role") == "user")))
        {
            ToolResult = results.Length == 0 ? null : string.Join("\n", results),
            Beginning = body.Flag("continue_final_message") ? TextOf(messages[^1]) : null,
            Images = messages.Sum(message => Parts(message).Count(part => part.Text("type") == "image_url")),
            Tools = body.Member("tools").Items().Select(tool => tool.Member("function")).OfType<JsonElement>()
                .Select(function => new OfferedTool(function.Text("name")!, function.Member("parameters") ?? default)).ToArray(),
            Wish = choice?.ValueKind == JsonValueKind.String ? choice.Value.GetString() switch { "none" => ToolWish.Never, "required" => ToolWish.Must, _ => ToolWish.Auto } : ToolWish.Auto,
            ForcedTool = named?.Member("function")?.Text("name"),
            OneToolOnly = body.Member("parallel_tool_calls") is { ValueKind: JsonValueKind.False },
            OutputSchema = format?.Text("type") == "json_schema" ? format.Value.Member("json_schema")?.Member("schema") : null,
            AnyJson = format?.Text("type") is "json_object" or "json_schema",
            MaxTokens = body.Int("max_completion_tokens") ?? body.Int("max_tokens"),
            Stops = body.Member("stop") is { ValueKind: JsonValueKind.String } one ? [one.GetString()!] : body.Member("stop").Items().Select(stop => stop.GetString()!).ToArray(),
            Reasons = body.Text("reasoning_effort") is not (null or "none"),
            InputTokens = Count(body, messages),
            Stream = body.Flag("stream"),
            StreamUsage = body.Member("stream_options")?.Flag("include_usage") ?? false,
            Choices = body.Int("n") ?? 1,
        };
    }

    private static int Count(JsonElement body, JsonElement[] messages)
    {
        long chars = messages.Sum(message => (long)TextOf(message).Length + (message.Member("tool_calls")?.GetRawText().Length ?? 0))
            + (body.Member("tools")?.GetRawText().Length ?? 0) + (body.Member("response_format")?.GetRawText().Length ?? 0);
        var images = messages.Sum(message => Parts(message).Count(part => part.Text("type") is "image_url" or "file" or "input_audio"));
        return Tokens.Of(chars) + (images * Tokens.PerImage) + (messages.Length * Tokens.PerMessage);
    }

    private static IEnumerable<JsonElement> Parts(JsonElement message) => message.Member("content").Items();

    public static string TextOf(JsonElement message) =>
        message.Text("content") ?? string.Join("\n", Parts(message).Where(part => part.Text("type") == "text").Select(part => part.Text("text")));
}
