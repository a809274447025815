using System.Text.Json.Nodes;
using Bascule.Sandbox.Anthropic;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Bedrock;

/// <summary>One answer of Bedrock's converse, whole or in frames.</summary>
internal sealed class BedrockAnswer(Said said)
{
    private const string Padding = "abcdefghijklmnop";

    private Reply Reply => said.Reply;

    public JsonObject Whole()
    {
        var content = new JsonArray();
        if (Reply.Reasoning.Length > 0)
        {
            content.Add((JsonNode)new JsonObject
            {
                ["reasoningContent"] = new JsonObject { ["reasoningText"] = new JsonObject { ["text"] = Reply.Reasoning, ["signature"] = Signatures.Sign(Reply.Reasoning) } },
            });
        }

        if (Reply.Text.Length > 0)
        {
            content.Add((JsonNode)new JsonObject { ["text"] = Reply.Text });
        }

        foreach (var call in Reply.Calls)
        {
            content.Add((JsonNode)new JsonObject { ["toolUse"] = new JsonObject { ["toolUseId"] = Id(call), ["name"] = call.Name, ["input"] = Input(call) } });
        }

        return new JsonObject
        {
            ["metrics"] = Metrics(),
            ["output"] = new JsonObject { ["message"] = new JsonObject { ["content"] = content, ["role"] = "assistant" } },
            ["stopReason"] = Stop(),
            ["usage"] = Usage(),
        };
    }

    public IEnumerable<Piece> Frames()
    {
        yield return Frame("messageStart", new JsonObject { ["role"] = "assistant" });
        var index = 0;
        if (Reply.Reasoning.Length > 0)
        {
            foreach (var piece in Tokens.Pieces(Reply.Reasoning))
            {
                yield return Delta(index, new JsonObject { ["reasoningContent"] = new JsonObject { ["text"] = piece } });
            }

            yield return Delta(index, new JsonObject { ["reasoningContent"] = new JsonObject { ["signature"] = Signatures.Sign(Reply.Reasoning) } });
            yield return Ended(index++);
        }

        if (Reply.Text.Length > 0)
        {
            // Text has no start of its own, as it has none with the real one.
            foreach (var piece in Tokens.Pieces(Reply.Text))
            {
                yield return Delta(index, new JsonObject { ["text"] = piece });
            }

            yield return Ended(index++);
        }

        foreach (var call in Reply.Calls)
        {
            yield return Frame("contentBlockStart", new JsonObject
            {
                ["contentBlockIndex"] = index,
                ["start"] = new JsonObject { ["toolUse"] = new JsonObject { ["name"] = call.Name, ["toolUseId"] = Id(call) } },
            });
            foreach (var piece in Tokens.Pieces(call.Arguments))
            {
                yield return Delta(index, new JsonObject { ["toolUse"] = new JsonObject { ["input"] = piece } });
            }

            yield return Ended(index++);
        }

        yield return Frame("messageStop", new JsonObject { ["stopReason"] = Stop() });
        yield return Frame("metadata", new JsonObject { ["metrics"] = Metrics(), ["usage"] = Usage() });
    }

    private static Piece Delta(int index, JsonObject delta) => Frame("contentBlockDelta", new JsonObject { ["contentBlockIndex"] = index, ["delta"] = delta }, true);

    private static Piece Ended(int index) => Frame("contentBlockStop", new JsonObject { ["contentBlockIndex"] = index });

    private static Piece Frame(string type, JsonObject payload, bool content = false)
    {
        payload["p"] = Padding;
        return BedrockFrame.Event(type, payload, content);
    }

    private static string Id(ToolCall call) => $"tooluse_{call.Id}";

    // Cut arguments are no JSON; a whole answer can only carry an empty object then, where a stream shows the torn text.
    private static JsonNode Input(ToolCall call)
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

    private string Stop() => Reply.Ending switch
    {
        Ending.Length => "max_tokens",
        Ending.StopSequence => "stop_sequence",
        Ending.ToolCalls => "tool_use",
        Ending.Filtered => "content_filtered",
        _ => "end_turn",
    };

    private static JsonObject Metrics() => new() { ["latencyMs"] = 1 };

    private JsonObject Usage() => new()
    {
        ["inputTokens"] = said.Question.InputTokens,
        ["outputTokens"] = Reply.OutputTokens,
        ["totalTokens"] = said.Question.InputTokens + Reply.OutputTokens,
    };
}
