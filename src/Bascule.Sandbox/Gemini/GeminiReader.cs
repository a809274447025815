using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Gemini;

/// <summary>Reads a request that was found valid into a question.</summary>
internal static class GeminiReader
{
    /// <param name="body">In its canonical form.</param>
    public static Question Read(JsonElement body, SandboxModel model, bool stream)
    {
        var contents = body.Member("contents").Items().ToArray();
        var config = body.Member("generationConfig") ?? default;
        var calling = body.Member("toolConfig")?.Member("functionCallingConfig");
        var allowed = calling?.Member("allowedFunctionNames").Items().Select(name => name.GetString()!).ToArray() ?? [];
        var must = calling?.Text("mode") is "ANY";
        var tools = Tools(body).Where(tool => allowed.Length == 0 || allowed.Contains(tool.Name)).ToArray();
        var results = contents.LastOrDefault() is { ValueKind: JsonValueKind.Object } last ? Parts(last).Select(part => part.Member("functionResponse")).OfType<JsonElement>().ToArray() : [];
        var schema = config.Member("responseJsonSchema") ?? config.Member("responseSchema");
        var thinking = config.Member("thinkingConfig");
        return new Question(model, TextOf(contents.LastOrDefault(content => content.Text("role") is not "model" && TextOf(content).Length > 0)))
        {
            ToolResult = results.Length == 0 ? null : string.Join("\n", results.Select(Result)),
            Beginning = contents.LastOrDefault() is { ValueKind: JsonValueKind.Object } end && end.Text("role") == "model" && results.Length == 0 ? TextOf(end) : null,
            Images = contents.Sum(Images),
            Tools = tools,
            Wish = calling?.Text("mode") switch { "NONE" => ToolWish.Never, "ANY" => ToolWish.Must, _ => ToolWish.Auto },
            ForcedTool = must && allowed.Length == 1 ? allowed[0] : null,
            OutputSchema = schema is { } asked ? Lowered(asked) : null,
            AnyJson = config.Text("responseMimeType") == "application/json",
            MaxTokens = config.Int("maxOutputTokens"),
            Stops = config.Member("stopSequences").Items().Select(stop => stop.GetString()!).ToArray(),
            Reasons = thinking is { } asks && (asks.Flag("includeThoughts") || asks.Int("thinkingBudget") is not null and not 0 || asks.Text("thinkingLevel") is not null),
            InputTokens = Count(body, contents),
            Stream = stream,
        };
    }

    private static IEnumerable<OfferedTool> Tools(JsonElement body) => body.Member("tools").Items()
        .SelectMany(tool => tool.Member("functionDeclarations").Items())
        .Select(function => new OfferedTool(function.Text("name")!, Lowered(function.Member("parametersJsonSchema") ?? function.Member("parameters") ?? default)));

    public static int Count(JsonElement body, JsonElement[] contents)
    {
        var system = body.Member("systemInstruction");
        long chars = contents.Sum(content => (long)Parts(content).Sum(Chars))
            + (system is { } words ? Parts(words).Sum(Chars) : 0)
            + (body.Member("tools")?.GetRawText().Length ?? 0);
        return Tokens.Of(chars) + (contents.Sum(Images) * Tokens.PerImage) + (contents.Length * Tokens.PerMessage);
    }

    private static int Chars(JsonElement part) =>
        (part.Text("text")?.Length ?? 0) + (part.Member("functionCall")?.GetRawText().Length ?? 0) + (part.Member("functionResponse")?.GetRawText().Length ?? 0);

    private static int Images(JsonElement content) => Parts(content).Count(part => part.Member("inlineData") is not null || part.Member("fileData") is not null);

    private static IEnumerable<JsonElement> Parts(JsonElement content) => content.Member("parts").Items();

    private static string TextOf(JsonElement content) =>
        string.Join("\n", Parts(content).Where(part => !part.Flag("thought")).Select(part => part.Text("text")).OfType<string>());

    /// <summary>A result that is one text says just that.</summary>
    private static string Result(JsonElement response) =>
        response.Member("response") is not { ValueKind: JsonValueKind.Object } value ? ""
            : value.EnumerateObject().ToArray() is [{ Value.ValueKind: JsonValueKind.String } only] ? only.Value.GetString()! : value.GetRawText();

    /// <summary>Google's own schema writes its types in capitals.</summary>
    private static JsonElement Lowered(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema;
        }

        var node = JsonNode.Parse(schema.GetRawText())!;
        Lower(node);
        return JsonElement.Parse(Json.Bytes(node));
    }

    private static void Lower(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Lower(item);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToArray())
            {
                if (name == "type" && value is JsonValue text && text.TryGetValue<string>(out var type))
                {
                    members[name] = type.ToLowerInvariant();
                }
                else
                {
                    Lower(value);
                }
            }
        }
    }
}
