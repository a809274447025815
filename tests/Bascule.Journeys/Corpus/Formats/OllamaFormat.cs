using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Ollama's chat; its generate is the same with one prompt and one response.</summary>
internal sealed class OllamaFormat : Format
{
    public override string Name => "ollama";

    public override string Provider(Uri upstream) => $"dialect: ollama, base_url: \"{upstream}\"";

    public override string Path(string model, bool stream) => "/api/chat";

    public override bool IsChat(string path) => path.EndsWith("/chat", StringComparison.Ordinal);

    public override string Hello(bool stream) => $$"""{"messages":[{"role":"user","content":"Hello"}],"stream":{{(stream ? "true" : "false")}}}""";

    public override ScriptedAnswer Canned(string text, bool stream)
    {
        var end = """ "done":true,"done_reason":"stop","total_duration":5,"load_duration":1,"prompt_eval_count":11,"prompt_eval_duration":1,"eval_count":3,"eval_duration":2""";
        return stream
            ? ScriptedAnswer.Stream("application/x-ndjson").Then(Line(text, "\"done\":false")).Then(Line("", end))
            : ScriptedAnswer.Json(Line(text, end));
    }

    public override Said Whole(JsonNode? body, bool lenient) => Read([body], 0);

    public override Said Stream(byte[] body, bool lenient)
    {
        var lines = Split(Utf8(body));
        var chunks = lines.Select(line => JsonNode.Parse(line.Data)).ToArray();
        var failed = Array.FindIndex(chunks, chunk => Member(chunk, "error") is not null);
        return Read(chunks, failed < 0 ? 0 : lines[failed].Start);
    }

    public override List<EventText> Split(string text)
    {
        var lines = new List<EventText>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found + 1 : text.Length;
            if (text[at..end].Trim() is { Length: > 0 } line)
            {
                lines.Add(new EventText("", line, at, end));
            }

            at = end;
        }

        return lines;
    }

    public override void Read(Asked asked, JsonObject root)
    {
        asked.Say("system", Text(root["system"]));
        asked.Say("user", Text(root["prompt"]));
        foreach (var message in Items(root["messages"]).Prepend(root))
        {
            var role = Text(message["role"]);
            if (role == "tool")
            {
                asked.AddResult(Text(message["tool_call_id"]), Text(Member(message, "tool_name", "name")), Text(message["content"]));
            }
            else
            {
                asked.Say(role, Text(message["content"]));
            }

            foreach (var call in Items(message["tool_calls"]))
            {
                asked.AddCall(Text(call["id"]), Text(call["function"]?["name"]), Raw(call["function"]?["arguments"]));
            }

            foreach (var image in message["images"] as JsonArray ?? [])
            {
                asked.AddImage(Text(image));
            }
        }

        foreach (var function in Items(root["tools"]).Select(tool => tool["function"]).OfType<JsonObject>())
        {
            asked.AddTool(Text(function["name"]), Text(function["description"]), function["parameters"]);
        }

        var options = root["options"];
        asked.Most = Raw(Member(options, "num_predict"));
        asked.Temperature = Number(Member(options, "temperature"));
        asked.TopP = Number(Member(options, "top_p"));
        asked.SetStops(Member(options, "stop"));
        asked.Schema = root["format"] as JsonObject;
    }

    public override ToldError? Error(JsonNode? told) => Member(told, "error") is JsonValue error ? new ToldError(Text(error)) : null;

    public override Tally Tells(Tally tally) => new(tally.Input, tally.Output);

    public override string? NoPlace(string feature, Format from) => null;

    public override string[] Names(string feature) => feature switch
    {
        "most" => ["num_predict"],
        "temperature" => ["temperature"],
        "top_p" => ["top_p"],
        "stops" => ["stop"],
        "schema" => ["format"],
        _ => [feature],
    };

    private static Said Read(IEnumerable<JsonNode?> chunks, int errorAt)
    {
        var (said, reason) = (new Said { Choices = 0, ErrorAt = errorAt }, "");
        foreach (var chunk in chunks)
        {
            said.Error = Member(chunk, "error");
            if (said.Error is not null)
            {
                break;
            }

            said.Choices = Member(chunk, "message", "response") is null ? said.Choices : 1;
            said.Model = Text(Member(chunk, "model")) is { Length: > 0 } model ? model : said.Model;
            var message = Member(chunk, "message") ?? chunk;
            said.Think(Text(Member(message, "thinking")));
            said.Speak(Text(Member(message, "content", "response")));
            foreach (var call in Items(Member(message, "tool_calls")))
            {
                said.Call(Text(call["id"]), Text(call["function"]?["name"]), Raw(call["function"]?["arguments"]));
            }

            if (True(Member(chunk, "done")))
            {
                (said.Ended, reason) = (true, Text(Member(chunk, "done_reason")));
                said.Usage = new Tally(Count(chunk, "prompt_eval_count"), Count(chunk, "eval_count"));
            }
        }

        said.StopFor(reason);
        return said;
    }

    private static string Line(string text, string end) =>
        $$$"""{"model":"canned","created_at":"2025-06-15T12:00:00Z","message":{"role":"assistant","content":{{{Quoted(text)}}}},{{{end}}}}""" + "\n";
}
