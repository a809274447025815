using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Tests.Dialects.Anthropic;
using Bascule.Engine.Tests.Dialects.OpenAiChat;

namespace Bascule.Engine.Tests.Dialects.Gemini;

/// <summary>Recorded traffic carried over to and from Gemini: words, calls, results, usage and stops must arrive.</summary>
public sealed class CrossingTests
{
    [Fact]
    public void GeminiAnswer_WrittenForOthers_SaysTheSame() => Each("gemini", recorded =>
    {
        if (recorded is not { Status: 200, Stream: null } || Gem.Dialect.ReadAnswer(recorded.Whole).Value is not { } read)
        {
            return;
        }

        var answer = read with { Choices = [.. read.Choices.Select(choice => choice with { Parts = MadeIds.Fill(choice.Parts, 3) })] };
        Same(Said(answer), Said(Chat.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Chat.Write(answer))).Value!));
        Same(Said(answer), Said(Claude.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Claude.Write(answer))).Value!), stops: answer.Choices[0].Stop.Reason != StopReason.ContentFilter);
    });

    [Fact]
    public void GeminiStream_WrittenForOthers_SaysTheSame() => Each("gemini", recorded =>
    {
        if (recorded is not { Status: 200, Stream: { } stream })
        {
            return;
        }

        var calls = 0;
        AnswerEvent[] events = [.. Gem.Events(stream).Select(said => said is PartBegan { Seed: ToolCallPart { Id: "" } call } began ? began with { Seed = call with { Id = $"call_{calls++}" } } : said)];
        Same(Said(AnswerFold.Fold(events)), Said(AnswerFold.Fold(Chat.Events(Chat.Write(events)))));
        Same(Said(AnswerFold.Fold(events)), Said(AnswerFold.Fold(Claude.Events(Claude.Write(events)))));
    });

    [Fact]
    public void OthersAnswers_WrittenForGemini_SayTheSame()
    {
        Each("openai-chat", recorded => AnswerFor(Chat.Dialect, recorded));
        Each("anthropic-messages", recorded => AnswerFor(Claude.Dialect, recorded));
    }

    [Fact]
    public void OthersStreams_WrittenForGemini_SayTheSame()
    {
        Each("openai-chat", recorded => StreamFor(stream => Chat.Events(stream), recorded));
        Each("anthropic-messages", recorded => StreamFor(stream => Claude.Events(stream), recorded));
    }

    [Fact]
    public void GeminiRequest_WrittenForOthers_KeepsItsWordsAndCalls() => Each("gemini", recorded =>
    {
        if (recorded.Body is not { } body || Gem.Read(body.GetRawText()).Value is not { } request)
        {
            return;
        }

        var chat = Chat.Dialect.ReadRequest(Encoding.UTF8.GetBytes(Chat.Write(request, Chat.From("gemini"))));
        Assert.True(chat.Failure is null, chat.Failure?.Message);
        Same(Asked(request), Asked(chat.Value!));
        var claude = Claude.Read(Claude.Write(request, Claude.From("gemini")));
        Assert.True(claude.Failure is null, claude.Failure?.Message);
        Assert.Equal(Calls(request), Calls(claude.Value!));
    });

    [Fact]
    public void OthersRequests_WrittenForGemini_KeepTheirCallsAndResults()
    {
        Each("openai-chat", recorded => RequestFor(Chat.Dialect, recorded));
        Each("anthropic-messages", recorded => RequestFor(Claude.Dialect, recorded));
    }

    private static void AnswerFor(ICallerDialect from, Recorded recorded)
    {
        if (recorded is { Status: 200, Stream: null } && recorded.Response.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object
            && from.ReadAnswer(recorded.Whole).Value is { } answer)
        {
            Same(Said(answer), Said(Gem.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Gem.Write(answer))).Value!), stops: false);
        }
    }

    private static void StreamFor(Func<byte[], List<AnswerEvent>> read, Recorded recorded)
    {
        if (recorded is { Status: 200, Stream: { } stream } && read(stream) is [.., AnswerEnded] events && AnswerFold.Fold(events).Choices.Count > 0)
        {
            Same(Said(AnswerFold.Fold(events)), Said(AnswerFold.Fold(Gem.Events(Gem.Write(events)))), stops: false);
            Same(Said(AnswerFold.Fold(events)), Said(AnswerFold.Fold(Gem.Events(Gem.Write(events, asArray: true)))), stops: false);
        }
    }

    private static void RequestFor(ICallerDialect from, Recorded recorded)
    {
        if (recorded.Body is { } body && from.ReadRequest(Encoding.UTF8.GetBytes(body.GetRawText())).Value is { } request)
        {
            var again = Gem.Read(Gem.Write(request, Gem.From(from.Name)));
            Assert.True(again.Failure is null, again.Failure?.Message);
            var calls = request.Turns.SelectMany(turn => turn.Parts).OfType<ToolCallPart>().Select(call => call.Id).ToArray();
            if (request.Turns.SelectMany(turn => turn.Parts).OfType<ToolResultPart>().All(result => calls.Contains(result.CallId)))    // else it is mended
            {
                Assert.Equal(Calls(request), Calls(again.Value!));
            }

            Assert.Equal(
                request.Tools.Select(tool => tool is CustomTool custom ? custom.Name : (tool as FunctionTool)?.Name).OfType<string>().Order(), again.Value!.Tools.OfType<FunctionTool>().Select(tool => tool.Name).Order());
        }
    }

    private static void Each(string dialect, Action<Recorded> check)
    {
        var wrong = new List<string>();
        foreach (var recorded in Recorded.Of(dialect))
        {
            try
            {
                check(recorded);
            }
            catch (Exception trouble) when (trouble is not Xunit.Sdk.SkipException)
            {
                wrong.Add($"{recorded.File}\n{trouble.Message}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join("\n\n", wrong.Take(8))}");
    }

    private static void Same(string expected, string actual, bool stops = true) =>
        Assert.Equal(stops ? expected : expected[..expected.LastIndexOf('\n')], stops ? actual : actual[..actual.LastIndexOf('\n')]);

    private static string Said(Answer answer)
    {
        var parts = answer.Choices[0].Parts;
        return string.Join('\n',
            string.Concat(parts.Select(part => part switch { TextPart text => text.Text, RefusalPart refusal => refusal.Text, _ => "" })),
            string.Join(' ', parts.OfType<ToolCallPart>().Select(call => $"{call.Id} {call.Name} {Plain(call.Arguments)}")),
            answer.Usage is { IsEmpty: false } usage ? $"{usage.Input ?? 0} {usage.CachedInput ?? 0} {usage.Output ?? 0}" : "no usage",
            answer.Choices[0].Stop.Reason is StopReason.MaxTokens or StopReason.ToolUse ? answer.Choices[0].Stop.Reason : "end");
    }

    private static string Asked(ChatRequest request) => string.Join('\n',
        string.Join("\n\n", request.Instructions.OfType<TextPart>().Select(part => part.Text)),
        string.Join('|', request.Turns.SelectMany(turn => turn.Parts).OfType<TextPart>().Select(part => part.Text).Where(text => text.Length > 0)),
        Calls(request),
        $"{request.MaxOutputTokens} {request.Sampling.Temperature} {request.Stream}");

    /// <summary>Calls with their results, in the order of the calls; one whose result is lost has none.</summary>
    private static string Calls(ChatRequest request)
    {
        var results = request.Turns.SelectMany(turn => turn.Parts).OfType<ToolResultPart>().ToLookup(result => result.CallId);
        return string.Join('|', request.Turns.SelectMany(turn => turn.Parts).OfType<ToolCallPart>()
            .Select(call => $"{call.Name} {Plain(call.Arguments)}"))
            + string.Join('|', results.SelectMany(group => group).Select(result => Plain(string.Join('\n', result.Content.OfType<TextPart>().Select(text => text.Text)))));
    }

    /// <summary>JSON without its spelling; anything else as it is.</summary>
    private static string Plain(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Null ? "{}" : json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.EnumerateObject().ToArray() is [{ Name: "output" or "error" or "_raw" or "input", Value: { ValueKind: JsonValueKind.String } only }]
                ? only.GetString()!
                : JsonSerializer.Serialize(json.RootElement);
        }
        catch (JsonException)
        {
            return text.Length == 0 ? "{}" : text;
        }
    }
}
