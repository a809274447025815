using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Gemini;

/// <summary>One answer of Gemini, whole or in chunks that each repeat what was used so far.</summary>
internal sealed class GeminiAnswer(Said said)
{
    private readonly string _id = $"sandbox{Guid.CreateVersion7():N}";

    private Reply Reply => said.Reply;

    private bool ShowsThoughts => GeminiBody.Of(said.Asked.Body).Member("generationConfig")?.Member("thinkingConfig")?.Flag("includeThoughts") ?? false;

    public JsonObject Whole()
    {
        var parts = new JsonArray();
        if (ShowsThoughts && Reply.Reasoning.Length > 0)
        {
            parts.Add((JsonNode)Thought(Reply.Reasoning));
        }

        if (Reply.Text.Length > 0 && Reply.Ending != Ending.Filtered)
        {
            parts.Add((JsonNode)new JsonObject { ["text"] = Reply.Text });
        }

        foreach (var call in Calls())
        {
            parts.Add((JsonNode)call);
        }

        return Chunk(parts, Finish(), Reply.OutputTokens - Reply.ReasoningTokens);
    }

    public IEnumerable<(JsonObject Chunk, bool Content)> Chunks()
    {
        foreach (var piece in ShowsThoughts ? Tokens.Pieces(Reply.Reasoning) : [])
        {
            yield return (Chunk(new JsonArray(Thought(piece)), null, null), true);
        }

        var chars = 0;
        foreach (var piece in Tokens.Pieces(Reply.Text))
        {
            chars += piece.Length;
            yield return (Chunk(new JsonArray(new JsonObject { ["text"] = piece }), null, Tokens.Of(chars)), true);
        }

        foreach (var call in Calls())
        {
            yield return (Chunk(new JsonArray(call), null, Reply.OutputTokens - Reply.ReasoningTokens), true);
        }

        // A part that holds only a signature is how Gemini 3 ends a text.
        JsonArray last = Reply.Ending == Ending.Filtered ? [] : [new JsonObject { ["text"] = "" }];
        yield return (Chunk(last, Finish(), Reply.OutputTokens - Reply.ReasoningTokens), false);
    }

    private static JsonObject Thought(string text) => new() { ["text"] = text, ["thought"] = true };

    /// <summary>The first of parallel calls carries the signature for all.</summary>
    private IEnumerable<JsonObject> Calls() => Reply.Calls.Select((call, at) =>
    {
        var part = new JsonObject { ["functionCall"] = new JsonObject { ["name"] = call.Name, ["args"] = Arguments(call) } };
        if (at == 0)
        {
            part["thoughtSignature"] = GeminiSignature.Of(call.Name);
        }

        return part;
    });

    // Cut arguments are no JSON, and Gemini has no torn ones.
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

    private string Finish() => Reply.Ending switch
    {
        Ending.Length => "MAX_TOKENS",
        Ending.Filtered => "SAFETY",
        _ => "STOP",
    };

    private JsonObject Chunk(JsonArray parts, string? finish, int? output)
    {
        var candidate = new JsonObject();
        if (parts.Count > 0)
        {
            candidate["content"] = new JsonObject { ["parts"] = parts, ["role"] = "model" };
        }
        else if (Reply.Ending != Ending.Filtered)
        {
            candidate["content"] = new JsonObject { ["role"] = "model" };
        }

        if (finish is not null)
        {
            candidate["finishReason"] = finish;
        }

        candidate["index"] = 0;
        if (Reply.Ending == Ending.Filtered && finish is not null)
        {
            candidate["safetyRatings"] = new JsonArray(new JsonObject { ["category"] = "HARM_CATEGORY_DANGEROUS_CONTENT", ["probability"] = "HIGH", ["blocked"] = true });
        }

        return new JsonObject { ["candidates"] = new JsonArray(candidate), ["usageMetadata"] = Usage(output), ["modelVersion"] = said.Question.Model.Id, ["responseId"] = _id };
    }

    private JsonObject Usage(int? output)
    {
        var input = said.Question.InputTokens;
        var usage = new JsonObject { ["promptTokenCount"] = input };
        // Nothing said yet is no count, where others would say zero.
        if (output is > 0)
        {
            usage["candidatesTokenCount"] = output;
        }

        usage["totalTokenCount"] = input + (output ?? 0) + Reply.ReasoningTokens;
        usage["promptTokensDetails"] = new JsonArray(new JsonObject { ["modality"] = "TEXT", ["tokenCount"] = input });
        if (Reply.ReasoningTokens > 0)
        {
            usage["thoughtsTokenCount"] = Reply.ReasoningTokens;
        }

        return usage;
    }
}
