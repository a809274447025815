using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Cohere;

/// <summary>One answer of Cohere, whole or as events; a plan goes before tool calls.</summary>
internal sealed class CohereAnswer(Said said)
{
    private readonly string _id = Guid.CreateVersion7().ToString();

    private Reply Reply => said.Reply;

    private string Plan => Reply.Calls.Count == 0 ? "" : $"I will call {string.Join(" and ", Reply.Calls.Select(call => call.Name))}.";

    public JsonObject Whole()
    {
        var message = new JsonObject { ["role"] = "assistant" };
        var content = new JsonArray();
        if (Reply.Reasoning.Length > 0)
        {
            content.Add((JsonNode)new JsonObject { ["type"] = "thinking", ["thinking"] = Reply.Reasoning });
        }

        if (Reply.Calls.Count == 0)
        {
            content.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = Reply.Text });
        }
        else
        {
            message["tool_plan"] = Plan;
            message["tool_calls"] = new JsonArray([.. Reply.Calls.Select(call => (JsonNode)Call(call, call.Arguments))]);
        }

        if (content.Count > 0)
        {
            message["content"] = content;
        }

        return new JsonObject { ["id"] = _id, ["finish_reason"] = Finish(), ["message"] = message, ["usage"] = Usage() };
    }

    public IEnumerable<Piece> Pieces()
    {
        yield return Sse.Named("message-start", new JsonObject
        {
            ["id"] = _id,
            ["type"] = "message-start",
            ["delta"] = Message(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(), ["tool_plan"] = "", ["tool_calls"] = new JsonArray(), ["citations"] = new JsonArray() }),
        });
        var index = 0;
        if (Reply.Reasoning.Length > 0)
        {
            foreach (var piece in Content(index++, "thinking", Reply.Reasoning))
            {
                yield return piece;
            }
        }

        foreach (var piece in Reply.Calls.Count > 0 ? Calls() : Content(index, "text", Reply.Text))
        {
            yield return piece;
        }

        yield return Sse.Named("message-end", new JsonObject { ["type"] = "message-end", ["delta"] = new JsonObject { ["finish_reason"] = Finish(), ["usage"] = Usage() } });
        yield return Sse.Done;
    }

    private static IEnumerable<Piece> Content(int index, string kind, string text)
    {
        yield return Event("content-start", index, new JsonObject { ["content"] = new JsonObject { ["type"] = kind, [kind] = "" } });
        foreach (var piece in Tokens.Pieces(text))
        {
            yield return Event("content-delta", index, new JsonObject { ["content"] = new JsonObject { [kind] = piece } }, content: true);
        }

        yield return Event("content-end", index, null);
    }

    private IEnumerable<Piece> Calls()
    {
        foreach (var piece in Tokens.Pieces(Plan))
        {
            yield return Sse.Named("tool-plan-delta", new JsonObject { ["type"] = "tool-plan-delta", ["delta"] = Message(new JsonObject { ["tool_plan"] = piece }) }, true);
        }

        for (var index = 0; index < Reply.Calls.Count; index++)
        {
            var call = Reply.Calls[index];
            yield return Event("tool-call-start", index, new JsonObject { ["tool_calls"] = Call(call, "") }, content: true);
            foreach (var piece in Tokens.Pieces(call.Arguments))
            {
                yield return Event("tool-call-delta", index, new JsonObject { ["tool_calls"] = new JsonObject { ["function"] = new JsonObject { ["arguments"] = piece } } }, content: true);
            }

            yield return Event("tool-call-end", index, null);
        }
    }

    private static Piece Event(string type, int index, JsonObject? message, bool content = false)
    {
        var data = new JsonObject { ["type"] = type, ["index"] = index };
        if (message is not null)
        {
            data["delta"] = Message(message);
        }

        return Sse.Named(type, data, content);
    }

    private static JsonObject Message(JsonObject message) => new() { ["message"] = message };

    private static JsonObject Call(ToolCall call, string arguments) =>
        new() { ["id"] = $"{call.Name}_{call.Id}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = arguments } };

    private string Finish() => Reply.Ending switch
    {
        Ending.Length => "MAX_TOKENS",
        Ending.StopSequence => "STOP_SEQUENCE",
        Ending.ToolCalls => "TOOL_CALL",
        Ending.Filtered => "ERROR",
        _ => "COMPLETE",
    };

    private JsonObject Usage() => new()
    {
        ["billed_units"] = new JsonObject { ["input_tokens"] = said.Question.InputTokens, ["output_tokens"] = Reply.OutputTokens },
        ["tokens"] = new JsonObject { ["input_tokens"] = said.Question.InputTokens, ["output_tokens"] = Reply.OutputTokens },
        ["cached_tokens"] = 0,
    };
}
