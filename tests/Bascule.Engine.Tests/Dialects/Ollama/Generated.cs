using Bascule.Engine.Conversation;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Ollama;

/// <summary>Requests and answers of the hub, restricted to what this dialect can carry unchanged.</summary>
internal static class Generated
{
    private static readonly Gen<string> Text =
        Gen.OneOf("a", "word ", "\u00e9", "\U0001F600", "\n", "\"", "\\", "\u2028", "<b>&'", "\t", "{\"x\":1}").Array[1, 5].Select(string.Concat);

    private static readonly Gen<RawJson> Raw = Gen.OneOf("{}", "{\"type\": \"object\",\"x\":[1,2.50,null]}").Select(RawJson.FromText);

    private static readonly Gen<Part[]> Words = Gen.Select(Text, Gen.Int[0, 2], (text, images) => (Part[])
    [
        new TextPart(text),
        .. Enumerable.Repeat(new ImagePart(new MediaSource(Base64: "iVBORw0KGgo=", MediaType: "image/png")), images),
    ]);

    private static readonly Gen<Part[]> Thinking = Gen.OneOf(Gen.Const(Array.Empty<Part>()), Text.Select(text => new Part[] { new ReasoningPart(text) }));

    private static readonly Gen<Part> Call = Gen.Select(Gen.Int[0, 99], Raw, (id, arguments) => (Part)new ToolCallPart($"call_{id}", "f", arguments.ToString()));

    private static readonly Gen<Turn[]> Round = Gen.Select(Words, Thinking, Words, Call.Array[0, 2], Gen.Bool, (asked, thinking, said, calls, more) => new[]
    {
        Make(Role.User, asked),
        Make(Role.Assistant, [.. thinking, .. said, .. calls]),
        Make(Role.Tool, [.. calls.OfType<ToolCallPart>().DistinctBy(call => call.Id).Select(call => new ToolResultPart(call.Id, ValueList.From(said)) { Name = call.Name })]),
        Make(Role.System, more ? [new TextPart("more")] : []),
    }.Where(turn => turn.Parts.Count > 0).ToArray());

    private static readonly Gen<Sampling> Sampling = Gen.Select(Gen.OneOf<double?>(null, 0, 0.1, 1.5), Gen.OneOf<int?>(null, 40), Gen.OneOf<long?>(null, -1, long.MaxValue), Text.Array[0, 2], Gen.Bool, (t, k, seed, stop, log) => new Sampling
    {
        Temperature = t,
        TopP = t,
        TopK = k,
        MinP = t,
        FrequencyPenalty = t,
        PresencePenalty = -t,
        Seed = seed,
        StopSequences = ValueList.From(stop),
        LogProbabilities = log ? true : null,
        TopLogProbabilities = k,
    });

    private static readonly Gen<OutputFormat?> Output = Gen.Select(Gen.Int[0, 2], Raw, (kind, raw) => kind switch
    {
        0 => null,
        1 => new OutputFormat(OutputKind.JsonObject),
        _ => new OutputFormat(OutputKind.JsonSchema) { Schema = raw },
    });

    public static Gen<ChatRequest> Request { get; } = Gen.Select(
        Gen.Select(Text.Array[0, 2], Round.Array[1, 2], Raw, Gen.Int[0, 2]),
        Gen.Select(Sampling, Output, Gen.OneOf<ReasoningWish?>(null, new ReasoningWish { Enabled = true }, new ReasoningWish { Enabled = false }, new ReasoningWish { Effort = "low" }), Gen.Bool),
        (talk, how) => new ChatRequest
        {
            Model = "m",
            Instructions = ValueList.From<Part>(talk.Item1.Select(text => new TextPart(text))),
            Turns = ValueList.From(talk.Item2.SelectMany(turn => turn)),
            Tools = ValueList.From(Enumerable.Repeat<Tool>(new FunctionTool("f", "does f", talk.Item3), talk.Item4)),
            Sampling = how.Item1,
            Output = how.Item2,
            Reasoning = how.Item3,
            MaxOutputTokens = how.Item4 ? 77 : null,
            Stream = how.Item4,
            StreamUsage = how.Item4,
            Foreign = how.Item4 ? ValueList.From([new ForeignField("ollama", "options.num_ctx", RawJson.FromText("8192")), new ForeignField("ollama", "keep_alive", RawJson.FromText("\"5m\""))]) : [],
        });

    public static Gen<Answer> Answer { get; } = Gen.Select(Thinking, Gen.OneOf(Gen.Const(Array.Empty<Part>()), Text.Select(text => new Part[] { new TextPart(text) })), Call.Array[0, 2], Gen.Int[0, 5000], Gen.Bool,
        (thinking, text, calls, tokens, cut) => new Answer
        {
            Id = "",
            Model = "m",
            Created = 1_750_000_000,
            Choices = ValueList.From([new Choice(0, ValueList.From<Part>([.. thinking, .. text, .. calls]), cut ? new Stop(StopReason.MaxTokens, Raw: "length")
                : new Stop(calls.Length > 0 ? StopReason.ToolUse : StopReason.EndTurn, Raw: "stop"))]),
            Usage = new Usage { Input = tokens, Output = tokens / 2 },
        });

    private static Turn Make(Role role, Part[] parts) => new(role, ValueList.From(parts));
}
