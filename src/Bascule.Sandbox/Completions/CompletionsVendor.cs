using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Faults;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Completions;

/// <summary>OpenAI's old completions, from the vendor's side: prompts in, texts out.</summary>
internal sealed class CompletionsVendor : IVendor
{
    /// <summary>The real one writes no more when nothing is said.</summary>
    private const int UsualTokens = 16;

    private static readonly Rule Body = Rule.Object(
        ("model!", Rule.Text()), ("prompt!", Rule.Either(Rule.Text(), Rule.List(Rule.Any, 1, 2048))), ("best_of", Rule.Whole(1, 20)), ("echo", Rule.Flag), ("frequency_penalty", Rule.Number(-2, 2)), ("logit_bias", Rule.Map),
        ("logprobs", Rule.Whole(0, 5)), ("max_tokens", Rule.Whole(0)), ("n", Rule.Whole(1, 128)), ("presence_penalty", Rule.Number(-2, 2)), ("seed", Rule.Whole()), ("stop", Rule.Either(Rule.Text(), Rule.List(Rule.Text(), 0, 4))),
        ("stream", Rule.Flag), ("stream_options", Rule.Object(("include_usage", Rule.Flag), ("include_obfuscation", Rule.Flag))), ("suffix", Rule.Text()), ("temperature", Rule.Number(0, 2)), ("top_p", Rule.Number(0, 1)), ("user", Rule.Text()));

    public string RequestIdHeader => "x-request-id";

    public Refusal BadJson => OpenAiEndpoints.Vendor.BadJson;

    public Piece BrokenEvent { get; } = new("data: {\"id\":\"cmpl-simulated\",\"choices\":[{\"text\":\"bro\n\n"u8.ToArray());

    public string NewRequestId() => OpenAiEndpoints.Vendor.NewRequestId();

    public Refusal? Refuse(Asked asked) => OpenAiWords.Of(Body.Check(asked.Body, ""))
        ?? (asked.Body.Member("stream_options") is not null && !asked.Body.Flag("stream") ? OpenAiStrictness.Refused("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", null) : null);

    public Refusal UnknownModel(string name) => OpenAiEndpoints.Vendor.UnknownModel(name);

    public Refusal ContextTooLong(int tokens, int window) => OpenAiEndpoints.Vendor.ContextTooLong(tokens, window);

    public Refusal TooManyTokens(SandboxModel model, int asked) => OpenAiEndpoints.Vendor.TooManyTokens(model, asked);

    public Refusal ForStatus(int status) => OpenAiErrors.ForStatus(status);

    public Question Read(Asked asked, SandboxModel model)
    {
        var body = asked.Body;
        var prompts = Prompts(body);
        return new Question(model, prompts[0])
        {
            MaxTokens = body.Int("max_tokens") ?? UsualTokens,
            Stops = body.Text("stop") is { } one ? [one] : [.. body.Member("stop").Items().Select(stop => stop.GetString()!)],
            InputTokens = prompts.Sum(Tokens.Of),
            Stream = body.Flag("stream"),
            StreamUsage = body.Member("stream_options")?.Flag("include_usage") ?? false,
            Choices = body.Int("n") ?? 1,
        };
    }

    public byte[] Whole(Said said)
    {
        var replies = Replies(said).ToArray();
        var answer = Frame(said, new JsonArray([.. replies.Select((reply, index) => (JsonNode)Choice(index, Echoed(said) + reply.Text, OpenAiAnswer.Finish(reply.Ending)))]));
        answer["usage"] = Usage(said, replies);
        return Json.Bytes(answer);
    }

    public IEnumerable<Piece> Stream(Said said)
    {
        var replies = Replies(said).ToArray();
        for (var index = 0; index < replies.Length; index++)
        {
            foreach (var piece in Tokens.Pieces(Echoed(said) + replies[index].Text))
            {
                yield return Chunk(said, [Choice(index, piece, null)], null, true);
            }

            yield return Chunk(said, [Choice(index, "", OpenAiAnswer.Finish(replies[index].Ending))], null, false);
        }

        if (said.Question.StreamUsage)
        {
            yield return Chunk(said, [], Usage(said, replies), false);
        }

        yield return Sse.Done;
    }

    public byte[] Error(Refusal refusal, string requestId) => OpenAiEndpoints.Vendor.Error(refusal, requestId);

    public Piece ErrorEvent(Refusal refusal, string requestId) => OpenAiEndpoints.Vendor.ErrorEvent(refusal, requestId);

    /// <summary>One text, several, or tokens in place of either; tokens count as the text of their numbers.</summary>
    private static string[] Prompts(JsonElement body) => body.Text("prompt") is { } text ? [text]
        : body.Member("prompt").Items().All(item => item.ValueKind == JsonValueKind.Number) ? [body.GetProperty("prompt").GetRawText()]
        : [.. body.Member("prompt").Items().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())];

    /// <summary>As many as asked for, for each prompt in turn.</summary>
    private static IEnumerable<Reply> Replies(Said said) => Prompts(said.Asked.Body)
        .Select((prompt, at) => at == 0 ? said.Reply : Speaker.Answer(said.Question with { Text = prompt }, Fault.None))
        .SelectMany(reply => Enumerable.Repeat(reply, said.Question.Choices));

    private static string Echoed(Said said) => said.Asked.Body.Flag("echo") ? said.Question.Text : "";

    private static JsonObject Choice(int index, string text, string? finish) => new() { ["text"] = text, ["index"] = index, ["logprobs"] = null, ["finish_reason"] = finish };

    private static JsonObject Frame(Said said, JsonArray choices) => new()
    {
        ["id"] = $"cmpl-sandbox{said.Now.ToUnixTimeMilliseconds()}",
        ["object"] = "text_completion",
        ["created"] = said.Now.ToUnixTimeSeconds(),
        ["model"] = said.Question.Model.Id,
        ["choices"] = choices,
    };

    private static Piece Chunk(Said said, JsonArray choices, JsonObject? usage, bool content)
    {
        var chunk = Frame(said, choices);
        if (said.Question.StreamUsage)
        {
            chunk["usage"] = usage;
        }

        return Sse.Data(chunk, content);
    }

    private static JsonObject Usage(Said said, Reply[] replies)
    {
        var output = replies.Sum(reply => reply.OutputTokens);
        return new JsonObject { ["prompt_tokens"] = said.Question.InputTokens, ["completion_tokens"] = output, ["total_tokens"] = said.Question.InputTokens + output };
    }
}
