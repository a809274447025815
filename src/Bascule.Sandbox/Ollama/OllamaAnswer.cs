using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Ollama;

/// <summary>One answer of Ollama, whole or in lines; the last tells how long it took.</summary>
internal sealed class OllamaAnswer(Said said, bool chats)
{
    /// <summary>Durations are told in nanoseconds, and made up from the tokens.</summary>
    private const long NanosPerToken = 10_000_000;

    private Reply Reply => said.Reply;

    public JsonObject Whole() => Ended(Line(Reply.Text, Reply.Reasoning, Reply.Calls));

    public IEnumerable<(JsonObject Json, bool Content)> Lines()
    {
        foreach (var piece in Tokens.Pieces(Reply.Reasoning))
        {
            yield return (Line("", piece, []), true);
        }

        foreach (var piece in Tokens.Pieces(Reply.Text))
        {
            yield return (Line(piece, "", []), true);
        }

        foreach (var call in Reply.Calls)
        {
            yield return (Line("", "", [call]), true);
        }

        yield return (Ended(Line("", "", [])), false);
    }

    private JsonObject Line(string text, string thinking, IReadOnlyList<ToolCall> calls)
    {
        var line = new JsonObject { ["model"] = said.Question.Model.Id, ["created_at"] = said.Now.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ") };
        var holder = line;
        if (chats)
        {
            line["message"] = holder = new JsonObject { ["role"] = "assistant", ["content"] = text };
        }
        else
        {
            line["response"] = text;
        }

        if (thinking.Length > 0)
        {
            holder["thinking"] = thinking;
        }

        if (calls.Count > 0)
        {
            holder["tool_calls"] = new JsonArray([.. calls.Select(call => (JsonNode)new JsonObject { ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = Arguments(call) } })]);
        }

        line["done"] = false;
        return line;
    }

    private JsonObject Ended(JsonObject line)
    {
        line["done"] = true;
        line["done_reason"] = Reply.Ending == Ending.Length ? "length" : "stop";
        if (!chats)
        {
            line["context"] = new JsonArray(1, 2, 3);
        }

        line["total_duration"] = (said.Question.InputTokens + Reply.OutputTokens) * NanosPerToken;
        line["load_duration"] = NanosPerToken;
        line["prompt_eval_count"] = said.Question.InputTokens;
        line["prompt_eval_duration"] = said.Question.InputTokens * NanosPerToken;
        line["eval_count"] = Reply.OutputTokens;
        line["eval_duration"] = Reply.OutputTokens * NanosPerToken;
        return line;
    }

    // Cut arguments are no JSON, and Ollama has no torn ones.
    private static JsonNode Arguments(ToolCall call)
    {
        try
        {
            return JsonNode.Parse(call.Arguments) ?? new JsonObject();
        }
        catch (System.Text.Json.JsonException)
        {
            return new JsonObject();
        }
    }
}
