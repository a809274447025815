using System.Text.Json.Nodes;

namespace Bascule.Journeys.Scenarios.Writers;

/// <summary>Anthropic's messages.</summary>
internal sealed class MessagesWriter : RequestWriter
{
    private const int Budget = 1024;

    public override JsonObject Write(Wish wish, string model)
    {
        var body = new JsonObject { ["model"] = model, ["max_tokens"] = wish.Most, ["messages"] = List(wish.Lines.Select(Message)) };
        if (wish.System is not null)
        {
            body["system"] = wish.System;
        }

        if (wish.Tools.Count > 0)
        {
            body["tools"] = List(wish.Tools.Select(tool => new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["input_schema"] = tool.Parameters }));
        }

        if (wish.Forced is not null)
        {
            body["tool_choice"] = new JsonObject { ["type"] = "tool", ["name"] = wish.Forced };
        }

        if (wish.Schema is not null)
        {
            body["output_config"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_schema", ["schema"] = JsonNode.Parse(wish.Schema) } };
        }

        if (wish.Thinks)
        {
            body["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = Budget };
        }

        if (wish.Stop is not null)
        {
            body["stop_sequences"] = List([wish.Stop]);
        }

        if (wish.Stream)
        {
            body["stream"] = true;
        }

        return body;
    }

    private static JsonNode Message(Line line) => line switch
    {
        Line.User { Image: { } image } user => Said("user", List(
        [
            new JsonObject { ["type"] = "text", ["text"] = user.Text },
            new JsonObject { ["type"] = "image", ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = "image/png", ["data"] = image } },
        ])),
        Line.User user => Said("user", user.Text),
        Line.Model said => Said("assistant", said.Text),
        Line.Calls calls => Said("assistant", List(calls.Made.Select(call => new JsonObject
        {
            ["type"] = "tool_use",
            ["id"] = call.Id,
            ["name"] = call.Name,
            ["input"] = JsonNode.Parse(call.Arguments),
        }))),
        Line.Results results => Said("user", List(results.Given.Select(Result))),
        _ => throw new InvalidOperationException($"no words for {line}"),
    };

    private static JsonObject Result(Line.Result one)
    {
        var block = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = one.Call.Id, ["content"] = one.Text };
        if (one.Failed)
        {
            block["is_error"] = true;
        }

        return block;
    }

    private static JsonObject Said(string role, JsonNode content) => new() { ["role"] = role, ["content"] = content };
}
