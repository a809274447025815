using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Mistral;

/// <summary>One completion of Mistral: thinking as parts of the content, tool calls whole, usage in the last chunk.</summary>
internal sealed class MistralAnswer(Said said)
{
    private readonly string _id = Guid.CreateVersion7().ToString("N");

    private Reply Reply => said.Reply;

    public JsonObject Whole() => new()
    {
        ["id"] = _id,
        ["object"] = "chat.completion",
        ["created"] = said.Now.ToUnixTimeSeconds(),
        ["model"] = said.Question.Model.Id,
        ["choices"] = new JsonArray([.. Enumerable.Range(0, said.Question.Choices).Select(index => (JsonNode)new JsonObject
        {
            ["index"] = index,
            ["finish_reason"] = Finish(),
            ["message"] = new JsonObject { ["role"] = "assistant", ["tool_calls"] = Calls(), ["content"] = Content() },
        })]),
        ["usage"] = Usage(),
    };

    public IEnumerable<Piece> Pieces()
    {
        yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null, false);
        foreach (var piece in Tokens.Pieces(Reply.Reasoning))
        {
            yield return Chunk(new JsonObject { ["content"] = new JsonArray(Thinking(piece, closed: false)) }, null, true);
        }

        var texts = Tokens.Pieces(Reply.Text).ToArray();
        foreach (var piece in texts.SkipLast(1))
        {
            yield return Chunk(new JsonObject { ["content"] = piece }, null, true);
        }

        // Mistral ends with the chunk that still says something.
        var last = new JsonObject { ["content"] = texts.LastOrDefault() ?? "" };
        if (Reply.Calls.Count > 0)
        {
            last["tool_calls"] = Calls();
        }

        yield return Chunk(last, Finish(), true);
        yield return Sse.Done;
    }

    private JsonNode Content() => Reply.Reasoning.Length == 0 ? Reply.Text
        : new JsonArray(Thinking(Reply.Reasoning, closed: true), new JsonObject { ["type"] = "text", ["text"] = Reply.Text });

    private static JsonObject Thinking(string text, bool closed)
    {
        var part = new JsonObject { ["type"] = "thinking", ["thinking"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };
        if (closed)
        {
            part["closed"] = true;
        }

        return part;
    }

    private JsonArray? Calls() => Reply.Calls.Count == 0 ? null : [.. Reply.Calls.Select((call, index) => (JsonNode)new JsonObject
    {
        ["id"] = Id(call, index),
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
        ["index"] = index,
    })];

    /// <summary>Nine letters and digits, and nothing else.</summary>
    private static string Id(ToolCall call, int index) => $"{(char)('a' + (index % 26))}{call.Id[3..11]}";

    private string Finish() => Reply.Ending switch
    {
        Ending.Length => "length",
        Ending.ToolCalls => "tool_calls",
        Ending.Filtered => "error",
        _ => "stop",
    };

    private JsonObject Usage() => new()
    {
        ["prompt_tokens"] = said.Question.InputTokens,
        ["total_tokens"] = said.Question.InputTokens + Reply.OutputTokens,
        ["completion_tokens"] = Reply.OutputTokens,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
    };

    private Piece Chunk(JsonObject delta, string? finish, bool content)
    {
        var chunk = new JsonObject
        {
            ["id"] = _id,
            ["object"] = "chat.completion.chunk",
            ["created"] = said.Now.ToUnixTimeSeconds(),
            ["model"] = said.Question.Model.Id,
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
        };
        if (finish is not null)
        {
            chunk["usage"] = Usage();
        }

        chunk["p"] = "abcdefgh";
        return Sse.Data(chunk, content);
    }
}
