using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Tests.Dialects.OpenAiCompletions;

/// <summary>Recorded traffic of real providers, where it is at hand.</summary>
public sealed class CorpusTests
{
    private static readonly CallerSide Side = CallerGoldenTests.Side("openai-completions");

    [Fact]
    public void Corpus_EveryAnswer_IsReadAndScannedAlike()
    {
        foreach (var exchange in Recorded.Of("openai-completions").Where(exchange => exchange.Stream is null && exchange.Status == 200))
        {
            var read = Side.Dialect.ReadAnswer(exchange.Whole);
            var scan = Side.Dialect.ScanAnswer(exchange.Whole);
            Assert.True(read.Failure is null && scan.Failure is null, exchange.Name);
            Assert.Equal((read.Value!.Model, read.Value.Usage ?? default), (scan.Model, scan.Usage));
            Assert.Equal(Texts(read.Value), Texts(Side.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Side.Write(read.Value))).Value!));
            Assert.Contains(Texts(read.Value), text => text.Length > 0 || exchange.Name.EndsWith("5659b343d3", StringComparison.Ordinal));    // that one said nothing
        }
    }

    [Fact]
    public void Corpus_EveryStream_IsWholeWithItsProofAndCutWithout()
    {
        foreach (var exchange in Recorded.Of("openai-completions").Where(exchange => exchange.Stream is not null))
        {
            var events = Side.Events(exchange.Stream!);
            var (meanings, scan) = Side.Scan(exchange.Stream!);
            var proved = Encoding.UTF8.GetString(exchange.Stream!).Contains("[DONE]", StringComparison.Ordinal);
            Assert.Equal(proved, events[^1] is AnswerEnded);
            Assert.Equal(proved, meanings[^1] == FrameMeaning.Terminal);
            Assert.Equal(events.OfType<UsageTold>().LastOrDefault()?.Usage ?? default, scan.Usage);
            if (proved)
            {
                Assert.Equal(Texts(AnswerFold.Fold(events)), Texts(AnswerFold.Fold(Side.Events(Side.Write(events)))));
            }
        }
    }

    [Fact]
    public void Corpus_EveryRequest_IsReadOrRefusedForItsPrompts()
    {
        foreach (var exchange in Recorded.Of("openai-completions").Where(exchange => exchange.Asked is not null && !exchange.Path.Contains("/prompts/", StringComparison.Ordinal)))
        {
            Assert.Null(RequestScan.Read(exchange.Asked, Side.Dialect.Shape).Failure);
            var read = Side.Dialect.ReadRequest(exchange.Asked);
            Assert.True(read.Failure is null || read.Failure.Param == "prompt", $"{exchange.Name} {read.Failure?.Message}");
        }
    }

    [Fact]
    public void Corpus_EveryError_IsClassified()
    {
        var kinds = Recorded.Of("openai-completions").Where(exchange => exchange.Status >= 400).ToDictionary(exchange => exchange.Status, exchange => Side.Dialect.ReadError(exchange.Status, exchange.Whole).Kind);
        Assert.Equal((FailureKind.Rejected, FailureKind.Credential, FailureKind.UpstreamNotFound), (kinds[400], kinds[401], kinds[404]));
    }

    private static IReadOnlyList<string> Texts(Answer answer) => [.. answer.Choices.Select(choice => string.Concat(choice.Parts.OfType<TextPart>().Select(part => part.Text)))];
}
