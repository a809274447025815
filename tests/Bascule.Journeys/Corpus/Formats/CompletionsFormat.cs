using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;
using static Bascule.Journeys.Corpus.Formats.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>OpenAI's first format: a prompt and how it goes on.</summary>
internal sealed class CompletionsFormat : Format
{
    public override string Name => "openai-completions";

    /// <summary>No provider is only that: those that speak it speak OpenAI's chat, or their own, first.</summary>
    public override bool IsProviders => false;

    public override bool StreamUsageIsAsked => true;

    public override bool HasCodes => true;

    public override string Provider(Uri upstream) => $"engine: vllm, hosting: self, base_url: \"{upstream}v1\"";

    public override string Path(string model, bool stream) => "/completions";

    public override string CallerPath(string model, bool stream) => "/v1/completions";

    public override bool IsChat(string path) => path.Length == 0 || path.EndsWith("/v1/completions", StringComparison.Ordinal);

    public override string Hello(bool stream) => $$"""{"prompt":"Hello","max_tokens":100{{(stream ? ",\"stream\":true" : "")}}}""";

    public override ScriptedAnswer Canned(string text, bool stream) => stream
        ? Sse(Choice(text, "null", ""), Choice("", "\"stop\"", ""), "[DONE]")
        : ScriptedAnswer.Json(Choice(text, "\"stop\"", ",\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":3,\"total_tokens\":14}"));

    public override Said Whole(JsonNode? body, bool lenient)
    {
        var said = new Said { Error = Member(body, "error"), Ended = true, Choices = 0 };
        Take(said, body);
        return said;
    }

    public override Said Stream(byte[] body, bool lenient)
    {
        var said = new Said { Choices = 0 };
        foreach (var one in EventText.Split(Utf8(body)))
        {
            if (one.IsDone)
            {
                said.Ended = true;
                break;
            }

            var chunk = JsonNode.Parse(one.Data);
            if (Member(chunk, "error") is { } error)
            {
                (said.Error, said.ErrorAt) = (error, one.Start);
                break;
            }

            Take(said, chunk);
        }

        said.Ended |= lenient && said.Stop.Length > 0;
        return said;
    }

    public override void Read(Asked asked, JsonObject root)
    {
        asked.Say("user", root["prompt"] is JsonArray prompts ? string.Concat(prompts.Select(Text)) : Text(root["prompt"]));
        asked.Most = Raw(root["max_tokens"]);
        asked.Temperature = Number(root["temperature"]);
        asked.TopP = Number(root["top_p"]);
        asked.SetStops(root["stop"]);
    }

    public override ToldError? Error(JsonNode? told) => told?["error"] is JsonObject error ? new ToldError(Text(error["message"]), Text(error["type"]), Text(error["code"])) : null;

    public override string? TypeOf(Trouble trouble, bool translated) => translated ? null : trouble.Type;

    public override string[] Names(string feature) => feature switch
    {
        "most" => ["max_tokens"],
        "stops" => ["stop"],
        _ => [feature],
    };

    private static void Take(Said said, JsonNode? body)
    {
        said.Model = Text(Member(body, "model")) is { Length: > 0 } model ? model : said.Model;
        said.Usage = ChatSaid.Usage(Member(body, "usage")) ?? said.Usage;
        var choices = Items(Member(body, "choices")).ToArray();
        said.Choices = Math.Max(said.Choices, choices.Select(one => (int)Count(one, "index") + 1).Append(0).Max());
        foreach (var choice in choices.Where(one => Count(one, "index") == 0))
        {
            said.Speak(Text(choice["text"]) + Text(Member(choice["message"], "content")));
            said.LogProbabilities |= choice["logprobs"] is JsonObject;
            said.Stop = Text(choice["finish_reason"]) is { Length: > 0 } finish ? finish : said.Stop;
        }
    }

    private static string Choice(string text, string finish, string usage) =>
        $$$"""{"id":"cmpl-1","object":"text_completion","created":1750000000,"model":"canned","choices":[{"index":0,"text":{{{Quoted(text)}}},"logprobs":null,"finish_reason":{{{finish}}}}]{{{usage}}}}""";
}
