using System.Text.Json.Nodes;

namespace Bascule.Journeys.Scenarios.Writers;

/// <summary>Gemini's generateContent; model and streaming stand in the address.</summary>
internal sealed class GeminiWriter : RequestWriter
{
    private const int Budget = 1024;

    public override JsonObject Write(Wish wish, string model)
    {
        var config = new JsonObject { ["maxOutputTokens"] = wish.Most };
        var body = new JsonObject { ["contents"] = List(wish.Lines.Select(Content)), ["generationConfig"] = config };
        if (wish.System is not null)
        {
            body["systemInstruction"] = new JsonObject { ["parts"] = List([Text(wish.System)]) };
        }

        if (wish.Tools.Count > 0)
        {
            body["tools"] = List([new JsonObject
            {
                ["functionDeclarations"] = List(wish.Tools.Select(tool => new JsonObject
                {
                    ["name"] = tool.Name,
                    ["description"] = tool.Description,
                    ["parametersJsonSchema"] = tool.Parameters,
                })),
            }]);
        }

        if (wish.Forced is not null)
        {
            body["toolConfig"] = new JsonObject { ["functionCallingConfig"] = new JsonObject { ["mode"] = "ANY", ["allowedFunctionNames"] = List([wish.Forced]) } };
        }

        if (wish.Schema is not null)
        {
            config["responseMimeType"] = "application/json";
            config["responseJsonSchema"] = JsonNode.Parse(wish.Schema);
        }

        if (wish.Thinks)
        {
            config["thinkingConfig"] = new JsonObject { ["thinkingBudget"] = Budget, ["includeThoughts"] = true };
        }

        if (wish.Stop is not null)
        {
            config["stopSequences"] = List([wish.Stop]);
        }

        return body;
    }

    private static JsonNode Content(Line line) => line switch
    {
        Line.User { Image: { } image } user => Said("user",
            [Text(user.Text), new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = "image/png", ["data"] = image } }]),
        Line.User user => Said("user", [Text(user.Text)]),
        Line.Model said => Said("model", [Text(said.Text)]),
        Line.Calls calls => Said("model", calls.Made.Select(Called)),
        Line.Results results => Said("user", results.Given.Select(one => new JsonObject
        {
            ["functionResponse"] = new JsonObject
            {
                ["id"] = one.Call.Id,
                ["name"] = one.Call.Name,
                ["response"] = new JsonObject { [one.Failed ? "error" : "output"] = one.Text },
            },
        })),
        _ => throw new InvalidOperationException($"no words for {line}"),
    };

    /// <summary>As its client sends it back: with the signature that came with it.</summary>
    private static JsonObject Called(Corpus.Call call)
    {
        var part = new JsonObject { ["functionCall"] = new JsonObject { ["id"] = call.Id, ["name"] = call.Name, ["args"] = JsonNode.Parse(call.Arguments) } };
        if (call.Signature.Length > 0)
        {
            part["thoughtSignature"] = call.Signature;
        }

        return part;
    }

    private static JsonObject Said(string role, IEnumerable<JsonNode> parts) => new() { ["role"] = role, ["parts"] = List(parts) };

    private static JsonObject Text(string text) => new() { ["text"] = text };
}
