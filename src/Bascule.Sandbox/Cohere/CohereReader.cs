using System.Text.Json;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Cohere;

/// <summary>Reads a request that was found valid into a question.</summary>
internal static class CohereReader
{
    public static Question Read(JsonElement body, SandboxModel model)
    {
        var messages = body.Member("messages").Items().ToArray();
        var results = messages.Reverse().TakeWhile(message => message.Text("role") == "tool").Reverse().Select(TextOf).ToArray();
        var format = body.Member("response_format");
        return new Question(model, TextOf(messages.LastOrDefault(message => message.Text("role") == "user")))
        {
            ToolResult = results.Length == 0 ? null : string.Join("\n", results),
            Images = messages.Sum(message => Parts(message).Count(part => part.Text("type") == "image_url")),
            Tools = body.Member("tools").Items().Select(tool => tool.Member("function")).OfType<JsonElement>()
                .Select(function => new OfferedTool(function.Text("name")!, function.Member("parameters") ?? default)).ToArray(),
            Wish = body.Text("tool_choice") switch { "NONE" => ToolWish.Never, "REQUIRED" => ToolWish.Must, _ => ToolWish.Auto },
            OutputSchema = format?.Member("json_schema") ?? format?.Member("schema"),
            AnyJson = format?.Text("type") == "json_object",
            MaxTokens = body.Int("max_tokens"),
            Stops = body.Member("stop_sequences").Items().Select(stop => stop.GetString()!).ToArray(),
            Reasons = body.Member("thinking")?.Text("type") == "enabled",
            InputTokens = Count(body, messages),
            Stream = body.Flag("stream"),
        };
    }

    private static int Count(JsonElement body, JsonElement[] messages)
    {
        long chars = messages.Sum(message => (long)TextOf(message).Length + (message.Member("tool_calls")?.GetRawText().Length ?? 0))
            + (body.Member("tools")?.GetRawText().Length ?? 0) + (body.Member("documents")?.GetRawText().Length ?? 0);
        var images = messages.Sum(message => Parts(message).Count(part => part.Text("type") == "image_url"));
        return Tokens.Of(chars) + (images * Tokens.PerImage) + (messages.Length * Tokens.PerMessage);
    }

    private static IEnumerable<JsonElement> Parts(JsonElement message) => message.Member("content").Items();

    private static string TextOf(JsonElement message) => message.Text("content") ?? string.Join("\n", Parts(message).Select(PartText).OfType<string>());

    private static string? PartText(JsonElement part) => part.Text("text") ?? part.Member("document")?.Member("data") switch
    {
        { ValueKind: JsonValueKind.String } words => words.GetString(),
        { } data => data.GetRawText(),
        _ => null,
    };
}
