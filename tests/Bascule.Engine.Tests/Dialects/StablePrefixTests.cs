using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>A conversation that only grows keeps the beginning of its prompt byte for byte, whoever asks in whatever dialect, and whoever is asked.</summary>
public sealed class StablePrefixTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    /// <summary>
    /// Calls for an answer where a dialect has nothing but text (TGI), and is no part of what was said: an answer of words begins with it, but one that only calls tools has no words there, and
    /// what follows it is the caller's again. So these bytes at the very end, and no others, may go.
    /// </summary>
    private const string Cue = "Assistant:";

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var caller in DialectSet.Callers)
            {
                foreach (var wire in DialectSet.All)
                {
                    pairs.Add(caller.Name, wire.Name);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Conversation_ThatGrows_KeepsItsBeginningUpstream(string from, string to)
    {
        var (caller, wire) = (DialectSet.FindCaller(from)!, DialectSet.Find(to)!);
        var (before, place) = ("", -1);
        foreach (var asked in Growing())
        {
            place++;
            var body = Written(caller, asked, from);
            if (body is null || caller.ReadRequest(body, new CallAddress("m", Stream: false)).Value is not { } read)
            {
                continue;    // no form for that in the caller's own dialect
            }

            var sent = caller == wire ? body : Written(wire, read, from);
            if (sent is null)
            {
                continue;
            }

            var prompt = Prompt(sent, wire);
            Assert.True(prompt.StartsWith(before, StringComparison.Ordinal), $"turn {place}:\n{before}\n{prompt}");
            before = to == "tgi" && prompt.EndsWith(Cue, StringComparison.Ordinal) ? prompt[..^Cue.Length] : prompt;
        }
    }

    private static byte[]? Written(IDialect dialect, ChatRequest asked, string from)
    {
        var into = new ArrayBufferWriter<byte>();
        return dialect.WriteRequest(asked, new RequestWriting { Model = "m", From = from, SignaturesOf = null }, into) is null ? into.WrittenSpan.ToArray() : null;
    }

    private static string Prompt(byte[] body, IDialect wire)
    {
        using var into = new PooledBuffer(1024);
        PromptLayout.Of(body, wire.Shape).Write(body, into);
        return Encoding.UTF8.GetString(into.Written.Span);
    }

    /// <summary>Tools called in parallel and one by one, results late, a picture, reasoning, instructions in the middle, and the cap on the answer changing on the way.</summary>
    private static IEnumerable<ChatRequest> Growing()
    {
        Turn[] turns =
        [
            Said(Role.User, new TextPart("What is the weather in Oslo and in Rome? \"Say\" it\n\u00e9 \ud83d\ude00 <b>&")),
            Said(Role.Assistant, new ReasoningPart("Two cities."), new TextPart("I shall look."), new ToolCallPart("call_1", "weather", """{"city":"Oslo"}"""), new ToolCallPart("call_2", "weather", """{ "city" : "Rome" }""")),
            Said(Role.Tool, new ToolResultPart("call_1", [new TextPart("rain")]) { Name = "weather" }, new ToolResultPart("call_2", [new TextPart("sun")]) { Name = "weather" }),
            Said(Role.Assistant, new ToolCallPart("call_3", "clock", "{}")),
            Said(Role.Tool, new ToolResultPart("call_3", [new TextPart("noon")]) { Name = "clock" }),
            Said(Role.Assistant, new TextPart("Rain in Oslo, sun in Rome. ")),
            Said(Role.User, new TextPart("And here?"), new ImagePart(new MediaSource(Base64: Png, MediaType: "image/png"))),
            Said(Role.Assistant, new TextPart("A red dot.")),
            Said(Role.User, new TextPart("Thanks.")),
        ];
        int[] asks = [1, 3, 5, 7, 9];
        return asks.Select(count => new ChatRequest
        {
            Model = "m",
            Instructions = [new TextPart("Be brief."), new TextPart("Always.")],
            Tools =
            [
                new FunctionTool("weather", "Tells the weather.", RawJson.FromText("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""")),
                new FunctionTool("clock", null, RawJson.FromText("""{"type":"object","properties":{}}""")),
            ],
            Turns = turns[..count],
            MaxOutputTokens = 100 + count,
            Sampling = new Sampling { Temperature = count / 10.0 },
        });
    }

    private static Turn Said(Role role, params Part[] parts) => new(role, parts);
}
