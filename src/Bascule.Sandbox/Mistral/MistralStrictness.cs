using System.Text.Json;
using System.Text.RegularExpressions;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Mistral;

/// <summary>What Mistral refuses about a request's body: the shape first, then the order of roles and the ids of calls.</summary>
internal static partial class MistralStrictness
{
    private static readonly Rule Part = Rule.Tagged("type",
        ("text", Rule.Object(("type", Rule.Any), ("text!", Rule.Text()), ("cache_control", Rule.Any))),
        ("image_url", Rule.Object(("type", Rule.Any), ("image_url!", Rule.Either(Rule.Text(), Rule.Open(("url!", Rule.Text())))))),
        ("document_url", Rule.Object(("type", Rule.Any), ("document_url!", Rule.Text()), ("document_name", Rule.Text()))),
        ("reference", Rule.Map), ("file", Rule.Map), ("input_audio", Rule.Map),
        ("thinking", Rule.Object(("type", Rule.Any), ("thinking!", Rule.List(Rule.Map)), ("closed", Rule.Flag), ("signature", Rule.Text()))));

    private static readonly Rule Content = Rule.Either(Rule.Text(), Rule.List(Part));

    private static readonly Rule Call = Rule.Object(
        ("id", Rule.Text()), ("type", Rule.Text()), ("index", Rule.Whole()), ("function!", Rule.Object(("name!", Rule.Text()), ("arguments!", Rule.Either(Rule.Text(), Rule.Map)))));

    private static readonly Rule Message = Rule.Tagged("role",
        ("system", Rule.Object(("role", Rule.Any), ("content!", Content))),
        ("user", Rule.Object(("role", Rule.Any), ("content!", Content))),
        ("assistant", Rule.Object(("role", Rule.Any), ("content", Content), ("tool_calls", Rule.List(Call)), ("prefix", Rule.Flag))),
        ("tool", Rule.Object(("role", Rule.Any), ("content!", Content), ("tool_call_id", Rule.Text()), ("name", Rule.Text()))));

    private static readonly Rule Tool = Rule.Object(
        ("type", Rule.Text("function")), ("function!", Rule.Object(("name!", Rule.Text()), ("description", Rule.Text()), ("parameters!", Rule.Map), ("strict", Rule.Flag))));

    private static readonly Rule Body = Rule.Object(
        ("model!", Rule.Text()), ("messages!", Rule.List(Message)), ("temperature", Rule.Number(0, 1.5)), ("top_p", Rule.Number(0, 1)), ("max_tokens", Rule.Whole(0)), ("stream", Rule.Flag),
        ("stop", Rule.Either(Rule.Text(), Rule.List(Rule.Text()))), ("random_seed", Rule.Whole(0)), ("metadata", Rule.Map), ("response_format", Rule.Object(("type!", Rule.Text("text", "json_object", "json_schema")),
            ("json_schema", Rule.Object(("name!", Rule.Text()), ("description", Rule.Text()), ("schema!", Rule.Map), ("strict", Rule.Flag))))),
        ("tools", Rule.List(Tool)), ("tool_choice", Rule.Either(Rule.Text("auto", "none", "any", "required"), Rule.Open(("function!", Rule.Open(("name!", Rule.Text())))))),
        ("presence_penalty", Rule.Number(-2, 2)), ("frequency_penalty", Rule.Number(-2, 2)), ("n", Rule.Whole(1)), ("prediction", Rule.Map), ("parallel_tool_calls", Rule.Flag),
        ("prompt_mode", Rule.Text("reasoning")), ("reasoning_effort", Rule.Text("none", "low", "medium", "high")), ("safe_prompt", Rule.Flag), ("prompt_cache_key", Rule.Text()), ("guardrails", Rule.Any),
        ("logprobs", Rule.Flag), ("top_logprobs", Rule.Whole(0, 20)));

    public static Refusal? Refuse(JsonElement body) => MistralErrors.Of(Body.Check(body, "")) ?? Order(body.GetProperty("messages").EnumerateArray().ToArray()) ?? Logprobs(body);

    private static Refusal? Logprobs(JsonElement body) =>
        body.Flag("logprobs") ? new(400, "invalid_request_invalid_args", "Logprobs are not enabled for this model", null, "3051") : null;

    private static Refusal? Order(JsonElement[] messages)
    {
        if (messages.Length == 0)
        {
            return Misplaced("Conversation must have at least one message");
        }

        var open = 0;
        var before = "";
        foreach (var message in messages)
        {
            var role = message.Text("role")!;
            if (role == "tool" && open == 0)
            {
                return before is "assistant" or "tool" ? Uneven() : Misplaced($"Unexpected role 'tool' after role '{before}'");
            }

            if (role != "tool" && open > 0)
            {
                return Uneven();
            }

            var calls = message.Member("tool_calls").Items().ToArray();
            open = role == "tool" ? open - 1 : calls.Length;
            if (calls.Select(call => call.Text("id")).Append(message.Text("tool_call_id")).OfType<string>().FirstOrDefault(id => !Ids().IsMatch(id)) is { } wrong)
            {
                return new(400, "invalid_function_call", $"Tool call id was {wrong} but must be a-z, A-Z, 0-9, with a length of 9.", null, "3280");
            }

            if (role == "assistant" && calls.Length == 0 && Empty(message))
            {
                return new(400, "invalid_request_assistant_message", "Assistant message must have either content or tool_calls, but not none.", null, "3240");
            }

            before = role;
        }

        return open > 0 ? Uneven()
            : before == "assistant" && !messages[^1].Flag("prefix") ? Misplaced("Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant") : null;
    }

    private static bool Empty(JsonElement message) => message.Text("content") is "" || message.Member("content") is null or { ValueKind: JsonValueKind.Array } && !message.Member("content").Items().Any();

    private static Refusal Uneven() => Misplaced("Not the same number of function calls and responses");

    private static Refusal Misplaced(string message) => new(400, "invalid_request_message_order", message, null, "3230");

    [GeneratedRegex("^[a-zA-Z0-9]{9}$")]
    private static partial Regex Ids();
}
