using System.Text.Json.Nodes;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Scripted;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>OpenAI's chat completions, and the many who speak them.</summary>
internal class ChatFormat : Format
{
    public override string Name => "openai-chat";

    public override bool StreamUsageIsAsked => true;

    public override bool HasCodes => true;

    public override string Provider(Uri upstream) => $"dialect: openai-chat, base_url: \"{upstream}v1\"";

    public override string Path(string model, bool stream) => "/chat/completions";

    public override string CallerPath(string model, bool stream) => "/v1/chat/completions";

    public override string Hello(bool stream) => $$"""{"messages":[{"role":"user","content":"Hello"}],"max_tokens":100{{(stream ? ",\"stream\":true" : "")}}}""";

    public override ScriptedAnswer Canned(string text, bool stream) => stream
        ? Sse(Chunk($$"""{"role":"assistant","content":{{Quoted(text)}}}""", "null"), Chunk("{}", "\"stop\""), "[DONE]")
        : ScriptedAnswer.Json($$$"""{"id":"c1","object":"chat.completion","created":1750000000,"model":"canned","choices":[{"index":0,"message":{"role":"assistant","content":{{{Quoted(text)}}}},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}""");

    public override Said Whole(JsonNode? body, bool lenient) => ChatSaid.Whole(body, lenient);

    public override Said Stream(byte[] body, bool lenient) => ChatSaid.Stream(Utf8(body), lenient);

    public override void Read(Asked asked, JsonObject root)
    {
        foreach (var message in Items(root["messages"]))
        {
            ReadMessage(asked, Text(message["role"]), message);
        }

        foreach (var function in Items(root["tools"]).Select(tool => tool["function"]).Concat(Items(root["functions"])).OfType<JsonObject>())
        {
            asked.AddTool(Text(function["name"]), Text(function["description"]), function["parameters"]);
        }

        asked.Choice = root["tool_choice"] is JsonObject named ? Text(named["function"]?["name"]) : Text(root["tool_choice"]);
        asked.Most = Raw(Member(root, "max_completion_tokens", "max_tokens"));
        asked.Temperature = Number(root["temperature"]);
        asked.TopP = Number(root["top_p"]);
        asked.SetStops(root["stop"]);
        asked.Schema = root["response_format"]?["json_schema"]?["schema"];
    }

    public override ToldError? Error(JsonNode? told) => told?["error"] is JsonObject error ? new ToldError(Text(error["message"]), Text(error["type"]), Text(error["code"])) : null;

    public override string? TypeOf(Trouble trouble, bool translated) => translated ? null : trouble.Type;

    public override string? NoPlace(string feature, Format from) => feature switch
    {
        "server-tools" => "chat completions have no place for tools that the provider runs itself, nor for their results",
        "document-citations" => "chat completions cite addresses only, these are places in a document",
        _ => null,
    };

    public override string[] Names(string feature) => feature switch
    {
        "most" => ["max_completion_tokens", "max_tokens"],
        "stops" => ["stop"],
        "schema" => ["response_format"],
        "choice" => ["tool_choice"],
        "images" => ["image_url"],
        "files" => ["file"],
        _ => [feature],
    };

    public override string? Refuse(Recording recording, ScriptedRequest seen) =>
        OpenAiStrictness.Refuse(seen.Json) is { } refusal ? $"{refusal.Message} {refusal.Param}" : null;

    /// <summary>Pictures and files in a content are noted on the way.</summary>
    protected virtual string Words(Asked asked, JsonNode? content)
    {
        var words = Text(content);
        foreach (var part in Items(content))
        {
            switch (Text(part["type"]))
            {
                case "text":
                    words += Text(part["text"]);
                    break;
                case "image_url":
                    asked.AddImage(part["image_url"] is JsonObject image ? Text(image["url"]) : Text(part["image_url"]));
                    break;
                case "file":
                    asked.AddFile(Text(part["file"]?["file_data"]));
                    break;
            }
        }

        return words;
    }

    private void ReadMessage(Asked asked, string role, JsonObject message)
    {
        if (role is "tool" or "function")
        {
            asked.AddResult(Text(message["tool_call_id"]), Text(message["name"]), Words(asked, message["content"]));
            return;
        }

        asked.Say(role, Words(asked, message["content"]) + Text(message["refusal"]));
        foreach (var call in Items(message["tool_calls"]))
        {
            asked.AddCall(Text(call["id"]), Text(call["function"]?["name"]), Text(call["function"]?["arguments"]));
        }
    }

    private static string Chunk(string delta, string finish) =>
        $$$"""{"id":"c1","object":"chat.completion.chunk","created":1750000000,"model":"canned","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finish}}}}]}""";
}
