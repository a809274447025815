using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>A chat completion as chunks: role first, content, finish, and usage when asked for.</summary>
internal sealed class OpenAiStream(Question question, Reply reply, DateTimeOffset now)
{
    private readonly string _id = OpenAiAnswer.NewId();

    public IEnumerable<(JsonObject Json, bool Content)> Chunks()
    {
        for (var index = 0; index < question.Choices; index++)
        {
            foreach (var (delta, content) in Deltas())
            {
                yield return (Chunk(new JsonArray(Choice(index, delta, null)), null), content);
            }

            yield return (Chunk(new JsonArray(Choice(index, [], OpenAiAnswer.Finish(reply.Ending))), null), false);
        }

        if (question.StreamUsage)
        {
            yield return (Chunk([], OpenAiAnswer.Usage(question, reply)), false);
        }
    }

    private IEnumerable<(JsonObject Delta, bool Content)> Deltas()
    {
        yield return (new JsonObject { ["role"] = "assistant", ["content"] = reply.Calls.Count > 0 ? null : "", ["refusal"] = null }, false);
        foreach (var piece in Tokens.Pieces(reply.Reasoning))
        {
            yield return (new JsonObject { ["reasoning_content"] = piece }, true);
        }

        foreach (var piece in Tokens.Pieces(reply.Text))
        {
            yield return (new JsonObject { ["content"] = piece }, true);
        }

        for (var at = 0; at < reply.Calls.Count; at++)
        {
            var call = reply.Calls[at];
            yield return (Call(at, new JsonObject { ["name"] = call.Name, ["arguments"] = "" }, call.Id), true);
            foreach (var piece in Tokens.Pieces(call.Arguments))
            {
                yield return (Call(at, new JsonObject { ["arguments"] = piece }, null), true);
            }
        }
    }

    private static JsonObject Call(int index, JsonObject function, string? id)
    {
        var call = new JsonObject { ["index"] = index };
        if (id is not null)
        {
            call["id"] = $"call_{id}";
            call["type"] = "function";
        }

        call["function"] = function;
        return new JsonObject { ["tool_calls"] = new JsonArray(call) };
    }

    private static JsonObject Choice(int index, JsonObject delta, string? finish) =>
        new() { ["index"] = index, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish };

    private JsonObject Chunk(JsonArray choices, JsonObject? usage)
    {
        var chunk = new JsonObject
        {
            ["id"] = _id,
            ["object"] = "chat.completion.chunk",
            ["created"] = now.ToUnixTimeSeconds(),
            ["model"] = question.Model.Id,
            ["service_tier"] = "default",
            ["system_fingerprint"] = OpenAiAnswer.Fingerprint,
            ["choices"] = choices,
        };
        // With include_usage every earlier chunk says null, which is not usage.
        if (question.StreamUsage)
        {
            chunk["usage"] = usage;
        }

        return chunk;
    }
}
