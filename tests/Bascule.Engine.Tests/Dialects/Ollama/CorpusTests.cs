using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Tests.Dialects.Anthropic;
using Bascule.Engine.Tests.Dialects.OpenAiChat;

namespace Bascule.Engine.Tests.Dialects.Ollama;

/// <summary>Recorded traffic of real servers, where it is at hand: read, scanned, and carried to other dialects and back.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Corpus_EveryAnswer_IsReadScannedAndSaysTheSameElsewhere()
    {
        foreach (var exchange in Recorded.Of("ollama").Where(exchange => exchange.Stream is null))
        {
            var side = SideOf(exchange);
            var read = side.Dialect.ReadAnswer(exchange.Whole);
            Assert.True(read.Failure is null, exchange.Name);
            var scan = side.Dialect.ScanAnswer(exchange.Whole);
            Assert.Equal((read.Value!.Model, read.Value.Usage), (scan.Model, scan.Usage));
            Assert.NotEmpty(read.Value.Choices[0].Parts);
            var given = read.Value with { Choices = [read.Value.Choices[0] with { Parts = MadeIds.Fill(read.Value.Choices[0].Parts, 1) }] };
            Assert.Equal(Said(given), Said(Chat.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Chat.Write(given))).Value!));
            Assert.Equal(Said(given), Said(Claude.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(Claude.Write(given))).Value!));
            Assert.Equal(Said(given), Said(side.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(side.Write(given))).Value!));
        }
    }

    [Fact]
    public void Corpus_EveryStream_EndsWithItsProofAndSaysTheSameElsewhere()
    {
        foreach (var exchange in Recorded.Of("ollama").Where(exchange => exchange.Stream is not null))
        {
            var side = SideOf(exchange);
            var events = side.Events(exchange.Stream!);
            Assert.IsType<AnswerEnded>(events[^1]);
            var (meanings, scan) = side.Scan(exchange.Stream!);
            Assert.Equal(FrameMeaning.Terminal, meanings[^1]);
            Assert.Equal(events.OfType<UsageTold>().LastOrDefault()?.Usage ?? default, scan.Usage);
            var said = Said(AnswerFold.Fold(events));
            Assert.Equal(said, Said(AnswerFold.Fold(Chat.Events(Chat.Write(events)))));
            Assert.Equal(said, Said(AnswerFold.Fold(Claude.Events(Claude.Write(events)))));
            Assert.Equal(said, Said(AnswerFold.Fold(side.Events(side.Write(events)))));
        }
    }

    [Fact]
    public void Corpus_EveryRequest_IsScannedReadAndKeepsItsWordsElsewhere()
    {
        var known = 0;
        foreach (var exchange in Recorded.Of("ollama").Where(exchange => exchange.Asked is not null))
        {
            var side = SideOf(exchange);
            var profile = RequestScan.Read(exchange.Asked, side.Dialect.Shape);
            Assert.True(profile.Failure is null, $"{exchange.Name} {profile.Failure?.Message}");
            var read = side.Dialect.ReadRequest(exchange.Asked);
            Assert.True(read.Failure is null, $"{exchange.Name} {read.Failure?.Message}");
            Assert.Equal(profile.Value!.Stream, read.Value!.Stream);
            var chat = Chat.Request(Chat.Write(read.Value, Chat.From(side.Dialect.Name)));
            Assert.Equal(Asked(read.Value), Asked(chat));
            var again = CallerGoldenTests.Side("ollama");
            Assert.Equal(Asked(read.Value), Asked(again.Request(again.Write(chat, Chat.From("openai-chat")))));
            known++;
        }

        Assert.True(known >= 15);
    }

    private static CallerSide SideOf(RecordedExchange exchange) => CallerGoldenTests.Side(exchange.Path.EndsWith("/generate", StringComparison.Ordinal) ? "ollama-generate" : "ollama");

    /// <summary>The recordings were parsed and written again with line ends; a line of a stream has none.</summary>
    private static string OneLine(string arguments) => arguments.Replace("\n", "", StringComparison.Ordinal);

    private static string Asked(ChatRequest request)
    {
        var parts = request.Turns.SelectMany(turn => turn.Parts).ToArray();
        return string.Join('\n',
            string.Join("\n\n", request.Instructions.OfType<TextPart>().Select(part => part.Text)),
            string.Join('|', parts.OfType<TextPart>().Select(part => part.Text)),
            string.Join('|', parts.OfType<ToolCallPart>().Select(part => $"{part.Id} {part.Name} {OneLine(part.Arguments)}")),
            string.Join('|', parts.OfType<ToolResultPart>().Select(part => $"{part.CallId} {string.Concat(part.Content.OfType<TextPart>().Select(text => text.Text))}")),
            string.Join('|', request.Tools.OfType<FunctionTool>().Select(tool => $"{tool.Name} {tool.Description} {tool.Parameters}")),
            $"{request.Output?.Kind} {request.Output?.Schema} {request.MaxOutputTokens} {request.Stream}");
    }

    private static string Said(Answer answer)
    {
        var parts = answer.Choices[0].Parts;
        return string.Join('\n',
            string.Concat(parts.OfType<TextPart>().Select(part => part.Text)),
            string.Concat(parts.OfType<ReasoningPart>().Select(part => part.Text)),
            string.Join(' ', parts.OfType<ToolCallPart>().Select(part => $"{part.Id} {part.Name} {OneLine(part.Arguments)}")),
            $"{answer.Usage?.Input ?? 0} {answer.Usage?.Output}",
            answer.Choices[0].Stop.Reason);
    }
}
