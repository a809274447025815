using System.Text.Json;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Cohere;

/// <summary>What Cohere refuses about a chat's body.</summary>
internal static class CohereStrictness
{
    private static readonly Rule Part = Rule.Tagged("type",
        ("text", Rule.Object(("type", Rule.Any), ("text!", Rule.Text()))),
        ("image_url", Rule.Object(("type", Rule.Any), ("image_url!", Rule.Open(("url!", Rule.Text()))))),
        ("thinking", Rule.Object(("type", Rule.Any), ("thinking!", Rule.Text()))),
        ("document", Rule.Open(("document!", Rule.Map))));

    private static readonly Rule Content = Rule.Either(Rule.Text(), Rule.List(Part));

    private static readonly Rule Call = Rule.Object(("id!", Rule.Text()), ("type!", Rule.Text("function")), ("function!", Rule.Object(("name!", Rule.Text()), ("arguments!", Rule.Text()))));

    private static readonly Rule Message = Rule.Tagged("role",
        ("system", Rule.Object(("role", Rule.Any), ("content!", Content))),
        ("user", Rule.Object(("role", Rule.Any), ("content!", Content))),
        ("assistant", Rule.Object(("role", Rule.Any), ("content", Content), ("tool_calls", Rule.List(Call)), ("tool_plan", Rule.Text()), ("citations", Rule.List(Rule.Map)))),
        ("tool", Rule.Object(("role", Rule.Any), ("content!", Content), ("tool_call_id!", Rule.Text()))));

    private static readonly Rule Tool = Rule.Object(("type!", Rule.Text("function")), ("function!", Rule.Object(("name!", Rule.Text()), ("description", Rule.Text()), ("parameters", Rule.Map))));

    private static readonly Rule Body = Rule.Object(
        ("model!", Rule.Text()), ("messages!", Rule.List(Message)), ("stream", Rule.Flag), ("tools", Rule.List(Tool)), ("strict_tools", Rule.Flag), ("documents", Rule.List(Rule.Any)), ("citation_options", Rule.Map),
        ("response_format", Rule.Object(("type!", Rule.Text("text", "json_object")), ("json_schema", Rule.Map), ("schema", Rule.Map))), ("safety_mode", Rule.Text("CONTEXTUAL", "STRICT", "OFF", "NONE")),
        ("max_tokens", Rule.Whole(0)), ("stop_sequences", Rule.List(Rule.Text(), 0, 5)), ("temperature", Rule.Number(0, 5)), ("seed", Rule.Whole()), ("frequency_penalty", Rule.Number(0, 1)), ("presence_penalty", Rule.Number(0, 1)),
        ("k", Rule.Whole(0, 500)), ("p", Rule.Number(0, 1)), ("logprobs", Rule.Flag), ("tool_choice", Rule.Text("REQUIRED", "NONE")), ("raw_prompting", Rule.Flag), ("priority", Rule.Whole()),
        ("thinking", Rule.Object(("type!", Rule.Text("enabled", "disabled")), ("token_budget", Rule.Whole(1)))));

    public static Refusal? Refuse(JsonElement body) => Words(Body.Check(body, "")) ?? Order(body.GetProperty("messages").EnumerateArray().ToArray()) ?? Tools(body);

    public static Refusal? Words(Finding? finding) => finding is null ? null : finding.Flaw switch
    {
        Flaw.Unknown => new(422, "", $"unknown field: parameter '{finding.Path}' is not a valid field"),
        Flaw.Missing => Refused($"invalid request: {finding.Path} is required."),
        Flaw.WrongValue => Refused($"invalid request: {finding.Path} must be one of {finding.Wanted} - received '{finding.Got}'."),
        Flaw.WrongType => new(422, "", $"invalid type: parameter {finding.Path} is of type {finding.Got} but should be of type {finding.Wanted}"),
        Flaw.BelowMinimum => Refused($"invalid request: {finding.Path} must be greater than or equal to {finding.Wanted} - received {finding.Got}."),
        Flaw.AboveMaximum => Refused($"invalid request: {finding.Path} must be less than or equal to {finding.Wanted} - received {finding.Got}."),
        Flaw.TooShort => Refused($"invalid request: {finding.Path} must have at least {finding.Wanted} element."),
        _ => Refused($"invalid request: {finding.Path} must have at most {finding.Wanted} elements - received {finding.Got}."),
    };

    private static Refusal? Order(JsonElement[] messages)
    {
        if (messages.Length == 0)
        {
            return Refused("invalid request: messages must have at least one element.");
        }

        var open = new HashSet<string>();
        foreach (var message in messages)
        {
            if (message.Text("role") == "tool")
            {
                if (!open.Remove(message.Text("tool_call_id")!))
                {
                    return Refused($"invalid request: tool call id {message.Text("tool_call_id")} not found in previous tool calls");
                }

                continue;
            }

            if (open.Count > 0)
            {
                return Refused("invalid request: all tool calls must be followed by tool messages that answer them.");
            }

            var calls = message.Member("tool_calls").Items().ToArray();
            if (message.Text("role") == "assistant" && calls.Length == 0 && message.Member("content") is null)
            {
                return Refused("invalid request: assistant message must have either content or tool calls.");
            }

            open = [.. calls.Select(call => call.Text("id")!)];
        }

        return open.Count > 0 ? Refused("invalid request: all tool calls must be followed by tool messages that answer them.") : null;
    }

    private static Refusal? Tools(JsonElement body) =>
        body.Member("tool_choice") is not null && !body.Member("tools").Items().Any() ? Refused("invalid request: tool_choice may be specified only with tools.")
            : body.Member("response_format")?.Text("type") == "json_object" && body.Member("tools").Items().Any() ? Refused("invalid request: response_format is not supported with tools.") : null;

    private static Refusal Refused(string message) => new(400, "", message);
}
