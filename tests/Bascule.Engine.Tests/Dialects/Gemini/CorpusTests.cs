using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects.Gemini;

/// <summary>Every recorded exchange of real Gemini providers is read without failure, and says what its JSON says.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Corpus_EveryRequest_IsReadAndWrittenAgain()
    {
        foreach (var recorded in Recorded.Of("gemini"))
        {
            if (recorded.Body is not { } body)
            {
                continue;
            }

            var read = Gem.Read(body.GetRawText(), recorded.IsStream);
            if (recorded.File.Contains("c622632b6a", StringComparison.Ordinal))
            {
                Assert.Contains("role", read.Failure!.Message, StringComparison.Ordinal);    // recorded for its wrong role
                continue;
            }

            Assert.True(read.Failure is null, $"{recorded.File}: {read.Failure?.Message}");
            Assert.Equal(recorded.IsStream, read.Value!.Stream);
            Assert.DoesNotContain(read.Value.Turns.SelectMany(turn => turn.Parts), part => part is ToolCallPart { Id: "" } or ToolResultPart { CallId: "" });
            var again = Gem.Read(Gem.Write(read.Value, Gem.From("gemini")), recorded.IsStream);
            Assert.True(again.Failure is null, $"{recorded.File} again: {again.Failure?.Message}");
            Assert.Equal(HubText.Render(read.Value with { Foreign = [] }), HubText.Render(again.Value! with { Foreign = [] }));
        }
    }

    [Fact]
    public void Corpus_EveryAnswer_SaysWhatItsJsonSays()
    {
        var count = 0;
        foreach (var recorded in Recorded.Of("gemini").Where(recorded => recorded.Status == 200 && recorded.Stream is null))
        {
            var read = Gem.Dialect.ReadAnswer(recorded.Whole);
            Assert.True(read.Failure is null, $"{recorded.File}: {read.Failure?.Message}");
            var scan = Gem.Dialect.ScanAnswer(recorded.Whole);
            Assert.Equal((read.Value!.Id, read.Value.Model, read.Value.Usage ?? default), (scan.Id ?? "", scan.Model ?? "", scan.Usage));
            Assert.Equal(Recorded.Facts([recorded.Response.GetProperty("body")]), Said(read.Value));
            CheckStop(recorded.File, read.Value.Choices[0]);
            var again = Gem.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Gem.Write(read.Value)));
            Assert.Equal(Said(read.Value), Said(again.Value!));
            count++;
        }

        Assert.NotEqual(0, count);
    }

    [Fact]
    public void Corpus_EveryStream_SaysWhatItsChunksSay()
    {
        var count = 0;
        foreach (var recorded in Recorded.Of("gemini").Where(recorded => recorded.Status == 200))
        {
            if (recorded.Stream is not { } stream)
            {
                continue;
            }

            var events = Gem.Events(stream);
            var (meanings, scan) = Gem.Scan(stream);
            Assert.True(events[^1] is AnswerEnded, $"{recorded.File}: {events[^1]}");
            Assert.True(scan.EndIsProof && scan.Failure is null, recorded.File);
            Assert.DoesNotContain(FrameMeaning.Failed, meanings);
            var answer = AnswerFold.Fold(events);
            Assert.Equal(Recorded.Facts(Gem.Frames(stream).Frames.Select(frame => JsonElement.Parse(frame))), Said(answer));
            Assert.Equal((answer.Id, answer.Model, answer.Usage ?? default), (scan.Id ?? "", scan.Model ?? "", scan.Usage));
            Assert.All(answer.Choices[0].Parts.OfType<ToolCallPart>(), call => JsonElement.Parse(call.Arguments));
            CheckStop(recorded.File, answer.Choices[0]);
            foreach (var asArray in new[] { false, true })
            {
                var again = AnswerFold.Fold(Gem.Events(Gem.Write(events, asArray)));
                Assert.Equal(Said(answer), Said(again));
                Assert.Equal(Signatures(answer), Signatures(again));
            }

            count++;
        }

        Assert.NotEqual(0, count);
    }

    [Fact]
    public void Corpus_EveryError_IsClassified()
    {
        foreach (var recorded in Recorded.Of("gemini").Where(recorded => recorded.Status != 200))
        {
            var failure = Gem.Dialect.ReadError(recorded.Status, recorded.Whole);
            Assert.True(failure.UpstreamType is not null, recorded.File);
            var expected = recorded.Status switch
            {
                404 => FailureKind.UpstreamNotFound,
                429 => FailureKind.RateLimit,
                _ => failure.Message.Contains("token count", StringComparison.Ordinal) ? FailureKind.ContextLength : FailureKind.Rejected,
            };
            Assert.Equal((recorded.File, expected), (recorded.File, failure.Kind));
            Assert.Equal((recorded.File, recorded.Status == 429), (recorded.File, failure.RetryAfter is not null));
        }
    }

    private static void CheckStop(string file, Choice choice)
    {
        Assert.True(choice.Stop.Reason != StopReason.Unknown, file);
        Assert.Equal((file, choice.Stop.Reason == StopReason.ToolUse), (file, choice.Stop.Raw == "STOP" && choice.Parts.Any(part => part is ToolCallPart)));
    }

    private static string Signatures(Answer answer) => string.Join(' ', answer.Choices[0].Parts.Select(part => part switch
    {
        TextPart text => text.Signature,
        ReasoningPart thought => thought.Signature,
        ToolCallPart call => call.Signature,
        _ => null,
    }).OfType<string>());

    private static string Said(Answer answer)
    {
        var parts = answer.Choices[0].Parts;
        var usage = answer.Usage ?? default;
        return $"{string.Concat(parts.OfType<TextPart>().Select(part => part.Text))}\n{string.Join(' ', parts.OfType<ToolCallPart>().Select(call => call.Name))}\n{usage.Input} {usage.CachedInput ?? 0} {usage.Output ?? 0} {usage.Reasoning ?? 0}";
    }
}
