using System.Text.Json;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Responses;

/// <summary>The order of items: every call finds its output and every output its call, and reasoning stands before what it led to.</summary>
internal static class ResponsesTurns
{
    public static Refusal? Refuse(JsonElement body, ResponsesStore? store)
    {
        var items = (store is null ? ResponsesItems.Own(body) : ResponsesItems.Of(body, store)).ToArray();
        // What a conversation kept elsewhere holds is not known here.
        var whole = body.Member("conversation") is null && body.Member("prompt") is null && (store is not null || body.Text("previous_response_id") is null);
        return (whole ? Pairs(items) : null) ?? items.Select((item, at) => Reasoning(items, item, at, store)).FirstOrDefault(refusal => refusal is not null);
    }

    private static Refusal? Pairs(JsonElement[] items)
    {
        var open = new List<string>();
        foreach (var item in items)
        {
            var id = item.Text("call_id") ?? "";
            switch (ResponsesItems.Type(item))
            {
                case "function_call" or "custom_tool_call":
                    open.Add(id);
                    break;
                case "function_call_output" or "custom_tool_call_output" when !open.Remove(id):
                    return Refused($"No tool call found for function call output with call_id {id}.");
            }
        }

        return open.Count > 0 ? Refused($"No tool output found for function call {open[0]}.") : null;
    }

    private static Refusal? Reasoning(JsonElement[] items, JsonElement item, int at, ResponsesStore? store)
    {
        if (ResponsesItems.Type(item) != "reasoning")
        {
            return null;
        }

        if (store is not null && item.Text("encrypted_content") is { } closed && !ResponsesSeal.IsOurs(closed))
        {
            return OpenAiStrictness.Refused($"The encrypted content {closed[..Math.Min(4, closed.Length)]}... could not be verified.", null, "invalid_encrypted_content");
        }

        var next = items.Skip(at + 1).FirstOrDefault(one => ResponsesItems.Type(one) != "reasoning");
        // An assistant's message that lost its id is anybody's, and no longer what this reasoning led to.
        var follows = next.ValueKind == JsonValueKind.Object && !(ResponsesItems.Type(next) == "message" && (next.Text("role") != "assistant" || next.Text("id") is null))
            && !ResponsesItems.Type(next).EndsWith("_output", StringComparison.Ordinal);
        return follows || item.Text("id") is not { } id ? null : Refused($"Item '{id}' of type 'reasoning' was provided without its required following item.");
    }

    private static Refusal Refused(string message) => OpenAiStrictness.Refused(message, "input", null);
}
