using System.Buffers;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Dialects.OpenAiResponses;
using Bascule.Engine.Tests.Dialects.Sse;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects.OpenAiSpec;

/// <summary>What we write for OpenAI's clients out of other dialects' answers is what OpenAI's own document says.</summary>
public sealed class SpecTests
{
    private static readonly SpecDocument? Spec = SpecDocument.TryLoad();

    /// <summary>A recording's name begins with its dialect's.</summary>
    private static readonly (string Corpus, string Dialect)[] Recorded =
    [
        ("anthropic-messages", "anthropic"), ("openai-chat", "openai-chat"), ("openai-responses", "openai-responses"), ("gemini", "gemini"), ("mistral", "mistral"), ("cohere-v2", "cohere"),
    ];

    /// <summary>Where the document's schema and its own words, or what OpenAI sends, part.</summary>
    private static readonly (string End, string Reason)[] Slips =
    [
        (".type: custom is none of [", "its chunks know no custom tools, its whole answers and OpenAI do"),
    ];

    private static readonly ChatRequest Asked = new()
    {
        Model = "m",
        Instructions = [new TextPart("Be brief.")],
        Turns = [new Turn(Role.User, [new TextPart("hi")])],
        Tools = [new FunctionTool("f", null, default), new CustomTool("g", "d", default)],
        ToolChoice = new ToolChoice(ToolChoiceKind.Named, "f"),
        Output = new OutputFormat(OutputKind.JsonSchema) { Schema = RawJson.FromText("{}") },
        Reasoning = new ReasoningWish { Effort = "low" },
        Metadata = [KeyValuePair.Create("a", "b")],
        User = "u",
        Stream = true,
        StreamUsage = true,
    };

    [Fact]
    public void Answers_OfOtherDialects_AreAsTheDocumentSays()
    {
        Assert.SkipWhen(Spec is null, SpecDocument.Absent);
        var wrong = new List<string>();
        var count = 0;
        foreach (var (name, dialect, response) in Recordings())
        {
            if (response.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object && dialect.ReadAnswer(Encoding.UTF8.GetBytes(body.GetRawText())).Value is { } answer)
            {
                count++;
                Hold(wrong, name, dialect, OpenAiChatDialect.Instance, "CreateChatCompletionResponse", answer);
                Hold(wrong, name, dialect, OpenAiResponsesDialect.Instance, "Response", answer);
            }
        }

        Assert.True(count > 100, $"only {count} answers");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
    }

    [Fact]
    public void Streams_OfOtherDialects_AreAsTheDocumentSays()
    {
        Assert.SkipWhen(Spec is null, SpecDocument.Absent);
        var wrong = new List<string>();
        var count = 0;
        foreach (var (name, dialect, response) in Recordings())
        {
            if (response.TryGetProperty("sse", out var sse) && sse.GetString() is { } stream)
            {
                var events = new List<AnswerEvent>();
                var reader = dialect.NewStreamReader();
                foreach (var (kind, data) in SseFrames.Cut(Encoding.UTF8.GetBytes(stream)))
                {
                    reader.Read(Encoding.UTF8.GetBytes(kind), Encoding.UTF8.GetBytes(data), events);
                }

                reader.End(events);
                count++;
                HoldStream(wrong, name, dialect, OpenAiChatDialect.Instance, "CreateChatCompletionStreamResponse", events);
                HoldStream(wrong, name, dialect, OpenAiResponsesDialect.Instance, "ResponseStreamEvent", events);
            }
        }

        Assert.True(count > 100, $"only {count} streams");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
    }

    [Fact]
    public void Errors_OfEveryKind_AreAsTheDocumentSays()
    {
        Assert.SkipWhen(Spec is null, SpecDocument.Absent);
        foreach (var kind in Enum.GetValues<FailureKind>())
        {
            var failure = new Failure(Blame.Caller, kind, "code", "It failed.") { Mend = "Try again." };
            var body = new ArrayBufferWriter<byte>();
            OpenAiResponsesDialect.Instance.WriteError(failure, "id", body);
            Assert.Null(Spec.Wrong("ErrorResponse", JsonElement.Parse(body.WrittenSpan)));
            var told = new ArrayBufferWriter<byte>();
            OpenAiResponsesDialect.Instance.WriteStreamError(failure, "id", told);
            Assert.Null(Spec.Wrong("ResponseErrorEvent", JsonElement.Parse(SseFrames.Cut(told.WrittenSpan.ToArray()).Single().Data)));
        }
    }

    private static void Hold(List<string> wrong, string name, IDialect from, ICallerDialect to, string schema, Answer answer)
    {
        if (from.Name == to.Name)
        {
            return;    // there the upstream's bytes pass
        }

        var written = new ArrayBufferWriter<byte>();
        to.WriteAnswer(answer with { Id = to.AnswerId(answer.Id, "0123") }, Asked, written);
        Note(wrong, name, Spec!.Wrong(schema, JsonElement.Parse(written.WrittenSpan)));
    }

    private static void HoldStream(List<string> wrong, string name, IDialect from, ICallerDialect to, string schema, List<AnswerEvent> events)
    {
        if (from.Name == to.Name)
        {
            return;
        }

        var written = new ArrayBufferWriter<byte>();
        var writer = to.NewStreamWriter(Asked);
        foreach (var said in events)
        {
            writer.Write(said is AnswerBegan began ? began with { Id = to.AnswerId(began.Id, "0123") } : said, written);
        }

        foreach (var (_, data) in SseFrames.Cut(written.WrittenSpan.ToArray()).Where(frame => frame.Data != "[DONE]"))
        {
            Note(wrong, name, Spec!.Wrong(schema, JsonElement.Parse(data)));
        }
    }

    private static void Note(List<string> wrong, string name, string? what)
    {
        if (what is not null && !Array.Exists(Slips, slip => what.Contains(slip.End, StringComparison.Ordinal)))
        {
            wrong.Add($"{name}: {what}");
        }
    }

    private static IEnumerable<(string Name, IDialect Dialect, JsonElement Response)> Recordings()
    {
        var folder = Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "../shared/corpus");
        Assert.SkipUnless(Directory.Exists(folder), $"The recorded traffic is absent: no folder {Path.GetFileName(folder)} (BASCULE_CORPUS names it).");
        return from known in Recorded
               from file in Directory.GetFiles(folder, $"{known.Corpus}__*__200__*.json").Order(StringComparer.Ordinal)
               select (Path.GetFileNameWithoutExtension(file), DialectSet.Find(known.Dialect)!, JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("response"));
    }
}
