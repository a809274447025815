using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects.OpenAiResponses;

/// <summary>Recorded traffic of real providers, where it is at hand.</summary>
public sealed class CorpusTests
{
    /// <summary>Recordings that are no chat answer, each with its reason.</summary>
    private static readonly Dictionary<string, string> NoAnswer = new()
    {
        ["d78f2c9669"] = "Azure answered a responses call with a chat completion",
    };

    /// <summary>Recordings whose last event says something else than their deltas did: what was streamed counts.</summary>
    private static readonly HashSet<string> Shortened = ["7195fa329a"];

    private static readonly string Folder = Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "../shared/corpus");

    [Fact]
    public void Corpus_EveryAnswer_IsReadScannedAlikeAndWrittenAgain()
    {
        var wrong = new List<string>();
        foreach (var (name, root) in Exchanges("200"))
        {
            if (!root.GetProperty("response").TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            var bytes = OnOneLine(body);
            var read = Responses.Dialect.ReadAnswer(bytes);
            var scan = Responses.Dialect.ScanAnswer(bytes);
            var isAnswer = !NoAnswer.ContainsKey(name[^10..]);
            Expect(wrong, name, isAnswer == read.Failure is null && isAnswer == scan.Failure is null, $"read {read.Failure?.Message}");
            Expect(wrong, name, (read.Value?.Usage ?? default) == scan.Usage, "usage");
            if (read.Value is { } answer)
            {
                Expect(wrong, name, answer.Model == (scan.Model ?? "") && answer.Id == (scan.Id ?? ""), "names");
                Expect(wrong, name, Words(body) == string.Concat(answer.Choices[0].Parts.OfType<TextPart>().Select(part => part.Text)), "words");
                var again = Responses.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Responses.Write(answer))).Value;
                Expect(wrong, name, again is not null && Said(again) == Said(answer), $"written {Responses.Write(answer)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Corpus_EveryStream_EndsAsItShouldAndIsScannedAlike()
    {
        var wrong = new List<string>();
        foreach (var (name, root) in Exchanges("200"))
        {
            if (!root.GetProperty("response").TryGetProperty("sse", out var sse) || sse.GetString() is not { } stream)
            {
                continue;
            }

            var bytes = Encoding.UTF8.GetBytes(stream);
            var events = Responses.Events(bytes);
            var (meanings, scan) = Responses.Scan(bytes);
            var failed = events[^1] is AnswerFailed;
            var ends = stream.Contains("response.completed", StringComparison.Ordinal) || stream.Contains("response.incomplete", StringComparison.Ordinal);
            Expect(wrong, name, failed == !ends, "failed " + failed);
            Expect(wrong, name, failed || meanings.Contains(FrameMeaning.Terminal), "scan end");
            Expect(wrong, name, (events.OfType<UsageTold>().LastOrDefault()?.Usage ?? default) == scan.Usage, "usage");
            Expect(wrong, name, events.Any(said => said is PartGrew or PartBegan { Seed: ToolCallPart or ForeignPart }) == meanings.Contains(FrameMeaning.Content), "content");
            if (!failed)
            {
                var answer = AnswerFold.Fold(events);
                Expect(wrong, name, Shortened.Contains(name[^10..]) || Completed(stream) is not { } whole || Words(whole) == string.Concat(answer.Choices[0].Parts.OfType<TextPart>().Select(part => part.Text)), "words");
                Expect(wrong, name, Said(AnswerFold.Fold(Responses.Events(Responses.Write(events)))) == Said(answer), $"written\n{Said(answer)}\n{Said(AnswerFold.Fold(Responses.Events(Responses.Write(events))))}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Corpus_EveryRequest_IsReadAndKeepsItsWordsWhenWritten()
    {
        var wrong = new List<string>();
        foreach (var (name, root) in Exchanges("*"))
        {
            if (root.GetProperty("request").ValueKind != JsonValueKind.Object || !root.GetProperty("request").TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            var read = Responses.Dialect.ReadRequest(Named(OnOneLine(body)));
            Expect(wrong, name, read.Failure is null, read.Failure?.Message ?? "");
            if (read.Value is { } request)
            {
                var how = new RequestWriting { Model = request.Model, From = "openai-responses", SignaturesOf = Fernet(body) ? "openai" : "xai" };
                var again = Responses.Dialect.ReadRequest(Encoding.UTF8.GetBytes(Responses.Write(request, how)));
                Expect(wrong, name, again.Value is { } same && same.Tools.Count == request.Tools.Count && Asked(same) == Asked(request), $"written\n{Asked(request)}\n{Asked(again.Value!)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Corpus_EveryError_IsClassifiedByItsStatusOrWords()
    {
        var wrong = new List<string>();
        foreach (var (name, root) in Exchanges("4"))
        {
            var response = root.GetProperty("response");
            var body = response.TryGetProperty("body", out var json) && json.ValueKind != JsonValueKind.Null ? json.GetRawText() : "";
            var kind = Responses.Dialect.ReadError(response.GetProperty("status").GetInt32(), Encoding.UTF8.GetBytes(body)).Kind;
            var expected = response.GetProperty("status").GetInt32() switch
            {
                401 => FailureKind.Credential,
                _ when body.Contains("context_length_exceeded", StringComparison.Ordinal) => FailureKind.ContextLength,
                _ when body.Contains("model_not_found", StringComparison.Ordinal) => FailureKind.UpstreamNotFound,
                _ when body.Contains("current quota", StringComparison.Ordinal) => FailureKind.Billing,
                _ => FailureKind.Rejected,
            };
            Expect(wrong, name, kind == expected, $"{kind} instead of {expected}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>The recordings are spread over lines for people; what is kept raw would be compared with its white space.</summary>
    private static byte[] OnOneLine(JsonElement body) => Encoding.UTF8.GetBytes(System.Text.Json.Nodes.JsonNode.Parse(body.GetRawText())!.ToJsonString());

    /// <summary>A call by a stored prompt names no model: the prompt does.</summary>
    private static byte[] Named(byte[] body) => body.AsSpan().IndexOf("\"model\":"u8) >= 0 ? body : [.. "{\"model\":\"m\","u8, .. body.AsSpan(1)];

    private static bool Fernet(JsonElement body) => body.GetRawText().Contains("\"gAAAA", StringComparison.Ordinal);

    private static string Words(JsonElement response) => string.Concat(
        from item in response.GetProperty("output").EnumerateArray()
        where item.TryGetProperty("type", out var type) && type.GetString() == "message"
        from part in item.GetProperty("content").EnumerateArray()
        where part.GetProperty("type").GetString() is "output_text" or "input_text"
        select part.GetProperty("text").GetString());

    /// <summary>The response in the last event, unless it names no output.</summary>
    private static JsonElement? Completed(string stream) => stream.Split('\n')
        .Where(line => line.StartsWith("data:", StringComparison.Ordinal) && line.Contains("\"response.completed\"", StringComparison.Ordinal))
        .Select(line => (JsonElement?)JsonDocument.Parse(line[5..]).RootElement.GetProperty("response"))
        .FirstOrDefault(response => response!.Value.TryGetProperty("output", out var output) && output.GetArrayLength() > 0);

    private static string Said(Answer answer) => HubText.Render(answer with
    {
        Created = null,
        Usage = answer.Usage is { } usage ? usage with { CachedInput = usage.CachedInput ?? 0, CacheWrite = usage.CacheWrite ?? 0, Reasoning = usage.Reasoning ?? 0 } : null,
        ServiceTier = null,
        Choices = ValueList.From(answer.Choices.Select(choice => choice with
        {
            LogProbabilities = default,
            Stop = choice.Stop with { Raw = null, Reason = choice.Stop.Reason is StopReason.Unknown ? StopReason.EndTurn : choice.Stop.Reason },
            Parts = ValueList.From(choice.Parts.Where(part => part is not ReasoningPart { Text.Length: 0, Signature: null })),
        })),
    });

    private static string Asked(ChatRequest request) => HubText.Render(request with
    {
        Foreign = [],
        Turns = ValueList.From(request.Turns.Select(turn => turn with { Parts = ValueList.From(turn.Parts.Select(part => part is ReasoningPart thought ? thought with { Id = null } : part)) })),
    });

    private static void Expect(List<string> wrong, string name, bool holds, string what)
    {
        if (!holds)
        {
            wrong.Add($"{name}: {what}");
        }
    }

    private static IEnumerable<(string Name, JsonElement Root)> Exchanges(string status)
    {
        if (!Directory.Exists(Folder))
        {
            Assert.Skip($"The recorded traffic is absent: no folder {Path.GetFileName(Folder)} (BASCULE_CORPUS names it).");
        }

        var files = Directory.GetFiles(Folder, $"openai-responses__*__{status}*__*.json");
        Assert.NotEmpty(files);
        return files.Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), JsonDocument.Parse(File.ReadAllBytes(file)).RootElement));
    }
}
