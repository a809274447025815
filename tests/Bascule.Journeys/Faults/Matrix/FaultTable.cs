using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults.Matrix;

/// <summary>The faults that one call meets, written once.</summary>
internal static class FaultTable
{
    private static readonly Outcome Survived = new(Gets.Answer, Gets.Answer);
    private static readonly Outcome Told = new(Gets.ErrorEvent, Gets.ErrorEvent);

    private static readonly Outcome Carried = new(Gets.Answer, Gets.ErrorEvent);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);

    public static IReadOnlyList<ProviderFault> All { get; } = [.. Refusals(), .. Silences(), .. Breaks(), .. Oddities()];

    private static IEnumerable<ProviderFault> Refusals() =>
    [
        new("429 once", "refuses once, without saying for how long", scene => scene.Turn == 0 ? Limited(scene) : scene.Good)
        {
            Asked = (1, 2), Code = "rate_limit", Whole = Survived, Stream = Survived,
        },
        new("429 once, retry-after", "refuses once, for a second", scene => scene.Turn == 0 ? Limited(scene).With("retry-after", "1") : scene.Good)
        {
            Asked = (2, 2), Code = "rate_limit", Whole = Survived, Stream = Survived,
        },
        new("429 for ever", "always refuses, without saying for how long", Limited) { Asked = (1, 2), Code = "rate_limit", Status = 429 },
        new("429 for ever, retry-after", "always refuses, for a minute", scene => Limited(scene).With("retry-after", "60")) { Code = "rate_limit", Status = 429 },
        new("500 once", "fails once", scene => scene.Turn == 0 ? Failed(scene) : scene.Good) { Asked = (2, 2), Code = "upstream_error", Whole = Survived, Stream = Survived },
        new("503 for ever", "is never there", scene => scene.Refuse(503, "service_unavailable", "The server is down for maintenance.")) { Asked = (2, 2), Code = "upstream_overloaded", Status = 503 },
        new("529 overloaded", "says that it is overloaded", scene => scene.Refuse(529, "overloaded_error", "Overloaded")) { Asked = (2, 2), Code = "upstream_overloaded", Status = 529 },
        new("context too long", "says that the prompt is too long for its window", TooLong) { Code = "context_length_exceeded", Status = 400 },
        new("content filter", "refuses by its content policy", Filtered) { Code = "content_policy", Status = 400, Whole = new(Gets.Error, Gets.Error), Stream = new(Gets.Error, Gets.Error) },
        new("content filter, opted in", "refuses by its content policy; `fallback_on` names `content_policy`", Filtered)
        {
            Code = "content_policy", Status = 400, Route = "fallback_on: [content_policy]",
        },
    ];

    private static IEnumerable<ProviderFault> Silences() =>
    [
        new("silence", "takes the request and says nothing", _ => ScriptedAnswer.Never()) { Code = "upstream_timeout", Status = 504, Hasty = true },
        new("a slow primary, hedged", "is slow; the route asks a second one beside it: `hedge: { after: 100ms }`", _ => ScriptedAnswer.Never())
        {
            Code = "outrun", Route = "hedge: { after: 100ms }", Whole = new(Gets.Answer, Gets.Nothing), Stream = new(Gets.Answer, Gets.Nothing), Costs = (true, true),
        },
        new("headers, then silence", "sends its headers and nothing else", scene => ScriptedAnswer.Stream(scene.Stream ? "text/event-stream" : "application/json").Then("").ThenSilence())
        {
            Asked = (1, 2), AskedForStream = (1, 1), Code = "upstream_timeout", Status = 504, Hasty = true,
        },
        new("stall after 20 of 60 tokens", "falls silent in the middle", scene => (scene.Stream ? scene.Begun(20) : scene.Part(20)).ThenSilence())
        {
            Asked = (1, 2), AskedForStream = (1, 1), Code = "upstream_timeout", Status = 504, Hasty = true, Stream = Told, Costs = (true, true),
        },
        new("stall after 20 of 60 tokens, carried on", "falls silent in the middle; the route carries on: `rescue: continue`", scene => scene.Begun(20).ThenSilence())
        {
            Code = "upstream_timeout", Hasty = true, Route = "rescue: continue", GoesOn = true, Second = scene => scene.GoneOn, Whole = null, Stream = Carried, Costs = (null, true),
        },
        new("a byte now and then", "goes on so slowly after 20 of 60 tokens that nothing is complete within the time limits", scene => scene.Stream
            ? scene.Begun(20).ThenDrip(Encoding.UTF8.GetBytes(Wire.Text(scene.Dialect, "w20 ")), Pause)
            : scene.Part(20).ThenDrip(new byte[100], Pause))
        {
            Asked = (1, 2), AskedForStream = (1, 1), Code = "upstream_timeout", Status = 504, Hasty = true, Stream = Told, Costs = (true, true),
        },
    ];

    private static IEnumerable<ProviderFault> Breaks() =>
    [
        new("reset before headers", "drops the connection before it answers", _ => ScriptedAnswer.Reset()) { Asked = (2, 2), Code = "upstream_unreachable" },
        new("cut after 40 of 60 tokens", "drops the connection in the middle", scene => scene.Stream ? CutAfter40(scene) : scene.Part(40).ThenAbort())
        {
            Asked = (1, 2), AskedForStream = (1, 1), Code = "upstream_unreachable", Stream = Told, Costs = (true, true),
        },
        new("cut after 40 of 60 tokens, held", "drops the connection in the middle; the route holds answers back: `hold: all`", scene => scene.Begun(40).ThenAbort())
        {
            Asked = (1, 2), Code = "upstream_unreachable", Route = "hold: all", Whole = null, Costs = (null, true),
        },
        new("cut after 40 of 60 tokens, carried on", "drops the connection in the middle; the route carries on: `rescue: continue`", CutAfter40)
        {
            Code = "upstream_unreachable", Route = "rescue: continue", GoesOn = true, Second = scene => scene.GoneOn, Whole = null, Stream = Carried, Costs = (null, true),
        },
        new("a fallback that refuses to carry on", "drops the connection in the middle, and the fallback takes no beginning of an answer: `rescue: continue`", CutAfter40)
        {
            Code = "upstream_unreachable", Route = "rescue: continue", GoesOn = true, Second = NoBeginning, Whole = null, Stream = Told, Costs = (null, true),
        },
        new("ends without its terminal event", "closes the stream as if it were complete, without a finish reason", scene => scene.Begun(40).ThenHold(scene.Heard))
        {
            Code = "upstream_unreachable", Whole = null, Stream = Told, Costs = (null, true),
        },
        new("no message_stop", "says why it ends, and not that it has ended", scene => scene.Begun(Scene.Tokens).ThenHold(scene.Heard).Then(Wire.Finish(scene.Dialect)))
        {
            Code = "upstream_unreachable", Whole = null, Stream = Told, Costs = (null, true), Dialects = [Ask.Anthropic],
        },
        new("no [DONE]", "says why it ends, and leaves out the last line", scene => scene.Begun(Scene.Tokens).Then(Wire.Finish(scene.Dialect)))
        {
            Whole = null, Stream = Survived, Dialects = [Ask.OpenAi],
        },
        new("malformed event", "sends an event that is no JSON", scene => scene.Stream
            ? scene.Ended(scene.Add(scene.Begun(20).ThenHold(scene.Heard).Then("data: {\"bro\n\n"), 20, 40))
            : ScriptedAnswer.Json(Wire.Answer(scene.Dialect, Scene.Text)[..^9]))
        {
            Asked = (1, 2), AskedForStream = (1, 1), Code = "upstream_unreachable", Stream = Told, Costs = (null, true),
        },
        new("error event in a stream", "sends an error event after 20 of 60 tokens", scene => scene.Begun(20).ThenHold(scene.Heard).Then(scene.ErrorEvent("server_error", "The server had an error.")))
        {
            Code = "upstream_error", Whole = null, Stream = Told, Costs = (null, true),
        },
        new("error in a 200", "answers 200 with an error", scene => scene.Stream
            ? ScriptedAnswer.Sse(scene.ErrorEvent("server_error", "The server had an error."))
            : ScriptedAnswer.Json(scene.ErrorBody("server_error", "The server had an error.")))
        {
            Asked = (2, 2), Code = "upstream_error",
        },
    ];

    private static IEnumerable<ProviderFault> Oddities() =>
    [
        new("a web page", "answers 200 with HTML", _ => ScriptedAnswer.Whole("<html>Sign in</html>"u8.ToArray(), "text/html")) { Code = "upstream_unreachable" },
        new("no body", "answers 200 with nothing", scene => ScriptedAnswer.Whole([], scene.Stream ? "text/event-stream" : "application/json")) { Asked = (1, 2), Code = "upstream_unreachable" },
        new("JSON without choices", "answers 200 with an object of another shape", _ => ScriptedAnswer.Json("{\"object\":\"list\"}")) { Asked = (1, 2), Code = "upstream_unreachable" },
        new("an empty answer", "answers 200 and says nothing", scene => scene.Stream ? scene.Ended(ScriptedAnswer.Sse(Wire.Begin(scene.Dialect))) : ScriptedAnswer.Json(Wire.Answer(scene.Dialect, "")))
        {
            Asked = (1, 2), Code = "upstream_unreachable", Costs = (null, null),
        },
        new("a loop", "says the same word again and again; the route bounds it and holds answers back: `max_repetition: 256, hold: all`", Loop)
        {
            Asked = (1, 2), Code = "upstream_unreachable", Route = "max_repetition: 256, hold: all", Costs = (null, null),
        },
        new("a byte at a time", "sends all of it byte by byte", scene => scene.Good.InChunksOf(1)) { Whole = Survived, Stream = Survived },
    ];

    private static ScriptedAnswer Loop(Scene scene)
    {
        var words = Enumerable.Repeat("again ", 1_000);
        return scene.Stream
            ? scene.Ended(words.Aggregate(ScriptedAnswer.Sse(Wire.Begin(scene.Dialect)), (answer, word) => answer.Then(Wire.Text(scene.Dialect, word))))
            : ScriptedAnswer.Json(Wire.Answer(scene.Dialect, string.Concat(words)));
    }

    private static ScriptedAnswer Limited(Scene scene) => scene.Refuse(429, "rate_limit_error", "Slow down, please.", "rate_limit_exceeded");

    private static ScriptedAnswer Failed(Scene scene) => scene.Refuse(500, scene.Dialect == Ask.Anthropic ? "api_error" : "server_error", "Something went wrong.");

    private static ScriptedAnswer TooLong(Scene scene) => scene.Dialect == Ask.Anthropic
        ? scene.Refuse(400, "invalid_request_error", "prompt is too long: 200001 tokens > 200000 maximum")
        : scene.Refuse(400, "invalid_request_error", "This model's maximum context length is 128000 tokens.", "context_length_exceeded");

    private static ScriptedAnswer Filtered(Scene scene) => scene.Dialect == Ask.Anthropic
        ? scene.Refuse(400, "invalid_request_error", "Output blocked by content filtering policy: flagged as unsafe")
        : scene.Refuse(400, "invalid_request_error", "The response was filtered.", "content_filter");

    private static ScriptedAnswer CutAfter40(Scene scene) => scene.Begun(40).ThenHold(scene.Heard).ThenAbort();

    private static ScriptedAnswer NoBeginning(Scene scene) =>
        scene.Refuse(400, "invalid_request_error", "This model does not support assistant message prefill. The conversation must end with a user message.");
}
