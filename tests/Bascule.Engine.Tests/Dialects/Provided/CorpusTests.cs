using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Tests.Dialects.Anthropic;
using Bascule.Engine.Tests.Dialects.OpenAiChat;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects.Provided;

/// <summary>Recorded traffic of real providers, where it is at hand: read right, and told right to callers of both dialects.</summary>
public sealed class CorpusTests
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "../shared/corpus");

    public static TheoryData<string> Dialects => [.. Provided.All];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Corpus_EveryAnswer_SaysWhatWasRecorded(string name)
    {
        var wrong = new List<string>();
        foreach (var (file, response) in Responses(name, "unary__200"))
        {
            var read = Provided.Find(name).ReadAnswer(Encoding.UTF8.GetBytes(response.GetProperty("body").GetRawText()));
            if (read.Value is not { } answer)
            {
                wrong.Add($"{file}: {read.Failure}");
                continue;
            }

            var recorded = Recorded.OfBody(name, response.GetProperty("body"));
            Compare(wrong, file, recorded, Recorded.Of(answer));
            Compare(wrong, file + " chat", recorded, Recorded.Of(Chat.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Chat.Write(answer))).Value!));
            Compare(wrong, file + " claude", recorded, Recorded.Of(Claude.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Claude.Write(answer))).Value!));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Corpus_EveryStream_SaysWhatWasRecordedAndIsProved(string name)
    {
        var wrong = new List<string>();
        foreach (var (file, response) in Responses(name, "stream__200"))
        {
            if (Recorded.StreamBytes(response) is not { } stream)
            {
                continue;    // only the payloads were recorded
            }

            var events = Provided.Events(name, stream);
            if (events[^1] is not AnswerEnded)
            {
                wrong.Add($"{file}: {events[^1]}");
                continue;
            }

            var recorded = Recorded.OfStream(name, response);
            Compare(wrong, file, recorded, Recorded.Of(AnswerFold.Fold(events)));
            Compare(wrong, file + " chat", recorded, Recorded.Of(AnswerFold.Fold(Chat.Events(Chat.Write(events)))));
            Compare(wrong, file + " claude", recorded, Recorded.Of(AnswerFold.Fold(Claude.Events(Claude.Write(events)))));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Corpus_EveryError_IsOneOfOurs(string name)
    {
        var wrong = new List<string>();
        foreach (var (file, response) in Responses(name, "*__4*"))
        {
            var type = response.GetProperty("headers").TryGetProperty("x-amzn-errortype", out var told) ? told.GetString() : null;
            var failure = Provided.Find(name).ReadError(response.GetProperty("status").GetInt32(), Encoding.UTF8.GetBytes(response.GetProperty("body").GetRawText()), type);
            var message = response.GetProperty("body").TryGetProperty("message", out var said) ? said.GetString() ?? "" : "";
            var expected = response.GetProperty("status").GetInt32() switch
            {
                401 => FailureKind.Credential,
                404 => FailureKind.UpstreamNotFound,
                _ when message.Contains("Tokens Exceeded", StringComparison.Ordinal) => FailureKind.ContextLength,
                _ when message.Contains("nvalid model", StringComparison.Ordinal) || message.Contains("model identifier", StringComparison.Ordinal) => FailureKind.UpstreamNotFound,
                _ => FailureKind.Rejected,
            };
            if (failure.Kind != expected || failure.Message.Length == 0)
            {
                wrong.Add($"{file}: {failure.Kind}, not {expected}: {failure.Message}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static void Compare(List<string> wrong, string file, string recorded, string said)
    {
        if (recorded != said)
        {
            wrong.Add($"{file}\n  recorded {recorded}\n  said     {said}");
        }
    }

    private static IEnumerable<(string File, JsonElement Response)> Responses(string name, string kind)
    {
        if (!Directory.Exists(Folder))
        {
            Assert.Skip($"The recorded traffic is absent: no folder {Path.GetFileName(Folder)} (BASCULE_CORPUS names it).");
        }

        var prefix = name switch { "bedrock" => "bedrock-converse__bedrock", "cohere" => "cohere-v2__cohere", _ => $"{name}__{name}" };
        var files = Directory.GetFiles(Folder, $"{prefix}__{kind}__*.json");
        Assert.NotEmpty(files);
        return files.Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("response")));
    }
}
