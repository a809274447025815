using System.Text.Json;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Ollama;

/// <summary>What Ollama refuses about a request: wrong types, as Go reads JSON; members it does not know it does not see.</summary>
internal static class OllamaStrictness
{
    private static readonly Rule Call = Rule.Open(("id", Rule.Text()), ("function", Rule.Open(("index", Rule.Whole()), ("name", Rule.Text()), ("arguments", Rule.Map))));

    private static readonly Rule Message = Rule.Open(
        ("role", Rule.Text()), ("content", Rule.Text()), ("thinking", Rule.Text()), ("images", Rule.List(Rule.Text())), ("tool_calls", Rule.List(Call)), ("tool_name", Rule.Text()), ("tool_call_id", Rule.Text()));

    private static readonly Rule Options = Rule.Open(
        ("num_predict", Rule.Whole()), ("num_ctx", Rule.Whole()), ("temperature", Rule.Number()), ("top_p", Rule.Number()), ("top_k", Rule.Whole()), ("seed", Rule.Whole()), ("stop", Rule.List(Rule.Text())),
        ("presence_penalty", Rule.Number()), ("frequency_penalty", Rule.Number()), ("repeat_penalty", Rule.Number()), ("min_p", Rule.Number()));

    private static readonly (string Name, Rule Rule)[] Shared =
    [
        ("model", Rule.Text()), ("stream", Rule.Flag), ("options", Options), ("format", Rule.Any), ("keep_alive", Rule.Any), ("think", Rule.Either(Rule.Flag, Rule.Text())),
    ];

    private static readonly Rule Chat = Rule.Open([.. Shared, ("messages", Rule.List(Message)),
        ("tools", Rule.List(Rule.Open(("type", Rule.Text()), ("function", Rule.Open(("name", Rule.Text()), ("description", Rule.Text()), ("parameters", Rule.Map))))))]);

    private static readonly Rule Generate = Rule.Open([.. Shared, ("prompt", Rule.Text()), ("suffix", Rule.Text()), ("system", Rule.Text()), ("template", Rule.Text()), ("raw", Rule.Flag),
        ("images", Rule.List(Rule.Text())), ("context", Rule.List(Rule.Whole()))]);

    public static Refusal? Refuse(JsonElement body, bool chats) => Words((chats ? Chat : Generate).Check(body, ""), chats) ?? Meaning(body);

    private static Refusal Refused(string message) => new(400, "", message);

    private static Refusal? Words(Finding? finding, bool chats) => finding is null ? null
        : Refused($"json: cannot unmarshal {finding.Got.Split(' ')[^1].Replace("boolean", "bool", StringComparison.Ordinal)} into Go struct field {(chats ? "ChatRequest" : "GenerateRequest")}.{Bare(finding.Path)} of type {finding.Wanted.Split(' ')[^1]}");

    private static string Bare(string path) => string.Concat(path.Split('[').Select((part, at) => at == 0 ? part : part[(part.IndexOf(']', StringComparison.Ordinal) + 1)..]));

    private static Refusal? Meaning(JsonElement body)
    {
        if (string.IsNullOrEmpty(body.Text("model")))
        {
            return Refused("model is required");
        }

        if (body.Member("messages").Items().Select(message => message.Text("role")).FirstOrDefault(role => role is not ("system" or "user" or "assistant" or "tool")) is { } role)
        {
            return Refused($"invalid role: \"{role}\", must be one of [\"system\", \"user\", \"assistant\", \"tool\"]");
        }

        if (body.Member("format") is { } format && !(format.ValueKind == JsonValueKind.Object || (format.ValueKind == JsonValueKind.String && format.GetString() is "" or "json")))
        {
            return Refused($"invalid format: {format.GetRawText()}; expected \"json\" or a valid JSON Schema object");
        }

        if (body.Text("think") is { } level && level is not ("high" or "medium" or "low"))
        {
            return Refused($"invalid think value: \"{level}\" (must be \"high\", \"medium\", \"low\", true, or false)");
        }

        if (body.Member("tools").Items().Any(tool => string.IsNullOrEmpty(tool.Member("function")?.Text("name"))))
        {
            return Refused("tool is missing the name of its function");
        }

        var images = body.Member("messages").Items().SelectMany(message => message.Member("images").Items()).Concat(body.Member("images").Items());
        return images.Any(image => !IsBase64(image.GetString()!)) ? Refused("illegal base64 data at input byte 4") : null;
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);
}
