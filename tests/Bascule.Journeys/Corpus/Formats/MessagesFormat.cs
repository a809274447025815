using System.Text.Json.Nodes;
using Bascule.Sandbox.Anthropic;
using Bascule.Sandbox.Scripted;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Anthropic's messages.</summary>
internal sealed class MessagesFormat : Format
{
    public override string Name => "anthropic";

    public override string CorpusName => "anthropic-messages";

    public override string Provider(Uri upstream) => $"dialect: anthropic, base_url: \"{upstream}\"";

    public override string Path(string model, bool stream) => "/v1/messages";

    public override IEnumerable<(string Name, string Value)> CallerHeaders(string? beta) =>
        [("anthropic-version", "2023-06-01"), .. beta is null ? Array.Empty<(string, string)>() : [("anthropic-beta", beta)]];

    public override string Hello(bool stream) => $$"""{"messages":[{"role":"user","content":"Hello"}],"max_tokens":100{{(stream ? ",\"stream\":true" : "")}}}""";

    public override ScriptedAnswer Canned(string text, bool stream) => stream
        ? ScriptedAnswer.Sse(
            Event("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"canned","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":1}}}"""),
            Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
            Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":{{{Quoted(text)}}}}}"""),
            Event("content_block_stop", """{"type":"content_block_stop","index":0}"""),
            Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":3}}"""),
            Event("message_stop", """{"type":"message_stop"}"""))
        : ScriptedAnswer.Json($$$"""{"id":"msg_1","type":"message","role":"assistant","model":"canned","content":[{"type":"text","text":{{{Quoted(text)}}}}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":3}}""");

    public override Said Whole(JsonNode? body, bool lenient) => MessagesSaid.Whole(body);

    public override Said Stream(byte[] body, bool lenient) => MessagesSaid.Stream(Utf8(body));

    public override void Read(Asked asked, JsonObject root)
    {
        asked.Say("system", Words(asked, root["system"]));
        foreach (var message in Items(root["messages"]))
        {
            asked.Say(Text(message["role"]), Words(asked, message["content"]));
            foreach (var block in Items(message["content"]))
            {
                if (Text(block["type"]) == "tool_use")
                {
                    asked.AddCall(Text(block["id"]), Text(block["name"]), Raw(block["input"]));
                }
                else if (Text(block["type"]) == "tool_result")
                {
                    asked.AddResult(Text(block["tool_use_id"]), "", Words(asked, block["content"]));
                }
            }
        }

        foreach (var tool in Items(root["tools"]).Where(tool => tool["input_schema"] is not null))
        {
            asked.AddTool(Text(tool["name"]), Text(tool["description"]), tool["input_schema"]);
        }

        // Without tools that the caller runs there is nothing left to choose.
        asked.Choice = asked.Tools.Count == 0 ? "" : Text(root["tool_choice"]?["type"]) switch
        {
            "any" => "required",
            "tool" => Text(root["tool_choice"]!["name"]),
            var word => word,
        };
        asked.Most = Raw(root["max_tokens"]);
        asked.Temperature = Number(root["temperature"]);
        asked.TopP = Number(root["top_p"]);
        asked.SetStops(root["stop_sequences"]);
        asked.Schema = root["output_config"]?["format"]?["schema"] ?? root["output_format"]?["schema"];
    }

    public override ToldError? Error(JsonNode? told) =>
        told?["error"] is JsonObject error && Text(told["type"]) == "error" ? new ToldError(Text(error["message"]), Text(error["type"])) : null;

    public override string? TypeOf(Trouble trouble, bool translated) =>
        trouble.Status switch { 429 => "rate_limit_error", >= 400 and < 500 => "invalid_request_error", 503 or 529 => "overloaded_error", _ => "api_error" };

    public override string? NoPlace(string feature, Format from) => feature switch
    {
        "choices" => "an Anthropic message is one choice",
        "audio" => "an Anthropic message has no sound; the transcript goes as text",
        "logprobs" => "an Anthropic message has no log probabilities",
        "opaque" when from is not MessagesFormat => "thinking withheld or signed by another vendor: an Anthropic message holds only what Anthropic withheld",
        "document-citations" => "Anthropic cites places in a document of the request; other vendors name the document alone",
        "server-tools" => "an Anthropic message holds only the tools that Anthropic runs",
        _ => null,
    };

    public override string[] Names(string feature) => feature switch
    {
        "most" => ["max_tokens"],
        "stops" => ["stop_sequences"],
        "schema" => ["output_config", "output_format"],
        "choice" => ["tool_choice"],
        "images" => ["image"],
        "files" => ["document"],
        _ => [feature],
    };

    public override string? Refuse(Recording recording, ScriptedRequest seen) =>
        AnthropicStrictness.Refuse(seen.Json, new AnthropicTerms { Version = seen.Headers.GetValueOrDefault("anthropic-version"), Beta = recording.Beta, TakesForeignSignatures = true }) is { } refusal
            ? $"{refusal.Message} {refusal.Param}"
            : null;

    private static string Words(Asked asked, JsonNode? content)
    {
        var words = Text(content);
        foreach (var part in Items(content))
        {
            var source = part["source"];
            switch (Text(part["type"]))
            {
                case "text":
                    words += Text(part["text"]);
                    break;
                case "image" when source is not null:
                    asked.AddImage(Text(source["type"]) == "base64" ? Text(source["data"]) : Text(source["url"]));
                    break;
                case "document" when Text(source?["type"]) == "text":
                    words += Text(part["title"]) + Text(part["context"]) + Text(source!["data"]);
                    break;
                case "document" when source is not null:
                    asked.AddFile(Text(source["data"]));
                    break;
            }
        }

        return words;
    }

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";
}
