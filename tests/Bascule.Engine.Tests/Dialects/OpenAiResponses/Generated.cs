using Bascule.Engine.Conversation;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.OpenAiResponses;

/// <summary>Requests and answers of the hub, restricted to what this dialect can carry unchanged.</summary>
internal static class Generated
{
    private static readonly Gen<string> Text =
        Gen.OneOf("a", "word ", "\u00e9", "\U0001F600", "\n", "\"", "\\", "\u2028", "<b>&'", "\t", "{\"x\":1}").Array[1, 5].Select(string.Concat);

    private static readonly Gen<RawJson> Raw = Gen.OneOf("{}", "{\"type\": \"object\",\n \"x\":[1,2.50,null]}").Select(RawJson.FromText);

    private static readonly Gen<CacheMark?> Cache = Gen.OneOf<CacheMark?>(null, null, new CacheMark(null));

    private static readonly Gen<Part> TextPart = Gen.Select(Text, Cache, (text, cache) => (Part)new TextPart(text) { Cache = cache });

    private static readonly Gen<Part> PlainText = Text.Select(text => (Part)new TextPart(text));

    private static readonly Gen<Part> Media = Gen.OneOf<Part>(
        new ImagePart(new MediaSource(Base64: "AAAA", MediaType: "image/png")) { Detail = "low" },
        new ImagePart(new MediaSource(Url: "https://example.com/a?b=c&d")) { Detail = "auto" },
        new ImagePart(new MediaSource(FileId: "file-1")) { Detail = "auto" },
        new FilePart(new MediaSource(Url: "https://example.com/a.pdf")),
        new FilePart(new MediaSource(Base64: "CCCC", MediaType: "application/pdf")) { Name = "a.pdf" },
        new FilePart(new MediaSource(FileId: "file-1")),
        new ForeignPart("openai-responses", "video_url", RawJson.FromText("{\"type\":\"video_url\",\"n\":1}")));

    private static readonly Gen<Part> Call = Gen.Select(Gen.Int[0, 99], Text, Gen.Bool, (id, arguments, custom) =>
        (Part)new ToolCallPart($"call_{id}", custom ? "g" : "f", custom || !string.IsNullOrWhiteSpace(arguments) ? arguments : "{}") { Custom = custom });

    private static readonly Gen<Part[]> Refusal = Gen.OneOf(Gen.Const(Array.Empty<Part>()), Text.Select(text => new Part[] { new RefusalPart(text) }));

    private static readonly Gen<Part[]> Plain = Gen.OneOf(Gen.Const(Array.Empty<Part>()), Text.Select(text => new Part[] { new ReasoningPart(text) { Id = "rs_0" } }));

    private static readonly Gen<Part> Opaque = Gen.OneOf(
        Text.Select(text => (Part)new ReasoningPart(text) { Signature = "S" + text, Vendor = "anthropic", Id = "rs_2" }),
        Text.Select(data => (Part)new ReasoningPart("") { Redacted = data, Vendor = "anthropic", Id = "rs_3" }),
        Text.Select(text => (Part)new ReasoningPart(text) { Signature = "E" + text, Vendor = "openai", Summary = true, Id = "rs_1" }));

    private static readonly Gen<Turn> User = Gen.Select(Gen.OneOf(TextPart, Media).Array[0, 3], Gen.OneOf<string?>(null, "ann"), (parts, _) => Make(Role.User, parts.Length > 0 ? parts : [new TextPart("u")]));

    private static readonly Gen<Turn> Assistant = Gen.Select(Plain, PlainText.Array[0, 2], Refusal, Call.Array[0, 2], (plain, text, refusal, calls) =>
        Make(Role.Assistant, plain.Length + text.Length + refusal.Length + calls.Length > 0 ? [.. plain, .. text, .. refusal, .. calls] : [new TextPart("a")]));

    private static readonly Gen<Turn[]> Round = Gen.Select(User, Assistant, Gen.Select(Gen.Int[0, 99], PlainText.Array[0, 2]).Array[0, 2], PlainText, Gen.Bool, (user, assistant, results, system, more) =>
        new[]
        {
            user,
            assistant,
            Make(Role.Tool, [.. results.Select(result => new ToolResultPart($"call_{result.Item1}", ValueList.From(result.Item2)))]),
            Make(Role.System, more ? [system] : []),
        }.Where(turn => turn.Parts.Count > 0 || turn.Role is Role.User or Role.Assistant).ToArray());

    private static readonly Gen<Tool> Tool = Gen.Select(Gen.Int[0, 2], Text, Raw, Gen.OneOf<bool?>(null, true, false), Cache, (kind, text, raw, strict, cache) => kind switch
    {
        0 => (Tool)new FunctionTool("f", text, raw) { Strict = strict, Foreign = strict is null ? [] : ValueList.From([new ForeignField("openai-responses", "defer_loading", RawJson.FromText("true"))]) },
        1 => new CustomTool("g", null, raw),
        _ => new ForeignTool("openai-responses", "web_search", RawJson.FromText("{\"type\":\"web_search\"}")),
    });

    private static readonly Gen<Sampling> Sampling = Gen.Select(Gen.OneOf<double?>(null, 0, 0.1, 1.5), Gen.OneOf<int?>(null, 40), Gen.Bool, (t, k, log) => new Sampling
    {
        Temperature = t,
        TopP = t,
        LogProbabilities = log ? true : null,
        TopLogProbabilities = k,
    });

    private static readonly Gen<OutputFormat?> Output = Gen.Select(Gen.Int[0, 3], Text, Raw, (kind, text, raw) => kind switch
    {
        0 => null,
        1 => new OutputFormat(OutputKind.Text),
        2 => new OutputFormat(OutputKind.JsonObject),
        _ => new OutputFormat(OutputKind.JsonSchema) { Name = "s", Description = text, Schema = raw, Strict = true },
    });

    private static readonly Gen<ReasoningWish?> Wish = Gen.OneOf<ReasoningWish?>(
        null, new ReasoningWish { Effort = "low" }, new ReasoningWish { Summary = "auto" }, new ReasoningWish { Effort = "high", Summary = "auto" });

    private static readonly Gen<ToolChoice?> Choice = Gen.OneOf<ToolChoice?>(
        null, new ToolChoice(ToolChoiceKind.Auto), new ToolChoice(ToolChoiceKind.None), new ToolChoice(ToolChoiceKind.Required), new ToolChoice(ToolChoiceKind.Named, "f"),
        new ToolChoice(ToolChoiceKind.Auto) { Allowed = ValueList.From(["f", "g"]) });

    public static Gen<ChatRequest> Request { get; } = Gen.Select(
        Gen.Select(TextPart.Array[0, 2], Round.Array[1, 2], Tool.Array[0, 3], Choice),
        Gen.Select(Sampling, Output, Wish, Gen.Bool),
        Gen.Select(Text, Gen.Bool, Raw, Gen.OneOf<bool?>(null, true, false)),
        (talk, how, rest) => new ChatRequest
        {
            Model = rest.Item1,
            Instructions = ValueList.From(talk.Item1),
            Turns = ValueList.From(talk.Item2.SelectMany(turn => turn)),
            Tools = ValueList.From(talk.Item3),
            ToolChoice = talk.Item4,
            ParallelToolCalls = rest.Item4,
            Sampling = how.Item1,
            Output = how.Item2,
            Reasoning = how.Item3,
            MaxOutputTokens = how.Item4 ? 77 : null,
            Stream = how.Item4,
            StreamUsage = true,
            User = how.Item4 ? rest.Item1 : null,
            Metadata = how.Item4 ? ValueList.From([KeyValuePair.Create("k", rest.Item1)]) : [],
            ServiceTier = how.Item4 ? "flex" : null,
            Foreign = ValueList.From([new ForeignField("openai-responses", "text.verbosity", rest.Item3),
                new ForeignField("openai-responses", "conversation", rest.Item3) { Binding = true }, new ForeignField("openai-responses", "store", rest.Item3)]),
        });

    /// <summary>Answers; on a stream only one reasoning, since a blank line is put between several.</summary>
    public static Gen<Answer> Answer(bool streamed) => Gen.Select(
        AnswerChoice(streamed).Array[1, 1],
        Gen.Select(Gen.Int[1, 5000], Gen.Int[0, 5000], Gen.Bool),
        Text,
        (choices, usage, id) => new Answer
        {
            Id = id,
            Model = id,
            Created = 7,
            Choices = ValueList.From(choices.Select((choice, index) => choice with { Index = index })),
            Usage = usage.Item3 ? new Usage { Input = usage.Item1, Output = usage.Item2, CachedInput = usage.Item1 / 2, CacheWrite = usage.Item1 / 3, Reasoning = usage.Item2 / 2 } : null,
        });

    private static Gen<Choice> AnswerChoice(bool streamed) => Gen.Select(
        Gen.OneOf(Plain, Opaque.Array[1, streamed ? 1 : 3]),
        Gen.OneOf(Gen.Const(Array.Empty<Part>()), Cited.Array[1, 1]),
        Refusal,
        Call.Array[0, 2],
        Gen.Bool,
        (reasoning, text, refusal, calls, cut) => new Choice(
            0,
            ValueList.From<Part>([.. reasoning, .. text, .. refusal, .. calls]),
            cut ? new Stop(StopReason.MaxTokens, Raw: "max_output_tokens")
                : calls.Length > 0 ? new Stop(StopReason.ToolUse, Raw: "completed")
                : new Stop(refusal.Length > 0 ? StopReason.Refusal : StopReason.EndTurn, Raw: "completed")));

    private static Gen<Part> Cited => Gen.Select(Text, Gen.Bool, (text, cited) => (Part)new TextPart(text)
    {
        Citations = cited ? ValueList.From([Cite(text)]) : [],
    });

    private static Citation Cite(string title)
    {
        var raw = $$"""{"type":"url_citation","url":"https://example.com","title":{{System.Text.Json.JsonSerializer.Serialize(title)}},"start_index":0,"end_index":1}""";
        return new Citation { Url = "https://example.com", Title = title, Start = 0, End = 1, Raw = new ForeignField("openai-responses", "url_citation", RawJson.FromText(raw)) };
    }

    private static Turn Make(Role role, Part[] parts) => new(role, ValueList.From(parts));
}
