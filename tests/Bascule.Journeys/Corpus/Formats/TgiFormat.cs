using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>The native interface of Hugging Face's text generation servers: one text in, one out.</summary>
internal sealed class TgiFormat : Format
{
    public override string Name => "tgi";

    public override bool NamesModel => false;

    public override string Provider(Uri upstream) => $"dialect: tgi, base_url: \"{upstream}\"";

    public override string Path(string model, bool stream) => stream ? "/generate_stream" : "/generate";

    public override string Hello(bool stream) => """{"inputs":"Hello"}""";

    public override ScriptedAnswer Canned(string text, bool stream)
    {
        var end = $$$""","generated_text":{{{Quoted(text)}}},"details":{"finish_reason":"eos_token","generated_tokens":3,"seed":null}}""";
        return stream
            ? ScriptedAnswer.Sse(
                $$$"""data:{"index":1,"token":{"id":13,"text":{{{Quoted(text)}}},"logprob":-2.5,"special":false},"generated_text":null,"details":null}""" + "\n\n",
                """data:{"index":2,"token":{"id":2,"text":"</s>","logprob":-0.5,"special":true}""" + end + "\n\n")
            : ScriptedAnswer.Json("{" + end[1..]);
    }

    public override Said Whole(JsonNode? body, bool lenient)
    {
        var answer = body is JsonArray list ? list.FirstOrDefault() : body;
        var said = new Said { Error = Member(answer, "error"), Ended = true, Choices = Member(answer, "generated_text") is null ? 0 : 1 };
        End(said, answer);
        return said;
    }

    public override Said Stream(byte[] body, bool lenient)
    {
        var said = new Said();
        foreach (var one in EventText.Split(Utf8(body)))
        {
            var chunk = JsonNode.Parse(one.Data);
            if (Member(chunk, "error") is { } error)
            {
                said.Error = error;
                break;
            }

            if (Member(chunk, "generated_text") is not null)
            {
                said.Ended = true;
                End(said, chunk);
            }
        }

        return said;
    }

    public override void Read(Asked asked, JsonObject root)
    {
        asked.Prompt = Text(root["inputs"]);
        var parameters = root["parameters"];
        asked.Most = Raw(Member(parameters, "max_new_tokens"));
        asked.Temperature = Number(Member(parameters, "temperature"));
        asked.TopP = Number(Member(parameters, "top_p"));
        asked.SetStops(Member(parameters, "stop"));
        asked.Schema = Member(Member(parameters, "grammar"), "value");
    }

    public override string? NoWords(string feature) => feature switch
    {
        "asked-temperature" => "TGI takes no temperature of 0; it is asked not to sample",
        "asked-top_p" => "TGI takes no top_p of 1, which means the same as none",
        _ => null,
    };

    public override ToldError? Error(JsonNode? told) => Member(told, "error") is { } error ? new ToldError(Text(error)) : null;

    public override string[] Names(string feature) => [feature];

    private static void End(Said said, JsonNode? answer)
    {
        said.Speak(Text(Member(answer, "generated_text")));
        var details = Member(answer, "details");
        said.StopFor(Text(Member(details, "finish_reason")) == "length" ? "length" : "stop");
        var (input, output) = ((Member(details, "prefill") as JsonArray)?.Count ?? 0, Count(details, "generated_tokens"));
        said.Usage = new Tally(input, output);
    }
}
