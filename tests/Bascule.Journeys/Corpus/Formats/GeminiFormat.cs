using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Google's generateContent, of AI Studio and Vertex.</summary>
internal sealed class GeminiFormat : Format
{
    public override string Name => "gemini";

    public override bool ModelInAddress => true;

    public override string Provider(Uri upstream) => $"dialect: gemini, base_url: \"{upstream}\"";

    public override string Path(string model, bool stream) => $"/v1beta/models/{model}:{(stream ? "streamGenerateContent" : "generateContent")}";

    public override string Hello(bool stream) => """{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}""";

    public override ScriptedAnswer Canned(string text, bool stream)
    {
        var answer = $$$"""{"candidates":[{"content":{"role":"model","parts":[{"text":{{{Quoted(text)}}}}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":3,"totalTokenCount":14},"modelVersion":"canned","responseId":"r1"}""";
        return stream ? Sse(answer) : ScriptedAnswer.Json(answer);
    }

    public override Said Whole(JsonNode? body, bool lenient) => new GeminiSaid().Whole(body);

    public override Said Stream(byte[] body, bool lenient) => new GeminiSaid().Stream(Split(Utf8(body)));

    /// <summary>Events, or one array where they were not asked for.</summary>
    public override List<EventText> Split(string text) => text.TrimStart().StartsWith('[')
        ? [.. ((JsonArray)JsonNode.Parse(text)!).Select(chunk => new EventText("", Raw(chunk), 0, 0))]
        : EventText.Split(text);

    public override void Read(Asked asked, JsonObject root)
    {
        asked.Say("system", Words(asked, Member(root, "systemInstruction", "system_instruction")));
        foreach (var content in Items(root["contents"]))
        {
            asked.Say(Text(content["role"]), Words(asked, content));
            foreach (var part in Items(content["parts"]))
            {
                if (Member(part, "functionCall", "function_call") is { } call)
                {
                    asked.AddCall(Text(call["id"]), Text(call["name"]), Raw(call["args"]));
                }
                else if (Member(part, "functionResponse", "function_response") is { } response)
                {
                    asked.AddResult(Text(response["id"]), Text(response["name"]), Result(response["response"]) + Words(asked, response));
                }
            }
        }

        var tools = root["tools"] is JsonObject one ? [one] : Items(root["tools"]);
        foreach (var function in tools.SelectMany(tool => Items(Member(tool, "functionDeclarations", "function_declarations"))))
        {
            asked.AddTool(Text(function["name"]), Text(function["description"]), Member(function, "parametersJsonSchema", "parameters_json_schema", "parameters"));
        }

        var calling = Member(Member(root, "toolConfig", "tool_config"), "functionCallingConfig", "function_calling_config");
        var allowed = Member(calling, "allowedFunctionNames", "allowed_function_names") as JsonArray;
        asked.Choice = asked.Tools.Count == 0 ? "" : Text(Member(calling, "mode")) switch
        {
            "ANY" when allowed?.Count == 1 => Text(allowed[0]),
            "ANY" => "required",
            var mode => mode.ToLowerInvariant(),
        };
        var config = Member(root, "generationConfig", "generation_config");
        asked.Most = Raw(Member(config, "maxOutputTokens", "max_output_tokens"));
        asked.Temperature = Number(Member(config, "temperature"));
        asked.TopP = Number(Member(config, "topP", "top_p"));
        asked.SetStops(Member(config, "stopSequences", "stop_sequences"));
        asked.Schema = Member(config, "responseJsonSchema", "response_json_schema", "responseSchema", "response_schema");
    }

    public override ToldError? Error(JsonNode? told) =>
        Member(told is JsonArray list ? list.FirstOrDefault() : told, "error") is JsonObject error ? new ToldError(Text(error["message"]), Text(error["status"]), Raw(error["code"])) : null;

    public override string? TypeOf(Trouble trouble, bool translated) => trouble.Status switch { 400 => "INVALID_ARGUMENT", 429 => "RESOURCE_EXHAUSTED", 500 => "INTERNAL", 503 => "UNAVAILABLE", _ => null };

    public override Tally Tells(Tally tally) => tally with { Written = 0 };

    public override string? NoPlace(string feature, Format from) => feature switch
    {
        "opaque" => "thinking withheld or signed by another vendor: Gemini takes only Google's signatures back",
        "server-tools" => "a Gemini answer holds only the tools that Google runs",
        "document-citations" => "Gemini cites addresses only, these are places in a document",
        "audio" => "sound in an answer has no place with its transcript in Gemini",
        "logprobs" => "Gemini counts log probabilities by its own tokens",
        _ => null,
    };

    public override string[] Names(string feature) => feature switch
    {
        "most" => ["maxOutputTokens"],
        "temperature" => ["temperature"],
        "top_p" => ["topP"],
        "stops" => ["stopSequences"],
        "schema" => ["responseJsonSchema", "responseSchema"],
        "choice" => ["toolConfig", "functionCallingConfig"],
        "images" or "files" => ["inlineData", "fileData"],
        "instructions" => ["systemInstruction"],
        _ => [feature],
    };

    /// <summary>What a function gave back: one word for it where it stands alone, else all of it.</summary>
    private static string Result(JsonNode? response) =>
        response is JsonObject { Count: 1 } && Member(response, "result", "output", "error", "content") is JsonValue value && value.TryGetValue<string>(out var text) ? text : Raw(response);

    private static string Words(Asked asked, JsonNode? content)
    {
        if (content is not JsonObject)
        {
            return Text(content);
        }

        var words = "";
        foreach (var part in content["parts"] is JsonObject one ? [one] : Items(content["parts"]))
        {
            words += True(part["thought"]) ? "" : Text(part["text"]);
            var data = Member(part, "inlineData", "inline_data", "fileData", "file_data");
            if (data is null)
            {
                continue;
            }

            var source = Text(Member(data, "data", "fileUri", "file_uri"));
            if (Text(Member(data, "mimeType", "mime_type")).StartsWith("image/", StringComparison.Ordinal))
            {
                asked.AddImage(source);
            }
            else
            {
                asked.AddFile(source);
            }
        }

        return words;
    }
}
