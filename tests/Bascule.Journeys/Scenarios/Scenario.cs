using System.Text.Json;

namespace Bascule.Journeys.Scenarios;

/// <summary>One thing that callers do, and what must come of it, whatever the dialects.</summary>
/// <param name="Play">Null when it went well, else what went wrong.</param>
internal sealed record Scenario(string Name, string[] Features, Func<Talk, Task<string?>> Play)
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==";
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"},"count":{"type":"integer"}},"required":["city","count"],"additionalProperties":false}""";
    private const string LongWords = "You are a patient assistant who answers in one short sentence and never guesses. ";

    /// <summary>More tokens than any of the questions alone.</summary>
    private const int ManyTokens = 100;

    private static readonly Tooling Weather = new("get_weather", "The weather in a city.", """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");
    private static readonly Tooling Population = new("get_population", "How many people live in a city.", """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");

    private static readonly Wish Sum = Wish.Of("What is 17 + 25?");
    private static readonly Wish Recital = Wish.Of("Write 200 words.");
    private static readonly Wish OneTool = Wish.Of("Use get_weather for Paris.") with { Tools = [Weather, Population] };

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("text", [], talk => AnswersAsync(talk, Sum)),
        new("text, streamed", [], talk => AnswersAsync(talk, Sum with { Stream = true })),
        new("system prompt", ["system", "instructions", "systemInstruction"], talk => CountsAsync(talk, Sum with { System = string.Concat(Enumerable.Repeat(LongWords, 8)) })),
        new("several turns", [], talk => CountsAsync(talk, Sum with
        {
            Lines = [new Line.User(string.Concat(Enumerable.Repeat(LongWords, 4))), new Line.Model(string.Concat(Enumerable.Repeat(LongWords, 4))), new Line.User("What is 17 + 25?")],
        })),
        new("image", ["image", "image_url", "images", "inlineData", "input_image"], async talk => Says(await talk.AskAsync(Sum with { Lines = [new Line.User("What is 17 + 25?", Pixel)] }), "1 image")),
        new("tool call", ["tools"], async talk => Calls(await talk.AskAsync(OneTool), Weather.Name)),
        new("tool call, streamed", ["tools"], async talk => Calls(await talk.AskAsync(OneTool with { Stream = true }), Weather.Name)),
        new("parallel tools", ["tools"], async talk => Calls(await talk.AskAsync(Both), Weather.Name, Population.Name)),
        new("parallel tools, streamed", ["tools"], async talk => Calls(await talk.AskAsync(Both with { Stream = true }), Weather.Name, Population.Name)),
        new("forced tool", ["tool_choice", "toolConfig", "tools"], async talk => Calls(await talk.AskAsync(Sum with { Tools = [Weather, Population], Forced = Population.Name }), Population.Name)),
        new("tool loop", ["tools"], talk => LoopAsync(talk, "sunny, 21 degrees", failed: false)),
        new("tool error", ["tools"], talk => LoopAsync(talk, "the station does not answer", failed: true)),
        new("JSON schema", ["response_format", "output_config", "format", "text.format", "responseJsonSchema"], async talk => Obeys(await talk.AskAsync(Wish.Of("Extract the city and the count: 12 trams in Lyon.") with { Schema = Schema }))),
        new("reasoning", ["reasoning_effort", "thinking", "thinkingConfig", "think", "reasoning"], async talk => Thinks(await talk.AskAsync(Sum with { Thinks = true }))),
        new("reasoning, streamed", ["reasoning_effort", "thinking", "thinkingConfig", "think", "reasoning"], async talk => Thinks(await talk.AskAsync(Sum with { Thinks = true, Stream = true }))),
        new("stop sequence", ["stop", "stop_sequences", "stopSequences"], async talk => Ends(await talk.AskAsync(Recital with { Stop = "word5" }), "stop", "word4", not: "word5")),
        new("token limit", ["max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "num_predict"], async talk => Ends(await talk.AskAsync(Recital with { Most = 20 }), "length", "word1", not: "word200")),
        new("token limit, streamed", ["max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "num_predict"], async talk => Ends(await talk.AskAsync(Recital with { Most = 20, Stream = true }), "length", "word1", not: "word200")),
        new("usage", [], async talk => Counts(await talk.AskAsync(Sum), 1)),
        new("usage, streamed", [], async talk => Counts(await talk.AskAsync(Sum with { Stream = true }), 1)),
        new("unknown model", [], async talk => Fails(await talk.AskAsync(Sum, "no-such-model"), 502) ?? Fails(await talk.AskAsync(Sum, "no-such-model", prefix: ""), 404)),
        new("context too long", [], async talk => Fails(await talk.AskAsync(Sum, "sandbox-frontier+context"), 400)),
        new("rate limit", [], async talk => await talk.AskAsync(Sum, ScenarioRun.LimitedRoute(talk.Provider) + "+429", prefix: "") is var told && told.RetryAfter ? Fails(told, 429) : $"no retry-after: {told}"),
        new("upstream error", [], async talk => Fails(await talk.AskAsync(Sum, "sandbox-frontier+500"), 500)),
        new("cut stream", [], async talk => Breaks(await talk.AskAsync(Sum with { Stream = true }, "sandbox-frontier+cut"))),
        new("malformed stream", [], async talk => Breaks(await talk.AskAsync(Sum with { Stream = true }, "sandbox-frontier+malformed"))),
        new("content filter", [], async talk => await talk.AskAsync(Sum, "sandbox-frontier+filter") is var told && told.Said.Stop == "content_filter" ? null : $"{told}"),
    ];

    private static Wish Both => Wish.Of("Use get_weather and get_population for Paris.") with { Tools = [Weather, Population] };

    private static async Task<string?> AnswersAsync(Talk talk, Wish wish) => Says(await talk.AskAsync(wish), "42");

    /// <summary>The simulated vendors do not say what they were told before the question; they count it.</summary>
    private static async Task<string?> CountsAsync(Talk talk, Wish wish)
    {
        var told = await talk.AskAsync(wish);
        return Says(told, "42") ?? Counts(told, ManyTokens);
    }

    private static async Task<string?> LoopAsync(Talk talk, string result, bool failed)
    {
        var called = await talk.AskAsync(OneTool);
        if (Calls(called, Weather.Name) is { } wrong)
        {
            return wrong;
        }

        var loop = OneTool with { Lines = [.. OneTool.Lines, new Line.Calls(called.Said.Calls), new Line.Results([new Line.Result(called.Said.Calls[0], result, failed)])] };
        return Says(await talk.AskAsync(loop), result) ?? Says(await talk.AskAsync(loop with { Stream = true }), result);
    }

    private static string? Says(Reply told, string words) => Sound(told) ?? (told.Said.Text.Contains(words, StringComparison.Ordinal) ? null : $"it does not say '{words}': {told}");

    private static string? Calls(Reply told, params string[] names) =>
        Sound(told) ?? (told.Said.Stop != "tool_calls" ? $"it stops for {told.Said.Stop}: {told}"
            : !told.Said.Calls.Select(call => call.Name).SequenceEqual(names) ? $"it calls other tools: {told}"
            : told.Said.Calls.All(call => call.Arguments.Contains("Paris", StringComparison.Ordinal) || names.Length == 1) ? null : $"its arguments are others: {told}");

    private static string? Obeys(Reply told)
    {
        if (Sound(told) is { } wrong)
        {
            return wrong;
        }

        try
        {
            var answer = JsonElement.Parse(told.Said.Text);
            return answer.GetProperty("city").ValueKind == JsonValueKind.String && answer.GetProperty("count").TryGetInt32(out _) ? null : $"another form: {told}";
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"no such JSON: {told}";
        }
    }

    private static string? Thinks(Reply told) => Says(told, "42") ?? (told.Said.Reasoning.Count > 0 ? null : $"no thinking: {told}");

    private static string? Ends(Reply told, string reason, string words, string not) =>
        Says(told, words) ?? (told.Said.Stop == reason && !told.Said.Text.Contains(not, StringComparison.Ordinal) ? null : $"it ends for {told.Said.Stop}: {told}");

    private static string? Counts(Reply told, int atLeast) => Sound(told) ?? (told.Said.Usage is { } usage && usage.Input >= atLeast && usage.Output > 0 ? null : $"counted {told.Said.Usage}: {told}");

    private static string? Fails(Reply told, int status) => told.Status == status && told.Error is { Message.Length: > 0 } ? null : $"no error of status {status} in the caller's dialect: {told}";

    /// <summary>An error in the caller's dialect, by status or at the end of what was said; never a good end.</summary>
    private static string? Breaks(Reply told) =>
        told.Error is { Message.Length: > 0 } && !told.Broke && (told.Status >= 400 || told.Said.Error is not null) ? null : $"not ended by an error: {told}";

    private static string? Sound(Reply told) =>
        told.Status != 200 || told.Broke ? $"{told}"
        : told.Said.IsSound && told.Said.Broken.Count == 0 ? null : $"not a sound answer ({string.Join(", ", told.Said.Broken)}): {told}";
}
