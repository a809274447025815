using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Resilience.Reasoning;

namespace Bascule.Engine.Tests.Dialects.OpenAiChat;

/// <summary>Gemini's signatures on calls and text go out to chat clients and come back to where they stood.</summary>
public sealed class GoogleSignatureTests
{
    private static readonly Part[] Said =
    [
        new ReasoningPart("hm"),
        new TextPart("so") { Signature = "on-text" },
        new ToolCallPart("c1", "f", "{}") { Signature = "on-call" },
        new ToolCallPart("c2", "g", "{}"),
    ];

    [Fact]
    public void Signatures_OfAWholeAnswer_ComeBack()
    {
        var into = new ArrayBufferWriter<byte>();
        OpenAiChatDialect.Instance.WriteAnswer(new Answer { Id = "a", Model = "m", Choices = [new Choice(0, Said, new Stop(StopReason.ToolUse))] }, into);
        var message = JsonNode.Parse(into.WrittenSpan)!["choices"]![0]!["message"]!;
        Assert.Equal(Said[1..], Echoed(message).Where(part => part is not ReasoningPart));
    }

    [Fact]
    public void Signatures_OfAStream_ComeBackFromWhatAClientGathers()
    {
        var writer = OpenAiChatDialect.Instance.NewStreamWriter(new ChatRequest { Model = "m" });
        var into = new ArrayBufferWriter<byte>();
        foreach (var said in AnswerTelling.Tell(new Answer { Id = "a", Model = "m", Choices = [new Choice(0, Said, new Stop(StopReason.ToolUse))] }))
        {
            writer.Write(said, into);
        }

        var details = new JsonArray();
        foreach (var delta in Encoding.UTF8.GetString(into.WrittenSpan).Split("\n\n").Where(data => data.StartsWith("data: {", StringComparison.Ordinal)).Select(data => JsonNode.Parse(data[6..])!["choices"]![0]!["delta"]!))
        {
            foreach (var detail in delta["reasoning_details"]?.AsArray() ?? [])
            {
                details.Add(detail!.DeepClone());
            }
        }

        var message = JsonNode.Parse("""{"role":"assistant","content":"so","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}]}""")!;
        message["reasoning_details"] = details;
        Assert.Equal(Said[1..], Echoed(message).Where(part => part is not ReasoningPart));
    }

    [Fact]
    public void Signatures_OfAStream_AreGathered()
    {
        var gathered = new ReasoningGatherer();
        foreach (var said in AnswerTelling.Tell(new Answer { Id = "a", Model = "m", Choices = [new Choice(0, Said, default)] }))
        {
            gathered.Take(said);
        }

        Assert.Equal(["on-text"], gathered.Parts.OfType<TextPart>().Select(text => text.Signature));
        Assert.Equal(["on-call", null], gathered.Parts.OfType<ToolCallPart>().Select(call => call.Signature));
    }

    private static IReadOnlyList<Part> Echoed(JsonNode message)
    {
        var body = new JsonObject { ["model"] = "m", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "go" }, message.DeepClone()) };
        return OpenAiChatDialect.Instance.ReadRequest(Encoding.UTF8.GetBytes(body.ToJsonString())).Value!.Turns[1].Parts;
    }
}
