using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Anthropic;
using Bascule.Engine.Tests.Dialects.OpenAiChat;
using Bascule.Engine.Tests.Dialects.Sse;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>Recorded Anthropic traffic carried over into chat completions: words, calls and usage must arrive.</summary>
public sealed class CrossingTests
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "../shared/corpus");

    [Fact]
    public void AnthropicStream_WrittenAsChat_SaysTheSame()
    {
        var wrong = new List<string>();
        foreach (var (name, response) in Responses("stream"))
        {
            if (response.TryGetProperty("sse", out var sse) && sse.GetString() is { } stream)
            {
                var events = new List<AnswerEvent>();
                var reader = AnthropicDialect.Instance.NewStreamReader();
                foreach (var (kind, data) in SseFrames.Cut(Encoding.UTF8.GetBytes(stream)))
                {
                    reader.Read(Encoding.UTF8.GetBytes(kind), Encoding.UTF8.GetBytes(data), events);
                }

                reader.End(events);
                if (events[^1] is not AnswerFailed && Said(events) != Said(Chat.Events(Chat.Write(events))))
                {
                    wrong.Add(name + "\n" + Said(events) + "\n" + Said(Chat.Events(Chat.Write(events))));
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public void AnthropicAnswer_WrittenAsChat_SaysTheSame()
    {
        var wrong = new List<string>();
        foreach (var (name, response) in Responses("unary"))
        {
            if (response.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object
                && AnthropicDialect.Instance.ReadAnswer(Encoding.UTF8.GetBytes(body.GetRawText())).Value is { } answer)
            {
                var again = Chat.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Chat.Write(answer))).Value;
                if (again is null || Said(answer) != Said(again))
                {
                    wrong.Add(name + "\n" + Said(answer) + "\n" + (again is null ? "nothing" : Said(again)));
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public void AnthropicRequest_WrittenAsChat_KeepsItsWordsAndCalls()
    {
        var wrong = new List<string>();
        foreach (var (name, exchange) in Exchanges("*"))
        {
            if (exchange.GetProperty("request").TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object
                && AnthropicDialect.Instance.ReadRequest(Encoding.UTF8.GetBytes(body.GetRawText())).Value is { } request)
            {
                var how = Chat.From("anthropic");
                var again = Chat.Dialect.ReadRequest(Encoding.UTF8.GetBytes(Chat.Write(request, how)));
                if (again.Value is not { } same || Asked(request) != Asked(same))
                {
                    wrong.Add($"{name} {again.Failure?.Message}\n{Asked(request)}\n{(again.Value is null ? "" : Asked(again.Value))}");
                }

                TestContext.Current.SendDiagnosticMessage($"{name} dropped: {string.Join(", ", how.Dropped)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    private static string Asked(ChatRequest request)
    {
        var parts = request.Turns.SelectMany(turn => turn.Parts).ToArray();
        return string.Join('\n',
            string.Join("\n\n", request.Instructions.OfType<TextPart>().Select(part => part.Text)),
            string.Join('|', parts.Select(WordsOf).OfType<string>()),
            string.Join('|', parts.OfType<ToolCallPart>().Select(part => $"{part.Id} {part.Name} {part.Arguments}")),
            string.Join('|', parts.OfType<ToolResultPart>().Select(part => $"{part.CallId} {string.Join('\n', part.Content.OfType<TextPart>().Select(text => text.Text))}")),
            string.Join('|', request.Tools.OfType<FunctionTool>().Select(tool => $"{tool.Name} {tool.Description} {tool.Parameters}")),
            $"{(request.Tools.OfType<FunctionTool>().Any() ? request.ToolChoice : null)} {request.MaxOutputTokens} {request.Sampling.Temperature} {request.Stream}");
    }

    /// <summary>A document of plain text becomes text there.</summary>
    private static string? WordsOf(Part part) => part switch
    {
        TextPart text => text.Text,
        FilePart { Source.Text: { } words } file => file.Name is null ? words : $"{file.Name}\n\n{words}",
        _ => null,
    };

    private static string Said(IEnumerable<AnswerEvent> events) => Said(AnswerFold.Fold(events));

    private static string Said(Answer answer)
    {
        var parts = answer.Choices[0].Parts;
        return string.Join('\n',
            string.Concat(parts.OfType<TextPart>().Select(part => part.Text)),
            string.Concat(parts.OfType<ReasoningPart>().Select(part => part.Text.TrimStart('\n') + part.Signature + part.Redacted)),
            string.Join(' ', parts.OfType<ToolCallPart>().Select(part => $"{part.Id} {part.Name} {part.Arguments}")),
            answer.Usage is { } usage ? $"{usage.Input} {usage.CachedInput ?? 0} {usage.CacheWrite ?? 0} {usage.Output}" : "no usage",
            answer.Choices[0].Stop.Reason is StopReason.MaxTokens ? "cut" : "end");
    }

    private static IEnumerable<(string Name, JsonElement Response)> Responses(string kind) =>
        Exchanges(kind + "__200").Select(exchange => (exchange.Name, exchange.Root.GetProperty("response")));

    private static IEnumerable<(string Name, JsonElement Root)> Exchanges(string kind)
    {
        if (!Directory.Exists(Folder))
        {
            Assert.Skip($"The recorded traffic is absent: no folder {Path.GetFileName(Folder)} (BASCULE_CORPUS names it).");
        }

        var files = Directory.GetFiles(Folder, $"anthropic-messages__*__{kind}__*.json");
        Assert.NotEmpty(files);
        return files.Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), JsonDocument.Parse(File.ReadAllBytes(file)).RootElement));
    }
}
