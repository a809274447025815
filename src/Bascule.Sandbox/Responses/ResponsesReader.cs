using System.Text.Json;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Responses;

/// <summary>Reads a request that was found valid into a question.</summary>
internal static class ResponsesReader
{
    public static Question Read(JsonElement body, SandboxModel model, ResponsesStore store)
    {
        var items = ResponsesItems.Of(body, store).ToArray();
        var results = items.Reverse().TakeWhile(IsResult).Reverse().Select(ResponsesItems.OutputOf).ToArray();
        var format = body.Member("text")?.Member("format");
        var choice = body.Member("tool_choice");
        var reasoning = body.Member("reasoning");
        var allowed = choice?.Text("type") == "allowed_tools" ? choice.Value.Member("tools").Items().Select(tool => tool.Text("name")).ToHashSet() : null;
        var word = choice is { ValueKind: JsonValueKind.String } ? choice.Value.GetString() : choice?.Text("mode");
        return new Question(model, ResponsesItems.TextOf(items.LastOrDefault(item => ResponsesItems.Type(item) == "message" && item.Text("role") == "user")))
        {
            ToolResult = results.Length == 0 ? null : string.Join("\n", results),
            Images = items.Sum(item => Parts(item).Count(part => part.Text("type") == "input_image")),
            Tools = body.Member("tools").Items().Where(tool => tool.Text("type") == "function" && (allowed is null || allowed.Contains(tool.Text("name"))))
                .Select(tool => new OfferedTool(tool.Text("name")!, tool.Member("parameters") ?? default)).ToArray(),
            Wish = word switch { "none" => ToolWish.Never, "required" => ToolWish.Must, _ => ToolWish.Auto },
            ForcedTool = choice?.Text("type") == "function" ? choice.Value.Text("name") : null,
            OneToolOnly = body.Member("parallel_tool_calls") is { ValueKind: JsonValueKind.False },
            OutputSchema = format?.Text("type") == "json_schema" ? format.Value.Member("schema") : null,
            AnyJson = format?.Text("type") is "json_object" or "json_schema",
            MaxTokens = body.Int("max_output_tokens"),
            Reasons = reasoning is not null && reasoning.Value.Text("effort") is not "none",
            InputTokens = Count(body, items),
            Stream = body.Flag("stream"),
        };
    }

    private static bool IsResult(JsonElement item) => ResponsesItems.Type(item) == "function_call_output";

    private static int Count(JsonElement body, JsonElement[] items)
    {
        long chars = items.Sum(item => (long)ResponsesItems.TextOf(item).Length + ResponsesItems.OutputOf(item).Length + (item.Text("arguments")?.Length ?? 0))
            + (body.Text("instructions")?.Length ?? 0) + (body.Member("tools")?.GetRawText().Length ?? 0) + (body.Member("text")?.GetRawText().Length ?? 0);
        var images = items.Sum(item => Parts(item).Count(part => part.Text("type") is "input_image" or "input_file"));
        return Tokens.Of(chars) + (images * Tokens.PerImage) + (items.Length * Tokens.PerMessage);
    }

    private static IEnumerable<JsonElement> Parts(JsonElement item) => item.Member("content").Items().Concat(item.Member("output").Items());
}
