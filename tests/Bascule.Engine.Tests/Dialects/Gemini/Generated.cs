using Bascule.Engine.Conversation;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Gemini;

/// <summary>Requests and answers of the hub, restricted to what this dialect can carry unchanged.</summary>
internal static class Generated
{
    private static readonly Gen<string> Text =
        Gen.OneOf("a", "word ", "\u00e9", "\U0001F600", "\n", "\"", "\\", "\u2028", "<b>&'", "\t", "{\"x\":1}").Array[0, 5].Select(pieces => "w" + string.Concat(pieces));

    private static readonly Gen<RawJson> Raw = Gen.OneOf("{\"type\":\"object\"}", "{\"type\": \"object\",\n \"x\":[1,2.50,null]}").Select(RawJson.FromText);

    private static readonly Gen<string> Arguments = Gen.OneOf("{}", "{\"a\": [1, 2.50]}", "{ \"b\":\"\\u00e9 {\" }");

    private static readonly Gen<string?> Signature = Gen.OneOf<string?>(null, "c2ln", "+/==");

    private static readonly Gen<Part> Words = Gen.Select(Text, Signature, (text, signature) => (Part)new TextPart(text) { Signature = signature });

    private static readonly Gen<Part> Media = Gen.Select(Text, Gen.Int[0, 4], (text, kind) => kind switch
    {
        0 => (Part)new ImagePart(new MediaSource(Base64: "AAAA", MediaType: "image/png")),
        1 => new ImagePart(new MediaSource(Url: "https://example.com/a?b=c&d", MediaType: "image/jpeg")),
        2 => new FilePart(new MediaSource(Base64: "JVBERi0=", MediaType: "application/pdf")) { Name = text },
        3 => new FilePart(new MediaSource(Url: "gs://bucket/film.mp4", MediaType: "video/mp4")),
        _ => new AudioPart(new MediaSource(Base64: "AAAA", MediaType: "audio/wav"), "wav"),
    });

    private static readonly Gen<Part> Foreign = Gen.Const((Part)new ForeignPart("gemini", "executableCode", RawJson.FromText("{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"}}")));

    private static readonly Gen<Part> Thought = Gen.Select(Text, Signature, (text, signature) => (Part)new ReasoningPart(text) { Signature = signature, Vendor = signature is null ? null : "google" });

    private static readonly Gen<Func<int, Turn[]>> Round = Gen.Select(
        Gen.OneOf(Words, Media).Array[1, 3],
        Gen.OneOf(Thought, Words, Foreign).Array[1, 3],
        Gen.Select(Arguments, Gen.OneOf(Words, Media), Gen.OneOf<bool?>(null, true), Signature).Array[0, 2],
        (user, said, calls) => new Func<int, Turn[]>(number => new[]
        {
            Make(Role.User, user),
            Make(Role.Assistant, [.. said, .. calls.Select((call, index) => new ToolCallPart($"call_{number}_{index}", "f", call.Item1) { Signature = call.Item4 })]),
            Make(Role.Tool, [.. calls.Select((call, index) => new ToolResultPart($"call_{number}_{index}", [new TextPart("r" + number), .. Unsigned(call.Item2)]) { Name = "f", IsError = call.Item3 })]),
        }.Where(turn => turn.Parts.Count > 0).ToArray()));

    private static readonly Gen<Tool> Tool = Gen.Select(Gen.Bool, Text, Raw, (own, text, raw) => own
        ? (Tool)new FunctionTool("f", text, raw) { Foreign = [new ForeignField("gemini", "behavior", RawJson.FromText("\"BLOCKING\""))] }
        : new ForeignTool("gemini", "googleSearch", RawJson.FromText("{\"googleSearch\":{}}")));

    private static readonly Gen<ReasoningWish?> Wish = Gen.OneOf<ReasoningWish?>(
        null, new ReasoningWish { Enabled = false }, new ReasoningWish { Effort = "high" }, new ReasoningWish { BudgetTokens = 2000, Summary = "auto" },
        new ReasoningWish { Enabled = true, Adaptive = true }, new ReasoningWish { Summary = "auto" });

    private static readonly Gen<ToolChoice?> Choice = Gen.OneOf<ToolChoice?>(
        null, new ToolChoice(ToolChoiceKind.Auto), new ToolChoice(ToolChoiceKind.None), new ToolChoice(ToolChoiceKind.Required), new ToolChoice(ToolChoiceKind.Named, "f"),
        new ToolChoice(ToolChoiceKind.Required) { Allowed = ["f", "g"] });

    public static Gen<ChatRequest> Request { get; } = Gen.Select(
        Gen.Select(Words.Array[0, 2], Round.Array[0, 3], Words, Tool.Array[0, 3]),
        Gen.Select(Wish, Choice, Gen.OneOf<double?>(null, 0, 0.25, 2), Gen.OneOf<int?>(null, 40)),
        Gen.Select(Text, Gen.Int[0, 3], Raw),
        (talk, how, rest) => new ChatRequest
        {
            Model = "m",
            Instructions = ValueList.From(talk.Item1),
            Turns = ValueList.From(talk.Item2.SelectMany((round, index) => round(index)).Append(Make(Role.User, [talk.Item3]))),
            Tools = ValueList.From(talk.Item4),
            ToolChoice = how.Item2,
            Sampling = new Sampling
            {
                Temperature = how.Item3, TopP = how.Item3, TopK = how.Item4, Seed = how.Item4, PresencePenalty = how.Item3, LogProbabilities = how.Item4 is null ? null : true,
                TopLogProbabilities = how.Item4, StopSequences = rest.Item2 == 1 ? ValueList.From([rest.Item1]) : [],
            },
            Output = rest.Item2 switch
            {
                1 => new OutputFormat(OutputKind.JsonSchema) { Schema = rest.Item3 },
                2 => new OutputFormat(OutputKind.JsonObject),
                3 => new OutputFormat(OutputKind.Text),
                _ => null,
            },
            Reasoning = how.Item1,
            MaxOutputTokens = how.Item4,
            Choices = rest.Item2 == 2 ? 2 : 1,
            Foreign = rest.Item2 == 3
                ?
                [
                    new ForeignField("gemini", "toolConfig.retrievalConfig", rest.Item3), new ForeignField("gemini", "generationConfig.thinkingConfig.x", rest.Item3),
                    new ForeignField("gemini", "generationConfig.mediaResolution", rest.Item3), new ForeignField("gemini", "safetySettings", rest.Item3),
                ]
                : [],
        });

    public static Gen<Answer> Answer { get; } = Gen.Select(
        Gen.OneOf(Thought, Words, Foreign, Media, Gen.Select(Arguments, Gen.Int[0, 99], Signature, (arguments, id, signature) => (Part)new ToolCallPart(id % 2 == 0 ? "" : $"call_{id}", "f", arguments) { Signature = signature })).Array[1, 5],
        Gen.Select(Gen.Int[0, 5000], Gen.Int[0, 5000], Gen.Bool),
        Text,
        Gen.OneOf(new Stop(StopReason.EndTurn, Raw: "STOP"), new Stop(StopReason.MaxTokens, Raw: "MAX_TOKENS"), new Stop(StopReason.ContentFilter, Raw: "RECITATION"), new Stop(StopReason.Unknown, Raw: "OTHER")),
        (parts, usage, id, stop) => new Answer
        {
            Id = id,
            Model = id,
            Choices = [new Choice(0, ValueList.From(parts), stop.Reason == StopReason.EndTurn && parts.Any(part => part is ToolCallPart) ? new Stop(StopReason.ToolUse, Raw: "STOP") : stop)],
            Usage = new Usage
            {
                Input = usage.Item1,
                CachedInput = usage.Item3 ? usage.Item1 / 2 : null,
                Output = usage.Item2,
                Reasoning = usage.Item3 ? usage.Item2 / 2 : null,
            },
        });

    /// <summary>Beside one text of its own a result holds media only: several texts become one.</summary>
    private static Part[] Unsigned(Part part) => part is TextPart ? [] : [part];

    private static Turn Make(Role role, Part[] parts) => new(role, ValueList.From(parts));
}
