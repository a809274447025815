using System.Text.Json;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Ollama;

/// <summary>Reads a request that was found valid into a question.</summary>
internal static class OllamaReader
{
    public static Question Read(JsonElement body, SandboxModel model, bool chats)
    {
        var messages = chats ? body.Member("messages").Items().ToArray() : [];
        var results = messages.Reverse().TakeWhile(message => message.Text("role") == "tool").Reverse().Select(message => message.Text("content") ?? "").ToArray();
        var options = body.Member("options") ?? default;
        var format = body.Member("format");
        var most = options.Int("num_predict");
        return new Question(model, chats ? messages.LastOrDefault(message => message.Text("role") == "user").Text("content") ?? "" : body.Text("prompt") ?? "")
        {
            ToolResult = results.Length == 0 ? null : string.Join("\n", results),
            Beginning = messages.LastOrDefault() is { ValueKind: JsonValueKind.Object } last && last.Text("role") == "assistant" ? last.Text("content") : null,
            Images = messages.Sum(message => message.Member("images").Items().Count()) + (chats ? 0 : body.Member("images").Items().Count()),
            Tools = chats ? [.. body.Member("tools").Items().Select(tool => tool.Member("function")).OfType<JsonElement>().Select(function => new OfferedTool(function.Text("name")!, function.Member("parameters") ?? default))] : [],
            OutputSchema = format is { ValueKind: JsonValueKind.Object } ? format : null,
            AnyJson = format is { ValueKind: JsonValueKind.String } && format.Value.ValueEquals("json"),
            MaxTokens = most > 0 ? most : null,
            Stops = options.Text("stop") is { } one ? [one] : [.. options.Member("stop").Items().Select(stop => stop.GetString()!)],
            Reasons = body.Member("think") is { ValueKind: JsonValueKind.True } || body.Text("think") is "low" or "medium" or "high",
            InputTokens = Count(body, messages),
            Stream = body.Member("stream") is not { ValueKind: JsonValueKind.False },
        };
    }

    private static int Count(JsonElement body, JsonElement[] messages)
    {
        long chars = messages.Sum(message => (long)(message.Text("content")?.Length ?? 0) + (message.Member("tool_calls")?.GetRawText().Length ?? 0))
            + (body.Member("tools")?.GetRawText().Length ?? 0) + (body.Text("prompt")?.Length ?? 0) + (body.Text("system")?.Length ?? 0);
        var images = messages.Sum(message => message.Member("images").Items().Count());
        return Tokens.Of(chars) + (images * Tokens.PerImage) + (Math.Max(1, messages.Length) * Tokens.PerMessage);
    }
}
