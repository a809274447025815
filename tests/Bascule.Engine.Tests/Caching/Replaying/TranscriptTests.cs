using System.Buffers;
using System.Text;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Replaying;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Ledger;

namespace Bascule.Engine.Tests.Caching.Replaying;

/// <summary>An answer of every caller's dialect, whole and streamed, given to a caller of every dialect, whole and streamed.</summary>
public sealed class TranscriptTests
{
    private const long Now = 1_760_000_000;

    private static readonly Answer Words = new()
    {
        Id = "answer_1", Model = "model-2026", Created = 1_750_000_000, Usage = new Usage { Input = 11, Output = 3 },
        Choices = [new Choice(0, [new TextPart("Forty-two, says “she”.\nNo more.")], new Stop(StopReason.EndTurn))],
    };

    private static readonly Answer Calls = Words with
    {
        Choices = [new Choice(0, [new TextPart("I look."), new ToolCallPart("call_1", "get_weather", """{"city":"Paris"}"""), new ToolCallPart("call_2", "get_population", """{"city":"Paris"}""")], new Stop(StopReason.ToolUse))],
    };

    /// <summary>Dialects that have no word for a tool.</summary>
    private static readonly string[] WordsOnly = ["openai-completions", "ollama-generate"];

    public static TheoryData<string, bool, string, bool> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, bool, string, bool>();
            foreach (var from in DialectSet.Callers)
            {
                foreach (var to in DialectSet.Callers)
                {
                    foreach (var (streamed, asStream) in new[] { (false, false), (false, true), (true, false), (true, true) })
                    {
                        pairs.Add(from.Name, streamed, to.Name, asStream);
                    }
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Answer_ToAnyDialectAndForm_SaysTheSame(string from, bool streamed, string to, bool asStream)
    {
        var told = Replay(Words, DialectSet.FindCaller(from)!, streamed, DialectSet.FindCaller(to)!, asStream);

        var choice = Assert.Single(told.Choices);
        Assert.Equal(Words.Choices[0].Parts[0] is TextPart text ? text.Text : "", string.Concat(choice.Parts.OfType<TextPart>().Select(part => part.Text)));
        Assert.Equal(StopReason.EndTurn, choice.Stop.Reason);
        Assert.Equal((11, 3), (told.Usage?.Input, told.Usage?.Output));
        Assert.Equal("model-2026", told.Model);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ToolCalls_ToAnyDialectAndForm_AreTheSame(string from, bool streamed, string to, bool asStream)
    {
        if (WordsOnly.Contains(from) || WordsOnly.Contains(to))
        {
            return;
        }

        var told = Replay(Calls, DialectSet.FindCaller(from)!, streamed, DialectSet.FindCaller(to)!, asStream);

        var calls = told.Choices[0].Parts.OfType<ToolCallPart>().ToArray();
        Assert.Equal(["get_weather", "get_population"], calls.Select(call => call.Name));
        Assert.All(calls, call => Assert.Contains("Paris", call.Arguments, StringComparison.Ordinal));
        Assert.Equal(StopReason.ToolUse, told.Choices[0].Stop.Reason);
    }

    /// <summary>However the bytes come, the stream is the same.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Stream_InPieces_IsTheSame(int size)
    {
        var (from, to) = (DialectSet.FindCaller("openai-chat")!, DialectSet.FindCaller("anthropic")!);
        var answer = Record(Calls, from, streamed: true);
        using var transcript = new StreamTranscript(from, answer.ContentType, null, ReaderOf(to, stream: true));
        var into = new ArrayBufferWriter<byte>();
        for (var at = 0; at < answer.Bytes.Length; at += size)
        {
            Assert.Null(transcript.Take(answer.Bytes.Span.Slice(at, Math.Min(size, answer.Bytes.Length - at)), into));
        }

        Assert.Null(transcript.End(default, answer.Usage, into));
        Assert.Equal(Encoding.UTF8.GetString(Transcript.Stream(answer, null, ReaderOf(to, stream: true)).Value!), Encoding.UTF8.GetString(into.WrittenSpan));
    }

    [Fact]
    public void Stream_ThatIsCut_IsNone()
    {
        var from = DialectSet.FindCaller("openai-chat")!;
        var answer = Record(Words, from, streamed: true);
        answer = answer with { Bytes = answer.Bytes[..(answer.Bytes.Length / 2)] };

        Assert.NotNull(Transcript.Stream(answer, null, ReaderOf(DialectSet.FindCaller("anthropic")!, stream: true)).Failure);
        Assert.NotNull(Transcript.Whole(answer, null, ReaderOf(from, stream: false)).Failure);
    }

    private static Answer Replay(Answer said, ICallerDialect from, bool streamed, ICallerDialect to, bool asStream)
    {
        var answer = Record(said, from, streamed);
        var read = asStream ? Transcript.Stream(answer, null, ReaderOf(to, stream: true)) : Transcript.Whole(answer, null, ReaderOf(to, stream: false));
        Assert.Null(read.Failure);
        if (!asStream)
        {
            return to.ReadAnswer(read.Value!).Value!;
        }

        var events = new List<AnswerEvent>();
        using var reading = new EventReading(to, to.StreamType, null, 1);
        reading.Take(read.Value!, last: true, events);
        Assert.IsType<AnswerEnded>(events[^1]);
        var gathered = new AnswerGathering();
        events.ForEach(gathered.Take);
        return gathered.Answer;
    }

    private static Reader ReaderOf(ICallerDialect dialect, bool stream) =>
        new(dialect, new ChatRequest { Model = "assistant", Stream = stream, StreamUsage = stream, Turns = [new Turn(Role.User, [new TextPart("?")])] }, "01a21b12-bcad-7000-8000-000000000000", Now);

    private static CachedAnswer Record(Answer said, ICallerDialect dialect, bool streamed)
    {
        var into = new ArrayBufferWriter<byte>();
        var asked = ReaderOf(dialect, streamed).Asked;
        if (streamed)
        {
            var writer = dialect.NewStreamWriter(asked);
            foreach (var one in AnswerTelling.Tell(said))
            {
                writer.Write(one, into);
            }
        }
        else
        {
            dialect.WriteAnswer(said, asked, into);
        }

        return new CachedAnswer
        {
            Dialect = dialect.Name, Stream = streamed, TellsUsage = true, ContentType = streamed ? dialect.StreamType : "application/json", Bytes = into.WrittenMemory.ToArray(),
            Route = "assistant", Deployment = "d", Maker = 0, Usage = new LedgerUsage(11, 0, 0, 3, 0, false), From = Guid.Empty, At = default, Until = default,
        };
    }
}
