using System.Text.Json.Nodes;

namespace Bascule.Journeys.Scenarios.Writers;

/// <summary>OpenAI's chat completions.</summary>
internal sealed class ChatWriter : RequestWriter
{
    public override JsonObject Write(Wish wish, string model)
    {
        var messages = wish.Lines.SelectMany(Messages);
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = List(wish.System is null ? messages : messages.Prepend(new JsonObject { ["role"] = "system", ["content"] = wish.System })),
            ["max_completion_tokens"] = wish.Most,
        };
        if (wish.Tools.Count > 0)
        {
            body["tools"] = List(wish.Tools.Select(tool => new JsonObject
            {
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = tool.Parameters },
            }));
        }

        if (wish.Forced is not null)
        {
            body["tool_choice"] = new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = wish.Forced } };
        }

        if (wish.Schema is not null)
        {
            body["response_format"] = new JsonObject
            {
                ["type"] = "json_schema",
                ["json_schema"] = new JsonObject { ["name"] = "answer", ["strict"] = true, ["schema"] = JsonNode.Parse(wish.Schema) },
            };
        }

        if (wish.Thinks)
        {
            body["reasoning_effort"] = "low";
        }

        if (wish.Stop is not null)
        {
            body["stop"] = List([wish.Stop]);
        }

        if (wish.Stream)
        {
            body["stream"] = true;
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        return body;
    }

    private static IEnumerable<JsonNode> Messages(Line line) => line switch
    {
        Line.User { Image: { } image } user => [Message("user", List(
            [new JsonObject { ["type"] = "text", ["text"] = user.Text }, new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = Data(image) } }]))],
        Line.User user => [Message("user", user.Text)],
        Line.Model said => [Message("assistant", said.Text)],
        Line.Calls calls => [new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = null,
            ["tool_calls"] = List(calls.Made.Select(call => new JsonObject
            {
                ["id"] = call.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
            })),
        }],
        Line.Results results => results.Given.Select(one => new JsonObject { ["role"] = "tool", ["tool_call_id"] = one.Call.Id, ["content"] = one.Text }),
        _ => [],
    };

    private static JsonObject Message(string role, JsonNode content) => new() { ["role"] = role, ["content"] = content };
}
