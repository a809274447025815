using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Cohere's chat, second version.</summary>
internal sealed class CohereFormat : Format
{
    public override string Name => "cohere";

    public override string CorpusName => "cohere-v2";

    public override bool NamesModel => false;

    public override string Provider(Uri upstream) => $"dialect: cohere, base_url: \"{upstream}\", api_key: k";

    public override string Path(string model, bool stream) => "/v2/chat";

    public override string Hello(bool stream) => """{"messages":[{"role":"user","content":"Hello"}]}""";

    public override ScriptedAnswer Canned(string text, bool stream) => stream
        ? Sse(
            """{"id":"c1","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}""",
            """{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}""",
            $$$$$"""{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":{{{{{Quoted(text)}}}}}}}}}""",
            """{"type":"content-end","index":0}""",
            """{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":11,"output_tokens":3}}}}""")
        : ScriptedAnswer.Json($$$$"""{"id":"c1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":{{{{Quoted(text)}}}}}]},"usage":{"tokens":{"input_tokens":11,"output_tokens":3}}}""");

    public override Said Whole(JsonNode? body, bool lenient)
    {
        var message = Member(body, "message") as JsonObject;
        var said = new Said { Ended = true, Choices = message is null ? 0 : 1 };
        said.Think(Text(Member(message, "tool_plan")));
        foreach (var part in Items(Member(message, "content")))
        {
            said.Think(Text(part["thinking"]));
            said.Speak(Text(part["text"]));
        }

        foreach (var call in Items(Member(message, "tool_calls")))
        {
            said.Call(Text(call["id"]), Text(call["function"]?["name"]), Text(call["function"]?["arguments"]));
        }

        foreach (var citation in Items(Member(message, "citations")))
        {
            Cite(said, citation);
        }

        End(said, Text(Member(body, "finish_reason")), Member(body, "usage"));
        return said;
    }

    public override Said Stream(byte[] body, bool lenient)
    {
        var (said, call) = (new Said(), ("", "", ""));
        foreach (var one in EventText.Split(Utf8(body)).Where(one => !one.IsDone))
        {
            var data = (JsonObject)JsonNode.Parse(one.Data)!;
            var delta = data["delta"];
            var message = Member(delta, "message");
            var piece = Member(message, "tool_calls");
            switch (Text(data["type"]))
            {
                case "content-start" or "content-delta":
                    said.Think(Text(Member(Member(message, "content"), "thinking")));
                    said.Speak(Text(Member(Member(message, "content"), "text")));
                    break;
                case "tool-plan-delta":
                    said.Think(Text(Member(message, "tool_plan")));
                    break;
                case "tool-call-start":
                    call = (Text(Member(piece, "id")), Text(Member(Member(piece, "function"), "name")), Text(Member(Member(piece, "function"), "arguments")));
                    break;
                case "tool-call-delta":
                    call.Item3 += Text(Member(Member(piece, "function"), "arguments"));
                    break;
                case "tool-call-end":
                    said.Call(call.Item1, call.Item2, call.Item3);
                    break;
                case "citation-start":
                    Cite(said, Member(message, "citations"));
                    break;
                case "message-end":
                    said.Ended = true;
                    End(said, Text(Member(delta, "finish_reason")), Member(delta, "usage"));
                    break;
            }
        }

        return said;
    }

    public override void Read(Asked asked, JsonObject root)
    {
        foreach (var message in Items(root["messages"]))
        {
            var role = Text(message["role"]);
            if (role == "tool")
            {
                asked.AddResult(Text(message["tool_call_id"]), "", Words(asked, message["content"]));
                continue;
            }

            asked.Say(role, Words(asked, message["content"]));
            foreach (var call in Items(message["tool_calls"]))
            {
                asked.AddCall(Text(call["id"]), Text(call["function"]?["name"]), Text(call["function"]?["arguments"]));
            }
        }

        foreach (var function in Items(root["tools"]).Select(tool => tool["function"]).OfType<JsonObject>())
        {
            asked.AddTool(Text(function["name"]), Text(function["description"]), function["parameters"]);
        }

        asked.Choice = Text(root["tool_choice"]).ToLowerInvariant();
        asked.Most = Raw(root["max_tokens"]);
        asked.Temperature = Number(root["temperature"]);
        asked.TopP = Number(root["p"]);
        asked.SetStops(root["stop_sequences"]);
        asked.Schema = Member(root["response_format"], "json_schema", "schema");
    }

    public override ToldError? Error(JsonNode? told) => Member(told, "message") is { } message ? new ToldError(Text(message)) : null;

    public override string[] Names(string feature) => [feature];

    private static void Cite(Said said, JsonNode? citation)
    {
        foreach (var source in Items(Member(citation, "sources")))
        {
            if (Text(Member(source["document"], "url")) is { Length: > 0 } url)
            {
                said.CitedUrls.Add(url);
            }
            else
            {
                said.CitedDocuments++;
            }
        }
    }

    private static void End(Said said, string reason, JsonNode? usage)
    {
        said.StopFor(reason switch { "MAX_TOKENS" => "length", "TOOL_CALL" => "tool_calls", "ERROR_TOXIC" => "content_filter", _ => "stop" });
        var tokens = Member(usage, "tokens");
        said.Usage = new Tally(Count(tokens, "input_tokens"), Count(tokens, "output_tokens"), Count(usage, "cached_tokens"), 0, Count(tokens, "reasoning_tokens"));
    }

    private static string Words(Asked asked, JsonNode? content)
    {
        var words = Text(content);
        foreach (var part in Items(content))
        {
            words += Text(part["text"]) + Text(Member(Member(part["document"], "data"), "content", "text", "result"));
            if (part["image_url"] is { } image)
            {
                asked.AddImage(Text(Member(image, "url")));
            }
        }

        return words;
    }
}
