using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Responses;

/// <summary>One response: its frame, which repeats what was asked, and the items it puts out.</summary>
internal sealed class ResponsesAnswer(Said said)
{
    private readonly string _stem = Guid.CreateVersion7().ToString("N");

    public Said Said => said;

    public string Id => $"resp_sandbox{_stem}";

    public bool Stored => said.Asked.Body.Member("store") is not { ValueKind: JsonValueKind.False };

    public string Status => said.Reply.Ending is Ending.Length or Ending.Filtered ? "incomplete" : "completed";

    public JsonObject Whole() => Frame(Status, [.. Output()], Usage());

    public JsonObject Frame(string status, JsonArray output, JsonNode? usage)
    {
        var body = said.Asked.Body;
        return new JsonObject
        {
            ["id"] = Id,
            ["object"] = "response",
            ["created_at"] = said.Now.ToUnixTimeSeconds(),
            ["status"] = status,
            ["background"] = false,
            ["completed_at"] = status == "completed" ? said.Now.ToUnixTimeSeconds() : null,
            ["error"] = null,
            ["incomplete_details"] = status != "incomplete" ? null : new JsonObject { ["reason"] = said.Reply.Ending == Ending.Length ? "max_output_tokens" : "content_filter" },
            ["instructions"] = Echo(body, "instructions", null),
            ["max_output_tokens"] = Echo(body, "max_output_tokens", null),
            ["max_tool_calls"] = Echo(body, "max_tool_calls", null),
            ["model"] = said.Question.Model.Id,
            ["output"] = output,
            ["parallel_tool_calls"] = Echo(body, "parallel_tool_calls", true),
            ["previous_response_id"] = Echo(body, "previous_response_id", null),
            ["prompt_cache_key"] = Echo(body, "prompt_cache_key", null),
            ["reasoning"] = Echo(body, "reasoning", new JsonObject { ["effort"] = null, ["summary"] = null }),
            ["safety_identifier"] = Echo(body, "safety_identifier", null),
            ["service_tier"] = status is "in_progress" ? "auto" : "default",
            ["store"] = Stored,
            ["temperature"] = Echo(body, "temperature", 1.0),
            ["text"] = Echo(body, "text", new JsonObject { ["format"] = new JsonObject { ["type"] = "text" }, ["verbosity"] = "medium" }),
            ["tool_choice"] = Echo(body, "tool_choice", "auto"),
            ["tools"] = Echo(body, "tools", new JsonArray()),
            ["top_logprobs"] = 0,
            ["top_p"] = Echo(body, "top_p", 1.0),
            ["truncation"] = Echo(body, "truncation", "disabled"),
            ["usage"] = usage,
            ["user"] = Echo(body, "user", null),
            ["metadata"] = Echo(body, "metadata", new JsonObject()),
        };
    }

    /// <summary>The finished items, in their order.</summary>
    public IEnumerable<JsonObject> Output()
    {
        var reply = said.Reply;
        if (reply.Reasoning.Length > 0)
        {
            yield return Reasoning(Summarised ? [new JsonObject { ["type"] = "summary_text", ["text"] = reply.Reasoning }] : []);
        }

        if (reply.Calls.Count == 0)
        {
            yield return Message(Status, [Part(reply.Text)]);
        }

        for (var at = 0; at < reply.Calls.Count; at++)
        {
            yield return Call(at, Status, reply.Calls[at].Arguments);
        }
    }

    public bool Summarised => said.Asked.Body.Member("reasoning") is { } reasoning && (reasoning.Text("summary") ?? reasoning.Text("generate_summary")) is not null;

    public JsonObject Reasoning(JsonArray summary)
    {
        var item = new JsonObject { ["id"] = $"rs_sandbox{_stem}", ["type"] = "reasoning", ["summary"] = summary };
        if (said.Asked.Body.Member("include").Items().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals("reasoning.encrypted_content")))
        {
            item["encrypted_content"] = ResponsesSeal.Close(said.Reply.Reasoning);
        }

        return item;
    }

    public JsonObject Message(string status, JsonArray content) => new()
    {
        ["id"] = $"msg_sandbox{_stem}",
        ["type"] = "message",
        ["status"] = status,
        ["content"] = content,
        ["role"] = "assistant",
    };

    public static JsonObject Part(string text) =>
        new() { ["type"] = "output_text", ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray(), ["text"] = text };

    public JsonObject Call(int at, string status, string arguments) => new()
    {
        ["id"] = $"fc_sandbox{_stem}{at}",
        ["type"] = "function_call",
        ["status"] = status,
        ["arguments"] = arguments,
        ["call_id"] = $"call_{said.Reply.Calls[at].Id}",
        ["name"] = said.Reply.Calls[at].Name,
    };

    public JsonObject Usage() => new()
    {
        ["input_tokens"] = said.Question.InputTokens,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
        ["output_tokens"] = said.Reply.OutputTokens,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = said.Reply.ReasoningTokens },
        ["total_tokens"] = said.Question.InputTokens + said.Reply.OutputTokens,
    };

    private static JsonNode? Echo(JsonElement body, string name, JsonNode? usual) =>
        body.Member(name) is { } value ? JsonNode.Parse(value.GetRawText()) : usual;
}
