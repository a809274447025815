using Bascule.Engine.Conversation;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Anthropic;

/// <summary>Requests and answers of the hub, restricted to what this dialect can carry unchanged.</summary>
internal static class Generated
{
    private static readonly Gen<string> Text =
        Gen.OneOf("a", "word ", "\u00e9", "\U0001F600", "\n", "\"", "\\", "\u2028", "<b>&'", "\t", "{\"x\":1}").Array[0, 5].Select(pieces => "w" + string.Concat(pieces));

    private static readonly Gen<RawJson> Raw = Gen.OneOf("{\"type\":\"object\"}", "{\"type\": \"object\",\n \"x\":[1,2.50,null]}").Select(RawJson.FromText);

    private static readonly Gen<CacheMark?> Cache = Gen.OneOf<CacheMark?>(null, null, new CacheMark(null), new CacheMark("1h"));

    private static readonly Gen<Part> TextPart = Gen.Select(Text, Cache, (text, cache) => (Part)new TextPart(text) { Cache = cache });

    private static readonly Gen<Part> Cited = Gen.Select(Text, Gen.Bool, (text, cited) => (Part)new TextPart(text)
    {
        Citations = cited
            ? [new Citation { Url = "https://e.com", Title = "t", Raw = new ForeignField("anthropic", "x_location", RawJson.FromText("{\"type\":\"x_location\",\"url\":\"https://e.com\",\"title\":\"t\"}")) }]
            : [],
    });

    private static readonly Gen<Part> Media = Gen.Select(Text, Cache, Gen.Int[0, 6], (text, cache, kind) => kind switch
    {
        0 => (Part)new ImagePart(new MediaSource(Base64: "AAAA", MediaType: "image/png")) { Cache = cache },
        1 => new ImagePart(new MediaSource(Url: "https://example.com/a?b=c&d")),
        2 => new ImagePart(new MediaSource(FileId: "file_1")),
        3 => new FilePart(new MediaSource(Base64: "JVBERi0=", MediaType: "application/pdf")) { Name = text, Context = text, Cite = true, Cache = cache },
        4 => new FilePart(new MediaSource(Text: text, MediaType: "text/plain")),
        5 => new FilePart(new MediaSource(Url: "https://example.com/a.pdf")) { Cite = false },
        _ => new ForeignPart("anthropic", "search_result", RawJson.FromText("{\"type\":\"search_result\",\n\"n\":1}")),
    });

    private static readonly Gen<Part> Thought = Gen.Select(Text, Gen.Bool, (text, open) =>
        open ? (Part)new ReasoningPart(text) { Signature = "S" + text, Vendor = "anthropic" } : new ReasoningPart("") { Redacted = text, Vendor = "anthropic" });

    private static readonly Gen<string> Arguments = Gen.OneOf("{}", "{\"a\": [1, 2.50]}", "{ \"b\":\"\\u00e9 {\" }");

    private static readonly Gen<Part> Server = Gen.Const((Part)new ForeignPart("anthropic", "server_tool_use", RawJson.FromText("{\"type\":\"server_tool_use\",\"id\":\"s\",\"input\":{}}")));

    private static readonly Gen<Func<int, Turn[]>> Round = Gen.Select(
        Gen.OneOf(TextPart, Media).Array[1, 3],
        Gen.Select(Thought, Cited, Server).Select(parts => new[] { parts.Item1, parts.Item2, parts.Item3 }),
        Gen.Select(Arguments, Gen.OneOf(TextPart, Media).Array[0, 2], Gen.OneOf<bool?>(null, true, false), Cache).Array[0, 2],
        (user, said, calls) => new Func<int, Turn[]>(number => new[]
        {
            Make(Role.User, user),
            Make(Role.Assistant, [.. said, .. calls.Select((call, index) => new ToolCallPart($"toolu_{number}_{index}", "f", call.Item1))]),
            Make(Role.Tool, [.. calls.Select((call, index) => new ToolResultPart($"toolu_{number}_{index}", ValueList.From(call.Item2)) { IsError = call.Item3, Cache = call.Item4 })]),
        }.Where(turn => turn.Parts.Count > 0).ToArray()));

    private static readonly Gen<Tool> Tool = Gen.Select(Gen.Bool, Text, Raw, Gen.OneOf<bool?>(null, true, false), Cache, (own, text, raw, strict, cache) => own
        ? (Tool)new FunctionTool("f", text, raw) { Strict = strict, Cache = cache, Foreign = [new ForeignField("anthropic", "defer_loading", RawJson.FromText("true"))] }
        : new ForeignTool("anthropic", "web_search_20250305", RawJson.FromText("{\"type\":\"web_search_20250305\"}")));

    private static readonly Gen<ReasoningWish?> Wish = Gen.OneOf<ReasoningWish?>(
        null, new ReasoningWish { Enabled = false }, new ReasoningWish { Effort = "high" }, new ReasoningWish { Enabled = true, BudgetTokens = 2000, Summary = "auto" },
        new ReasoningWish { Enabled = true, BudgetTokens = 1024, Effort = "low" }, new ReasoningWish { Enabled = true, Adaptive = true, Effort = "max" });

    private static readonly Gen<ToolChoice?> Choice = Gen.OneOf<ToolChoice?>(
        null, new ToolChoice(ToolChoiceKind.Auto), new ToolChoice(ToolChoiceKind.None), new ToolChoice(ToolChoiceKind.Required), new ToolChoice(ToolChoiceKind.Named, "f"));

    public static Gen<ChatRequest> Request { get; } = Gen.Select(
        Gen.Select(TextPart.Array[0, 2], Round.Array[0, 3], TextPart, Tool.Array[1, 3]),
        Gen.Select(Wish, Choice, Gen.OneOf<double?>(null, 0, 0.25, 1), Gen.OneOf<int?>(null, 40)),
        Gen.Select(Text, Gen.Bool, Raw),
        (talk, how, rest) =>
        {
            var thinks = how.Item1?.Enabled == true;
            var choice = thinks && how.Item2?.Kind is ToolChoiceKind.Required or ToolChoiceKind.Named ? null : how.Item2;
            return new ChatRequest
            {
                Model = rest.Item1,
                Instructions = ValueList.From(talk.Item1),
                Turns = ValueList.From(talk.Item2.SelectMany((round, index) => round(index)).Append(Make(Role.User, [talk.Item3]))),
                Tools = ValueList.From(talk.Item4),
                ToolChoice = choice,
                ParallelToolCalls = rest.Item2 && choice is { Kind: not ToolChoiceKind.None } ? false : null,
                Sampling = thinks ? new Sampling { TopP = 0.95 } : new Sampling { Temperature = how.Item3, TopP = how.Item3, TopK = how.Item4, StopSequences = ValueList.From([rest.Item1]) },
                Output = rest.Item2 ? new OutputFormat(OutputKind.JsonSchema) { Schema = rest.Item3 } : null,
                Reasoning = how.Item1,
                MaxOutputTokens = 5000,
                Stream = rest.Item2,
                StreamUsage = rest.Item2,
                User = rest.Item2 ? rest.Item1 : null,
                ServiceTier = rest.Item2 ? "auto" : null,
                Foreign = [new ForeignField("anthropic", "container", rest.Item3), new ForeignField("anthropic", "output_config.task_budget", rest.Item3)],
            };
        });

    public static Gen<Answer> Answer { get; } = Gen.Select(
        Gen.OneOf(Thought, Cited, Server, Gen.Select(Arguments, Gen.Int[0, 99], (arguments, id) => (Part)new ToolCallPart($"toolu_{id}", "f", arguments))).Array[1, 5],
        Gen.Select(Gen.Int[0, 5000], Gen.Int[0, 5000], Gen.Int[0, 5000], Gen.Bool),
        Text,
        Gen.OneOf(new Stop(StopReason.EndTurn, null, "end_turn"), new Stop(StopReason.MaxTokens, null, "max_tokens"), new Stop(StopReason.StopSequence, "END", "stop_sequence"), new Stop(StopReason.PauseTurn, null, "pause_turn"), new Stop(StopReason.Unknown, null, "new")),
        (parts, usage, id, stop) => new Answer
        {
            Id = "msg_" + id,
            Model = id,
            Choices = [new Choice(0, ValueList.From(parts), stop.Reason == StopReason.EndTurn && parts.Any(part => part is ToolCallPart) ? new Stop(StopReason.ToolUse, null, "tool_use") : stop)],
            Usage = new Usage
            {
                Input = usage.Item1 + (usage.Item4 ? usage.Item2 + usage.Item3 : 0),
                CachedInput = usage.Item4 ? usage.Item2 : null,
                CacheWrite = usage.Item4 ? usage.Item3 : null,
                CacheWriteHour = usage.Item4 ? usage.Item3 / 2 : null,
                Output = usage.Item2,
                Reasoning = usage.Item4 ? usage.Item2 / 2 : null,
            },
        });

    private static Turn Make(Role role, Part[] parts) => new(role, ValueList.From(parts));
}
