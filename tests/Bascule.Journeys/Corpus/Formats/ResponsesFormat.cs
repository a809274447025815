using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>OpenAI's responses.</summary>
internal sealed class ResponsesFormat : Format
{
    public override string Name => "openai-responses";

    public override bool HasCodes => true;

    public override string Provider(Uri upstream) => $"dialect: openai-responses, base_url: \"{upstream}v1\"";

    public override string Path(string model, bool stream) => "/responses";

    public override string CallerPath(string model, bool stream) => "/v1/responses";

    public override bool IsChat(string path) => path.Length == 0 || path.EndsWith("/responses", StringComparison.Ordinal);

    public override string Hello(bool stream) => $$"""{"input":"Hello"{{(stream ? ",\"stream\":true" : "")}}}""";

    public override ScriptedAnswer Canned(string text, bool stream)
    {
        var part = $$"""{"type":"output_text","text":{{Quoted(text)}},"annotations":[]}""";
        var item = $$"""{"id":"msg_1","type":"message","role":"assistant","status":"completed","content":[{{part}}]}""";
        return stream
            ? ScriptedAnswer.Sse(
                Event("response.created", 0, $"\"response\":{Response("in_progress", "", "null")}"),
                Event("response.in_progress", 1, $"\"response\":{Response("in_progress", "", "null")}"),
                Event("response.output_item.added", 2, """ "output_index":0,"item":{"id":"msg_1","type":"message","role":"assistant","status":"in_progress","content":[]}"""),
                Event("response.content_part.added", 3, """ "item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}"""),
                Event("response.output_text.delta", 4, $""" "item_id":"msg_1","output_index":0,"content_index":0,"delta":{Quoted(text)},"logprobs":[]"""),
                Event("response.output_text.done", 5, $""" "item_id":"msg_1","output_index":0,"content_index":0,"text":{Quoted(text)},"logprobs":[]"""),
                Event("response.content_part.done", 6, $""" "item_id":"msg_1","output_index":0,"content_index":0,"part":{part}"""),
                Event("response.output_item.done", 7, $""" "output_index":0,"item":{item}"""),
                Event("response.completed", 8, $"\"response\":{Response("completed", item, Usage)}"))
            : ScriptedAnswer.Json(Response("completed", item, Usage));
    }

    public override Said Whole(JsonNode? body, bool lenient) => ResponsesSaid.Whole(body);

    public override Said Stream(byte[] body, bool lenient) => ResponsesSaid.Stream(Utf8(body), lenient);

    public override void Read(Asked asked, JsonObject root)
    {
        asked.Say("system", Text(root["instructions"]));
        asked.Say("user", Text(root["input"]));
        foreach (var item in Items(root["input"]))
        {
            ReadItem(asked, item);
        }

        foreach (var tool in Items(root["tools"]).Where(tool => Text(tool["type"]) == "function"))
        {
            asked.AddTool(Text(tool["name"]), Text(tool["description"]), tool["parameters"]);
        }

        asked.Choice = root["tool_choice"] is JsonObject choice ? Text(Member(choice, "name", "mode")) : Text(root["tool_choice"]);
        asked.Most = Raw(root["max_output_tokens"]);
        asked.Temperature = Number(root["temperature"]);
        asked.TopP = Number(root["top_p"]);
        asked.Schema = Member(Member(root["text"], "format"), "schema");
    }

    public override ToldError? Error(JsonNode? told)
    {
        // A stream ends with an event of its own, or with a response that failed.
        var error = Text(Member(told, "type")) == "error" && Member(told, "error") is null ? told : Member(Member(told, "response"), "error") ?? Member(told, "error");
        return error is JsonObject ? new ToldError(Text(error["message"]), Text(error["type"]), Text(error["code"])) : null;
    }

    public override string? TypeOf(Trouble trouble, bool translated) => translated ? null : trouble.Type;

    public override string? NoPlace(string feature, Format from) => feature switch
    {
        "choices" => "a response is one choice",
        "opaque" when from is GeminiFormat => "Google signs calls and words, where a response has no place for it; the gateway keeps it by the call's id",
        "logprobs" when from is GeminiFormat => "Google tells log probabilities by its own tokens",
        "server-tools" => "a response holds only the tools that OpenAI runs",
        "document-citations" => "a response cites files by ids of OpenAI's, these are places in a document",
        "audio" => "a response has no sound; the transcript goes as text",
        _ => null,
    };

    public override string[] Names(string feature) => feature switch
    {
        "most" => ["max_output_tokens"],
        "schema" => ["text.format", "text"],
        "choice" => ["tool_choice"],
        "images" => ["input_image"],
        "files" => ["input_file"],
        "stops" => ["stop"],
        _ => [feature],
    };

    private const string Usage = """{"input_tokens":11,"input_tokens_details":{"cached_tokens":0},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":14}""";

    private static void ReadItem(Asked asked, JsonObject item)
    {
        switch (Text(item["type"]))
        {
            case "" or "message":
                asked.Say(Text(item["role"]), Words(asked, item["content"]));
                break;
            case "function_call":
                asked.AddCall(Text(item["call_id"]), Text(item["name"]), Text(item["arguments"]));
                break;
            case "custom_tool_call":
                asked.AddCall(Text(item["call_id"]), Text(item["name"]), new JsonObject { ["input"] = Text(item["input"]) }.ToJsonString());
                break;
            case "function_call_output" or "custom_tool_call_output":
                asked.AddResult(Text(item["call_id"]), "", Words(asked, item["output"]));
                break;
        }
    }

    private static string Words(Asked asked, JsonNode? content)
    {
        var words = Text(content);
        foreach (var part in Items(content))
        {
            words += Text(part["text"]) + Text(part["refusal"]);
            if (Text(part["type"]) == "input_image")
            {
                asked.AddImage(Text(part["image_url"]));
            }
            else if (Text(part["type"]) == "input_file")
            {
                asked.AddFile(Text(Member(part, "file_data", "file_url", "file_id")));
            }
        }

        return words;
    }

    private static string Response(string status, string output, string usage) =>
        $$"""{"id":"resp_1","object":"response","created_at":1750000000,"status":"{{status}}","error":null,"incomplete_details":null,"model":"canned","output":[{{output}}],"usage":{{usage}}}""";

    private static string Event(string type, int number, string members) => $$"""
        event: {{type}}
        data: {"type":"{{type}}","sequence_number":{{number}},{{members}}}


        """.ReplaceLineEndings("\n");
}
