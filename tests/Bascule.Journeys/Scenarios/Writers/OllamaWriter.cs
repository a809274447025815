using System.Text.Json.Nodes;

namespace Bascule.Journeys.Scenarios.Writers;

/// <summary>Ollama's chat.</summary>
internal sealed class OllamaWriter : RequestWriter
{
    public override string? Lacks(Wish wish) => wish.Forced is null ? null : "Ollama's chat has no way to force a tool";

    public override JsonObject Write(Wish wish, string model)
    {
        var options = new JsonObject { ["num_predict"] = wish.Most };
        var messages = wish.Lines.SelectMany(Messages);
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = List(wish.System is null ? messages : messages.Prepend(new JsonObject { ["role"] = "system", ["content"] = wish.System })),
            ["options"] = options,
            ["stream"] = wish.Stream,
        };
        if (wish.Tools.Count > 0)
        {
            body["tools"] = List(wish.Tools.Select(tool => new JsonObject
            {
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = tool.Parameters },
            }));
        }

        if (wish.Schema is not null)
        {
            body["format"] = JsonNode.Parse(wish.Schema);
        }

        if (wish.Thinks)
        {
            body["think"] = true;
        }

        if (wish.Stop is not null)
        {
            options["stop"] = List([wish.Stop]);
        }

        return body;
    }

    private static IEnumerable<JsonNode> Messages(Line line) => line switch
    {
        Line.User { Image: { } image } user => [new JsonObject { ["role"] = "user", ["content"] = user.Text, ["images"] = List([image]) }],
        Line.User user => [new JsonObject { ["role"] = "user", ["content"] = user.Text }],
        Line.Model said => [new JsonObject { ["role"] = "assistant", ["content"] = said.Text }],
        Line.Calls calls => [new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = "",
            ["tool_calls"] = List(calls.Made.Select(call => new JsonObject { ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonNode.Parse(call.Arguments) } })),
        }],
        Line.Results results => results.Given.Select(one => new JsonObject { ["role"] = "tool", ["tool_name"] = one.Call.Name, ["content"] = one.Text }),
        _ => [],
    };
}
