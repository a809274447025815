using System.Text.Json;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Bedrock;

/// <summary>Reads a request that was found valid into a question.</summary>
internal static class BedrockReader
{
    public static Question Read(JsonElement body, SandboxModel model, bool stream)
    {
        var messages = body.Member("messages").Items().ToArray();
        var results = messages.Length == 0 ? [] : Blocks(messages[^1]).Select(block => block.Member("toolResult")).OfType<JsonElement>().ToArray();
        var config = body.Member("inferenceConfig") ?? default;
        var choice = body.Member("toolConfig")?.Member("toolChoice");
        var schema = body.Member("outputConfig")?.Member("textFormat")?.Member("structure")?.Member("jsonSchema")?.Text("schema");
        var extra = body.Member("additionalModelRequestFields");
        return new Question(model, TextOf(messages.LastOrDefault(message => message.Text("role") == "user" && TextOf(message).Length > 0)))
        {
            ToolResult = results.Length == 0 ? null : string.Join("\n", results.Select(ResultText)),
            Beginning = messages.LastOrDefault() is { ValueKind: JsonValueKind.Object } last && last.Text("role") == "assistant" ? TextOf(last) : null,
            Images = messages.Sum(message => Blocks(message).Count(block => block.Member("image") is not null)),
            Tools = [.. body.Member("toolConfig")?.Member("tools").Items().Select(tool => tool.Member("toolSpec")).OfType<JsonElement>()
                .Select(tool => new OfferedTool(tool.Text("name")!, tool.Member("inputSchema")?.Member("json") ?? default)) ?? []],
            Wish = choice?.Member("any") is not null ? ToolWish.Must : ToolWish.Auto,
            ForcedTool = choice?.Member("tool")?.Text("name"),
            OutputSchema = schema is null ? null : Schema(schema),
            MaxTokens = config.Int("maxTokens"),
            Stops = config.Member("stopSequences").Items().Select(stop => stop.GetString()!).ToArray(),
            Reasons = (extra?.Member("thinking") ?? extra?.Member("reasoningConfig"))?.Text("type") is "enabled" or "adaptive",
            InputTokens = Count(body, messages),
            Stream = stream,
        };
    }

    public static int Count(JsonElement body, JsonElement[] messages)
    {
        long chars = messages.Sum(message => (long)Blocks(message).Sum(Chars)) + body.Member("system").Items().Sum(block => block.Text("text")?.Length ?? 0)
            + (body.Member("toolConfig")?.GetRawText().Length ?? 0);
        var images = messages.Sum(message => Blocks(message).Count(block => block.Member("image") is not null || block.Member("document") is not null));
        return Tokens.Of(chars) + (images * Tokens.PerImage) + (messages.Length * Tokens.PerMessage);
    }

    private static int Chars(JsonElement block) => (block.Text("text")?.Length ?? 0) + (block.Member("toolUse")?.GetRawText().Length ?? 0) + (block.Member("toolResult")?.GetRawText().Length ?? 0);

    private static IEnumerable<JsonElement> Blocks(JsonElement message) => message.Member("content").Items();

    private static string TextOf(JsonElement message) => string.Join("\n", Blocks(message).Select(block => block.Text("text")).OfType<string>());

    private static string ResultText(JsonElement result) =>
        string.Join("\n", result.Member("content").Items().Select(block => block.Text("text") ?? block.Member("json")?.GetRawText()).OfType<string>());

    private static JsonElement? Schema(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
