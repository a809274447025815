using System.Text.Json.Nodes;

namespace Bascule.Journeys.Scenarios.Writers;

/// <summary>OpenAI's responses.</summary>
internal sealed class ResponsesWriter : RequestWriter
{
    public override string? Lacks(Wish wish) => wish.Stop is null ? null : "a response has no stop sequences";

    public override JsonObject Write(Wish wish, string model)
    {
        var body = new JsonObject { ["model"] = model, ["input"] = List(wish.Lines.SelectMany(Items)), ["max_output_tokens"] = wish.Most, ["store"] = false };
        if (wish.System is not null)
        {
            body["instructions"] = wish.System;
        }

        if (wish.Tools.Count > 0)
        {
            body["tools"] = List(wish.Tools.Select(tool => new JsonObject
            {
                ["type"] = "function",
                ["name"] = tool.Name,
                ["description"] = tool.Description,
                ["parameters"] = tool.Parameters,
                ["strict"] = false,
            }));
        }

        if (wish.Forced is not null)
        {
            body["tool_choice"] = new JsonObject { ["type"] = "function", ["name"] = wish.Forced };
        }

        if (wish.Schema is not null)
        {
            body["text"] = new JsonObject
            {
                ["format"] = new JsonObject { ["type"] = "json_schema", ["name"] = "answer", ["strict"] = true, ["schema"] = JsonNode.Parse(wish.Schema) },
            };
        }

        if (wish.Thinks)
        {
            body["reasoning"] = new JsonObject { ["effort"] = "low", ["summary"] = "auto" };
            body["include"] = List(["reasoning.encrypted_content"]);
        }

        if (wish.Stream)
        {
            body["stream"] = true;
        }

        return body;
    }

    private static IEnumerable<JsonNode> Items(Line line) => line switch
    {
        Line.User { Image: { } image } user => [Said("user",
            [new JsonObject { ["type"] = "input_text", ["text"] = user.Text }, new JsonObject { ["type"] = "input_image", ["image_url"] = Data(image), ["detail"] = "auto" }])],
        Line.User user => [Said("user", [new JsonObject { ["type"] = "input_text", ["text"] = user.Text }])],
        Line.Model said => [Said("assistant", [new JsonObject { ["type"] = "output_text", ["text"] = said.Text }])],
        Line.Calls calls => calls.Made.Select(call => new JsonObject
        {
            ["type"] = "function_call",
            ["call_id"] = call.Id,
            ["name"] = call.Name,
            ["arguments"] = call.Arguments,
        }),
        Line.Results results => results.Given.Select(one => new JsonObject { ["type"] = "function_call_output", ["call_id"] = one.Call.Id, ["output"] = one.Text }),
        _ => [],
    };

    private static JsonObject Said(string role, IEnumerable<JsonNode> parts) => new() { ["role"] = role, ["content"] = List(parts) };
}
