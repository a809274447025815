using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects.OpenAiChat;

/// <summary>Recorded traffic of real providers, where it is at hand.</summary>
public sealed class CorpusTests
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "../shared/corpus");

    [Fact]
    public void Corpus_EveryAnswer_IsReadOrIsAnErrorAndScannedAlike()
    {
        var wrong = new List<string>();
        foreach (var (name, root) in Exchanges("200"))
        {
            if (root.GetProperty("response").TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object)
            {
                var bytes = Encoding.UTF8.GetBytes(body.GetRawText());
                var read = Chat.Dialect.ReadAnswer(bytes);
                var scan = Chat.Dialect.ScanAnswer(bytes);
                var isAnswer = body.TryGetProperty("choices", out _);
                Expect(wrong, name, isAnswer == read.Failure is null && isAnswer == scan.Failure is null, "read");
                Expect(wrong, name, (read.Value?.Usage ?? default) == scan.Usage, "usage");
                Expect(wrong, name, read.Value is null || (read.Value.Model == (scan.Model ?? "") && read.Value.Choices.All(choice => choice.Parts.Count > 0 || choice.Stop.Reason is StopReason.MaxTokens or StopReason.EndTurn)), "parts");
                Expect(wrong, name, read.Value is null || Chat.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Chat.Write(read.Value))).Failure is null, "written");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Corpus_EveryStream_EndsAsItShouldAndIsScannedAlike()
    {
        var wrong = new List<string>();
        foreach (var (name, root) in Exchanges("200"))
        {
            if (root.GetProperty("response").TryGetProperty("sse", out var sse) && sse.GetString() is { } stream)
            {
                var bytes = Encoding.UTF8.GetBytes(stream);
                var events = Chat.Events(bytes);
                var (meanings, scan) = Chat.Scan(bytes);
                var failed = events[^1] is AnswerFailed;
                Expect(wrong, name, failed == stream.Contains("\"error\":{", StringComparison.Ordinal), "failed " + failed);
                Expect(wrong, name, failed == meanings.Contains(FrameMeaning.Failed), "scan failed");
                Expect(wrong, name, failed || meanings.Contains(FrameMeaning.Terminal) || scan.EndIsProof, "scan end");
                Expect(wrong, name, (events.OfType<UsageTold>().LastOrDefault()?.Usage ?? default) == scan.Usage, "usage");
                Expect(wrong, name, events.Any(said => said is PartBegan) == meanings.Contains(FrameMeaning.Content), "content");
                Expect(wrong, name, scan.Id == NullIfEmpty(events.OfType<AnswerBegan>().FirstOrDefault()?.Id), "id");
                Expect(wrong, name, failed || Said(Chat.Events(Chat.Write(events))) == Said(events), "written");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Corpus_EveryRequest_IsReadAndKeepsItsWordsWhenWritten()
    {
        var wrong = new List<string>();
        foreach (var (name, root) in Exchanges("200"))
        {
            if (root.GetProperty("request").TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object && body.TryGetProperty("messages", out _))
            {
                var json = body.TryGetProperty("model", out _) ? body.GetRawText() : "{\"model\":\"m\"," + body.GetRawText()[1..];
                var read = Chat.Dialect.ReadRequest(Encoding.UTF8.GetBytes(json));
                Expect(wrong, name, read.Failure is null, read.Failure?.Message ?? "");
                if (read.Value is { } request)
                {
                    var how = new RequestWriting { Model = request.Model, From = "openai-chat" };
                    var again = Chat.Dialect.ReadRequest(Encoding.UTF8.GetBytes(Chat.Write(request, how)));
                    Expect(wrong, name, again.Value is { } same && same.Turns.Count >= request.Turns.Count && same.Tools.Count == request.Tools.Count, "written");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Corpus_EveryError_IsClassifiedByItsStatusOrWords()
    {
        var wrong = new List<string>();
        foreach (var (name, root) in Exchanges("4").Concat(Exchanges("5")))
        {
            var response = root.GetProperty("response");
            var status = response.GetProperty("status").GetInt32();
            var body = response.TryGetProperty("body", out var json) && json.ValueKind != JsonValueKind.Null ? json.GetRawText() : "";
            var failure = Chat.Dialect.ReadError(status, Encoding.UTF8.GetBytes(body));
            var right = status switch
            {
                401 => failure.Kind == FailureKind.Credential,
                404 => failure.Kind == FailureKind.UpstreamNotFound,
                429 => failure.Kind == FailureKind.RateLimit,
                400 => failure.Kind is FailureKind.Rejected or FailureKind.ContextLength && failure.Message.Length > 0
                    && failure.Kind == FailureKind.ContextLength == body.Contains("context", StringComparison.Ordinal),
                _ => failure.Kind == FailureKind.UpstreamError,
            };
            Expect(wrong, name, right, failure.Kind.ToString());
        }

        Assert.Empty(wrong);
    }

    /// <summary>What was said, without what this dialect does not carry: raw stop words, the hour of a cache write, whose plain reasoning it is.</summary>
    private static string Said(IEnumerable<AnswerEvent> events)
    {
        var answer = AnswerFold.Fold(events);
        return HubText.Render(answer with
        {
            Created = null,
            Usage = answer.Usage is { } usage ? usage with { CacheWriteHour = null } : null,
            Choices = ValueList.From(answer.Choices.Select(choice => choice with
            {
                Stop = choice.Stop with { Raw = null },
                Parts = ValueList.From(choice.Parts.Select(part => part is ReasoningPart { Signature: null } plain
                    ? plain with { Vendor = null, Id = null, Summary = false, Text = plain.Text.TrimStart('\n') }
                    : part)),
            })),
        });
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

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

        var files = Directory.GetFiles(Folder, $"openai-chat__*__{status}*__*.json");
        Assert.NotEmpty(files);
        return files.Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), JsonDocument.Parse(File.ReadAllBytes(file)).RootElement));
    }
}
