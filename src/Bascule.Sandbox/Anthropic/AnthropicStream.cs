using System.Text;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>A message as named events, from message_start to message_stop.</summary>
internal static class AnthropicStream
{
    public static IEnumerable<Piece> Pieces(Question question, Reply reply)
    {
        var message = AnthropicAnswer.Envelope(question);
        message["usage"] = AnthropicAnswer.Usage(question, Math.Min(1, reply.OutputTokens));
        yield return Event("message_start", new JsonObject { ["type"] = "message_start", ["message"] = message });
        yield return Event("ping", new JsonObject { ["type"] = "ping" });
        foreach (var piece in Blocks(reply).SelectMany((block, index) => Block(index, block.Start, block.Deltas)))
        {
            yield return piece;
        }

        yield return Event("message_delta", new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = AnthropicAnswer.Stop(reply.Ending), ["stop_sequence"] = reply.StopSequence },
            ["usage"] = new JsonObject { ["output_tokens"] = reply.OutputTokens },
        });
        yield return Event("message_stop", new JsonObject { ["type"] = "message_stop" });
    }

    public static Piece Event(string name, JsonObject data, bool content = false) =>
        new([.. Encoding.UTF8.GetBytes($"event: {name}\ndata: "), .. Json.Bytes(data), .. "\n\n"u8], content);

    private static IEnumerable<(JsonObject Start, IEnumerable<JsonObject> Deltas)> Blocks(Reply reply)
    {
        if (reply.Reasoning.Length > 0)
        {
            var thinking = Tokens.Pieces(reply.Reasoning).Select(piece => new JsonObject { ["type"] = "thinking_delta", ["thinking"] = piece });
            yield return (new JsonObject { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" },
                thinking.Append(new JsonObject { ["type"] = "signature_delta", ["signature"] = Signatures.Sign(reply.Reasoning) }));
        }

        if (reply.Text.Length > 0)
        {
            yield return (new JsonObject { ["type"] = "text", ["text"] = "" },
                Tokens.Pieces(reply.Text).Select(piece => new JsonObject { ["type"] = "text_delta", ["text"] = piece }));
        }

        foreach (var call in reply.Calls)
        {
            yield return (new JsonObject { ["type"] = "tool_use", ["id"] = AnthropicAnswer.ToolId(call), ["name"] = call.Name, ["input"] = new JsonObject() },
                Tokens.Pieces(call.Arguments).Prepend("").Select(piece => new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece }));
        }
    }

    private static IEnumerable<Piece> Block(int index, JsonObject start, IEnumerable<JsonObject> deltas)
    {
        yield return Event("content_block_start", new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = start });
        foreach (var delta in deltas)
        {
            yield return Event("content_block_delta", new JsonObject { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta }, true);
        }

        yield return Event("content_block_stop", new JsonObject { ["type"] = "content_block_stop", ["index"] = index });
    }
}
