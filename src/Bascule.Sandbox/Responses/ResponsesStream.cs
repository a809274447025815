using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Responses;

/// <summary>A response as numbered events, from <c>response.created</c> to its end.</summary>
internal sealed class ResponsesStream(ResponsesAnswer answer)
{
    private int _sequence;

    public IEnumerable<Piece> Pieces()
    {
        yield return Event("response.created", new JsonObject { ["response"] = answer.Frame("in_progress", [], null) });
        yield return Event("response.in_progress", new JsonObject { ["response"] = answer.Frame("in_progress", [], null) });
        var index = 0;
        foreach (var item in answer.Output())
        {
            foreach (var piece in Item(item, index, index - Before))
            {
                yield return piece;
            }

            index++;
        }

        yield return Event($"response.{answer.Status}", new JsonObject { ["response"] = answer.Whole() });
    }

    /// <summary>How a stream ends that fails midway.</summary>
    public static Piece Failed(Refusal refusal) => Sse.Named("response.failed", new JsonObject
    {
        ["type"] = "response.failed",
        ["sequence_number"] = 99,
        ["response"] = new JsonObject
        {
            ["id"] = "resp_sandbox_failed",
            ["object"] = "response",
            ["status"] = "failed",
            ["error"] = new JsonObject { ["code"] = refusal.Type, ["message"] = refusal.Message },
            ["output"] = new JsonArray(),
            ["usage"] = null,
        },
    });

    /// <summary>How many items stand before the first call.</summary>
    private int Before => answer.Said.Reply.Reasoning.Length > 0 ? 1 : 0;

    private IEnumerable<Piece> Item(JsonObject done, int index, int call)
    {
        var id = (string)done["id"]!;
        var parts = (string)done["type"]! switch
        {
            "reasoning" => Reasoning(id, index),
            "message" => Message(id, index),
            _ => Call(id, index, call),
        };
        yield return Event("response.output_item.added", new JsonObject { ["output_index"] = index, ["item"] = Started(done, call) });
        foreach (var piece in parts)
        {
            yield return piece;
        }

        yield return Event("response.output_item.done", new JsonObject { ["output_index"] = index, ["item"] = done });
    }

    private JsonObject Started(JsonObject done, int call) => (string)done["type"]! switch
    {
        "reasoning" => answer.Reasoning([]),
        "message" => answer.Message("in_progress", []),
        _ => answer.Call(call, "in_progress", ""),
    };

    private IEnumerable<Piece> Reasoning(string id, int index)
    {
        if (!answer.Summarised)
        {
            yield break;
        }

        JsonObject At() => new() { ["item_id"] = id, ["output_index"] = index, ["summary_index"] = 0 };
        var text = answer.Said.Reply.Reasoning;
        yield return Event("response.reasoning_summary_part.added", At(), ("part", new JsonObject { ["type"] = "summary_text", ["text"] = "" }));
        foreach (var piece in Tokens.Pieces(text))
        {
            yield return Event("response.reasoning_summary_text.delta", At(), ("delta", piece), content: true);
        }

        yield return Event("response.reasoning_summary_text.done", At(), ("text", text));
        yield return Event("response.reasoning_summary_part.done", At(), ("part", new JsonObject { ["type"] = "summary_text", ["text"] = text }));
    }

    private IEnumerable<Piece> Message(string id, int index)
    {
        JsonObject At() => new() { ["item_id"] = id, ["output_index"] = index, ["content_index"] = 0 };
        var text = answer.Said.Reply.Text;
        yield return Event("response.content_part.added", At(), ("part", ResponsesAnswer.Part("")));
        foreach (var piece in Tokens.Pieces(text))
        {
            yield return Event("response.output_text.delta", At(), ("delta", piece), content: true);
        }

        yield return Event("response.output_text.done", At(), ("text", text));
        yield return Event("response.content_part.done", At(), ("part", ResponsesAnswer.Part(text)));
    }

    private IEnumerable<Piece> Call(string id, int index, int call)
    {
        JsonObject At() => new() { ["item_id"] = id, ["output_index"] = index };
        var arguments = answer.Said.Reply.Calls[call].Arguments;
        foreach (var piece in Tokens.Pieces(arguments))
        {
            yield return Event("response.function_call_arguments.delta", At(), ("delta", piece), content: true);
        }

        yield return Event("response.function_call_arguments.done", At(), ("arguments", arguments));
    }

    private Piece Event(string type, JsonObject at, (string Name, JsonNode Value) member, bool content = false)
    {
        at[member.Name] = member.Value;
        return Event(type, at, content);
    }

    private Piece Event(string type, JsonObject members, bool content = false)
    {
        members.Insert(0, "type", type);
        members["sequence_number"] = _sequence++;
        return Sse.Named(type, members, content);
    }
}
