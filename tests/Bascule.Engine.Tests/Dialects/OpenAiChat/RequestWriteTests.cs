using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects.OpenAiChat;

public sealed class RequestWriteTests
{
    [Fact]
    public void Request_FromAnthropic_NamesWhatHasNoPlaceInTheCallersWords()
    {
        var how = Chat.From("anthropic");
        Write(
            Asking() with
            {
                Sampling = new Sampling { TopK = 5 },
                Reasoning = new ReasoningWish { Enabled = true, Adaptive = true },
                Tools = [new ForeignTool("anthropic", "web_search_20250305", RawJson.FromText("{}")), new FunctionTool("f", null, RawJson.FromText("{}")) { Cache = new CacheMark(null) }],
                Metadata = [KeyValuePair.Create("a", "b")],
                ServiceTier = "standard_only",
                Foreign = [new ForeignField("anthropic", "container", RawJson.FromText("\"c\""))],
            },
            how);
        Assert.Equal(["web_search_20250305", "cache_control", "top_k", "thinking", "service_tier", "metadata", "container"], how.Dropped);
    }

    [Fact]
    public void Request_Plain_NamesNothing()
    {
        var how = Chat.From("anthropic");
        var written = Write(
            Asking() with { User = "u", MaxOutputTokens = 9, Stream = true, Sampling = new Sampling { StopSequences = ["x"], Temperature = 1 }, Reasoning = new ReasoningWish { BudgetTokens = 2048 } },
            how);
        Assert.Empty(how.Dropped);
        Assert.Equal("""{"model":"m","messages":[{"role":"user","content":"hi"}],"temperature":1,"stop":["x"],"reasoning_effort":"low","max_tokens":9,"stream":true,"stream_options":{"include_usage":true},"user":"u"}""", written.GetRawText());
    }

    [Theory]
    [InlineData(1024, "low")]
    [InlineData(2048, "low")]
    [InlineData(2049, "medium")]
    [InlineData(8192, "medium")]
    [InlineData(8193, "high")]
    public void Reasoning_Budget_BecomesAnEffort(long budget, string effort) =>
        Assert.Equal(effort, Write(Asking() with { Reasoning = new ReasoningWish { BudgetTokens = budget } }, Chat.From("anthropic")).GetProperty("reasoning_effort").GetString());

    [Fact]
    public void ToolCallId_LongerThanOpenAiTakes_IsFittedAlikeInCallAndResult()
    {
        const string shared = "tool_insert_level_with_many_spaces_";
        var messages = Write(
            new ChatRequest
            {
                Model = "x",
                Turns =
                [
                    new Turn(Role.Assistant, [new ToolCallPart(shared + "first_one", "f", "{}"), new ToolCallPart(shared + "other_one", "f", "{}")]),
                    new Turn(Role.Tool, [new ToolResultPart(shared + "first_one", [new TextPart("1")]), new ToolResultPart(shared + "other_one", [new TextPart("2")])]),
                ],
            },
            Chat.From("anthropic")).GetProperty("messages");
        var asked = messages[0].GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("id").GetString()!).ToArray();

        Assert.Equal([messages[1].GetProperty("tool_call_id").GetString()!, messages[2].GetProperty("tool_call_id").GetString()!], asked.AsEnumerable());
        Assert.Equal(2, asked.Distinct().Count());
        Assert.All(asked, id => Assert.Equal(40, id.Length));
    }

    [Fact]
    public void ToolResult_WithImage_IsFollowedByAUserMessageWithTheImage()
    {
        var how = Chat.From("anthropic");
        var messages = Write(
            new ChatRequest
            {
                Model = "x",
                Turns =
                [
                    new Turn(Role.Assistant, [new ToolCallPart("a", "f", "{}"), new ToolCallPart("b", "f", "{}")]),
                    new Turn(Role.Tool, [new ToolResultPart("a", [new TextPart("1"), new TextPart("2"), new ImagePart(new MediaSource(Base64: "AA", MediaType: "image/png"))]), new ToolResultPart("b", []) { IsError = true }]),
                ],
            },
            how).GetProperty("messages");
        Assert.Equal(["assistant", "tool", "tool", "user"], messages.EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("1\n2", messages[1].GetProperty("content").GetString());
        Assert.Equal("data:image/png;base64,AA", messages[3].GetProperty("content")[0].GetProperty("image_url").GetProperty("url").GetString());
        Assert.Equal(["is_error"], how.Dropped);
    }

    [Fact]
    public void Reasoning_SignedByAnotherVendor_IsNeverSent()
    {
        var turns = new ChatRequest { Model = "x", Turns = [new Turn(Role.Assistant, [new ReasoningPart("secret thought") { Signature = "SIG", Vendor = "anthropic" }, new TextPart("a")])] };
        var how = Chat.From("anthropic", "openai");
        Assert.DoesNotContain("SIG", Write(turns, how).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["thinking"], how.Dropped);
        Assert.Contains("SIG", Write(turns, Chat.From("anthropic", "anthropic")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Content_OfOnlyWhatHasNoPlace_IsNoEmptyList()
    {
        var how = Chat.From("anthropic");
        var written = Write(new ChatRequest { Model = "x", Turns = [new Turn(Role.User, [new ForeignPart("anthropic", "search_result", RawJson.FromText("{}"))])] }, how);
        Assert.Equal("", written.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal(["search_result"], how.Dropped);
    }

    private static ChatRequest Asking() => new() { Model = "x", Turns = [new Turn(Role.User, [new TextPart("hi")])] };

    private static JsonElement Write(ChatRequest request, RequestWriting how) => JsonDocument.Parse(Chat.Write(request, how)).RootElement;
}
