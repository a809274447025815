using System.Text.Json;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>Reads a messages request that was found valid into a question.</summary>
internal static class AnthropicReader
{
    public static Question Read(JsonElement body, SandboxModel model)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToArray();
        var results = messages.Reverse().TakeWhile(message => message.Text("role") == "user").Reverse()
            .SelectMany(message => Blocks(message).Where(block => block.Text("type") == "tool_result")).Select(ContentText).ToArray();
        var choice = body.Member("tool_choice");
        var format = body.Member("output_config")?.Member("format") ?? body.Member("output_format");
        return new Question(model, ContentText(messages.LastOrDefault(message => message.Text("role") == "user" && ContentText(message).Length > 0)))
        {
            ToolResult = results.Length == 0 ? null : string.Join("\n", results),
            Beginning = messages.LastOrDefault() is { ValueKind: JsonValueKind.Object } last && last.Text("role") == "assistant" ? ContentText(last) : null,
            Images = messages.Sum(message => Blocks(message).Sum(Images)),
            Tools = body.Member("tools").Items().Where(tool => tool.Text("type") is null or "custom")
                .Select(tool => new OfferedTool(tool.Text("name")!, tool.Member("input_schema") ?? default)).ToArray(),
            Wish = choice?.Text("type") switch { "none" => ToolWish.Never, "any" => ToolWish.Must, _ => ToolWish.Auto },
            ForcedTool = choice?.Text("type") == "tool" ? choice.Value.Text("name") : null,
            OneToolOnly = choice?.Flag("disable_parallel_tool_use") ?? false,
            OutputSchema = format?.Member("schema"),
            MaxTokens = body.Int("max_tokens"),
            Stops = body.Member("stop_sequences").Items().Select(stop => stop.GetString()!).ToArray(),
            Reasons = body.Member("thinking")?.Text("type") is "enabled" or "adaptive",
            InputTokens = Count(body, messages),
            Stream = body.Flag("stream"),
        };
    }

    private static int Count(JsonElement body, JsonElement[] messages)
    {
        long chars = messages.Sum(message => (long)ContentText(message).Length + Blocks(message).Sum(BlockChars))
            + SystemText(body).Length + (body.Member("tools")?.GetRawText().Length ?? 0);
        var images = messages.Sum(message => Blocks(message).Sum(Images) + Blocks(message).Count(block => block.Text("type") == "document"));
        return Tokens.Of(chars) + (images * Tokens.PerImage) + (messages.Length * Tokens.PerMessage);
    }

    private static int BlockChars(JsonElement block) => block.Text("type") switch
    {
        "tool_use" => block.Member("input")?.GetRawText().Length ?? 0,
        "tool_result" => ContentText(block).Length,
        "thinking" => block.Text("thinking")?.Length ?? 0,
        _ => 0,
    };

    private static int Images(JsonElement block) => block.Text("type") switch
    {
        "image" => 1,
        "tool_result" => Blocks(block).Count(inner => inner.Text("type") == "image"),
        _ => 0,
    };

    private static string SystemText(JsonElement body) => body.Text("system") ?? Joined(body.Member("system").Items());

    private static IEnumerable<JsonElement> Blocks(JsonElement holder) => holder.Member("content").Items();

    private static string ContentText(JsonElement holder) => holder.Text("content") ?? Joined(Blocks(holder));

    private static string Joined(IEnumerable<JsonElement> blocks) =>
        string.Join("\n", blocks.Where(block => block.Text("type") == "text").Select(block => block.Text("text")));
}
