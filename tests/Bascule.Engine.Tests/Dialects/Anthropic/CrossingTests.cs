using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Tests.Dialects.OpenAiChat;

namespace Bascule.Engine.Tests.Dialects.Anthropic;

public sealed class CrossingTests
{
    public static TheoryData<string> ChatStreams => [.. GoldenFiles.Cases("openai-chat", ".sse")];

    [Theory]
    [MemberData(nameof(ChatStreams))]
    public void ChatStream_WrittenForClaudeCallers_IsWholeAndInOrder(string name)
    {
        var events = Chat.Events(GoldenFiles.Read("openai-chat", name + ".sse"));
        var again = Claude.Events(Claude.Write(events));
        if (events[^1] is AnswerFailed)
        {
            Assert.IsType<AnswerFailed>(again[^1]);
            return;
        }

        Assert.IsType<AnswerEnded>(again[^1]);
        Assert.Equal(Sizes<TextPart>(events), Sizes<TextPart>(again));
        Assert.Equal(Sizes<ToolCallPart>(events), Sizes<ToolCallPart>(again));
        Assert.Equal(events.OfType<UsageTold>().LastOrDefault()?.Usage.Output ?? 0, again.OfType<UsageTold>().Last().Usage.Output);
        var open = 0;
        foreach (var said in again)
        {
            open += said is PartBegan ? 1 : said is PartEnded ? -1 : 0;
            Assert.InRange(open, 0, 1);
        }
    }

    [Fact]
    public void ToolLoop_WithItsSignedThinking_GoesOnThinking()
    {
        var how = Claude.From("openai-chat");
        var body = Write(how, new ReasoningPart("hm") { Signature = "SIG", Vendor = "anthropic" });
        Assert.Equal("enabled", body.GetProperty("thinking").GetProperty("type").GetString());
        Assert.Equal("SIG", body.GetProperty("messages")[1].GetProperty("content")[0].GetProperty("signature").GetString());
        Assert.Empty(how.Dropped);
    }

    [Theory]
    [InlineData("openai", "anthropic")]
    [InlineData("anthropic", null)]
    public void ToolLoop_WithThinkingThatTheUpstreamDoesNotTake_SwitchesItOff(string vendor, string? signaturesOf)
    {
        var how = Claude.From("openai-chat", signaturesOf);
        var body = Write(how, new ReasoningPart("hm") { Signature = "SIG", Vendor = vendor });
        Assert.False(body.TryGetProperty("thinking", out _));
        Assert.DoesNotContain("SIG", body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["reasoning_effort"], how.Dropped);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    public void ToolCall_WithoutArguments_HasAnEmptyInput(string arguments)
    {
        var asked = new ChatRequest
        {
            Model = "x",
            MaxOutputTokens = 10,
            Turns = [new Turn(Role.User, [new TextPart("a")]), new Turn(Role.Assistant, [new ToolCallPart("c", "f", arguments)]), new Turn(Role.Tool, [new ToolResultPart("c", [new TextPart("1")])])],
        };
        var body = JsonElement.Parse(Claude.Write(asked, Claude.From("openai-chat")));
        Assert.Equal("{}", body.GetProperty("messages")[1].GetProperty("content")[0].GetProperty("input").GetRawText());
    }

    [Fact]
    public void ForeignToThisWire_IsNamed()
    {
        var how = Claude.From("openai-responses");
        Claude.Write(
            new ChatRequest
            {
                Model = "m",
                Turns = [new Turn(Role.User, [new TextPart("x"), new ForeignPart("openai-responses", "item_reference", RawJson.FromText("{}"))])],
                Tools = [new ForeignTool("openai-responses", "file_search", RawJson.FromText("{}"))],
                Reasoning = new ReasoningWish { Effort = "low" },
                MaxOutputTokens = 100,
                Foreign = [new ForeignField("openai-responses", "store", RawJson.FromText("true")), new ForeignField("anthropic", "container", RawJson.FromText("\"c\""))],
            },
            how);
        Assert.Equal(["item_reference", "file_search", "reasoning", "store"], how.Dropped);
    }

    [Fact]
    public void AllowedTools_AreTheOnlyOnesOffered()
    {
        var body = JsonDocument.Parse(Claude.Write(
            new ChatRequest
            {
                Model = "m",
                Turns = [new Turn(Role.User, [new TextPart("x")])],
                Tools = [new FunctionTool("a", null, default), new FunctionTool("b", null, default), new CustomTool("c", "d", default)],
                ToolChoice = new ToolChoice(ToolChoiceKind.Required) { Allowed = ["b", "c"] },
            },
            Claude.From("openai-chat"))).RootElement;
        Assert.Equal(["b", "c"], body.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()));
        Assert.Equal("any", body.GetProperty("tool_choice").GetProperty("type").GetString());
    }

    [Fact]
    public void LoneSurrogates_Anywhere_NeitherThrowNorBreakTheJson()
    {
        const string Odd = "\\ud83d";
        var read = Claude.Read($$"""
            {"model":"{{Odd}}","max_tokens":5,"system":"{{Odd}}x","{{Odd}}":1,"metadata":{"user_id":"{{Odd}}"},
             "tools":[{"name":"{{Odd}}","description":"{{Odd}}","input_schema":{"{{Odd}}":1},"{{Odd}}":2}],
             "messages":[{"role":"user","content":"a{{Odd}}"},{"role":"assistant","content":[{"type":"tool_use","id":"{{Odd}}","name":"{{Odd}}","input":{"{{Odd}}":"{{Odd}}"} } ] } ] }
            """);
        Assert.Null(read.Failure);
        using var written = JsonDocument.Parse(Claude.Write(read.Value!, Claude.From("anthropic")));
        Assert.Equal(3, written.RootElement.GetProperty("messages").GetArrayLength());
    }

    private static JsonElement Write(RequestWriting how, ReasoningPart thought) => JsonDocument.Parse(Claude.Write(
        new ChatRequest
        {
            Model = "m",
            Turns =
            [
                new Turn(Role.User, [new TextPart("x")]),
                new Turn(Role.Assistant, [thought, new ToolCallPart("c1", "f", "{}")]),
                new Turn(Role.Tool, [new ToolResultPart("c1", [new TextPart("r")])]),
            ],
            Tools = [new FunctionTool("f", null, default)],
            Reasoning = new ReasoningWish { Effort = "medium" },
            MaxOutputTokens = 9000,
        },
        how)).RootElement;

    private static string Sizes<T>(List<AnswerEvent> events)
        where T : Part
    {
        var parts = events.OfType<PartBegan>().Where(began => began.Choice == 0 && (began.Seed is T || (began.Seed is RefusalPart && typeof(T) == typeof(TextPart)))).Select(began => began.Part).ToHashSet();
        return string.Join(',', events.OfType<PartGrew>().Where(grew => grew.Choice == 0 && parts.Contains(grew.Part)).GroupBy(grew => grew.Part).Select(part => string.Concat(part.Select(grew => grew.Text))).Order(StringComparer.Ordinal));
    }
}
