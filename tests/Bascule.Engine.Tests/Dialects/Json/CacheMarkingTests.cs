using System.Text;
using System.Text.Json;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Anthropic;
using Bascule.Engine.Dialects.Bedrock;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Tests.Dialects.Json;

public sealed class CacheMarkingTests
{
    private const string Mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
    private const string Point = ",{\"cachePoint\":{\"type\":\"default\"}}";

    [Fact]
    public void Mark_AConversation_MarksToolsSystemAndTheUsersLastTwoTurns() => Assert.Equal(
        Expected("""{"model":"m","system":[{"type":"text","text":"Be brief."MARK}],"messages":[{"role":"user","content":"q1"},{"role":"assistant","content":"a1"},{"role":"user","content":[{"type":"text","text":"q2"MARK}]},{"role":"assistant","content":"a2"},{"role":"user","content":[{"type":"text","text":"x"},{"type":"text","text":"q3"MARK}]}],"tools":[{"name":"a"},{"name":"b"MARK}]}"""),
        Marked("""{"model":"m","system":"Be brief.","messages":[{"role":"user","content":"q1"},{"role":"assistant","content":"a1"},{"role":"user","content":"q2"},{"role":"assistant","content":"a2"},{"role":"user","content":[{"type":"text","text":"x"},{"type":"text","text":"q3"}]}],"tools":[{"name":"a"},{"name":"b"}]}"""));

    [Fact]
    public void Mark_AFirstQuestionWithoutTools_MarksTheInstructionsAlone() => Assert.Equal(
        Expected("""{"system":[{"type":"text","text":"Be brief."MARK}],"messages":[{"role":"user","content":"q1"}]}"""),
        Marked("""{"system":"Be brief.","messages":[{"role":"user","content":"q1"}]}"""));

    [Theory]
    [InlineData("""{"system":"s","messages":[{"role":"user","content":[{"type":"text","text":"q1","cache_control":{"type":"ephemeral"}}]}],"tools":[{"name":"a"}]}""")]
    [InlineData("""{"cache_control":{"type":"ephemeral"},"system":"s","messages":[{"role":"user","content":"q1"}]}""")]
    [InlineData("""{"system":" ","messages":[{"role":"user","content":""},{"role":"assistant","content":"a"},{"role":"user","content":[{"type":"text","text":""}]}]}""")]
    public void Mark_TheCallersOwnOrNothingToMark_ChangesNothing(string body) => Assert.Equal(body, Marked(body));

    [Fact]
    public void Mark_AToolThatIsLoadedLater_BearsNone() => Assert.Equal(
        Expected("""{"messages":[],"tools":[{"name":"a"MARK},{"name":"b","defer_loading":true}]}"""),
        Marked("""{"messages":[],"tools":[{"name":"a"},{"name":"b","defer_loading":true}]}"""));

    [Fact]
    public void Mark_ToolResults_BearTheMarkOfTheirTurn() => Assert.Contains(
        Expected("""{"type":"tool_result","tool_use_id":"1","content":"r"MARK}"""),
        Marked("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"tool_use","id":"1","name":"t","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"r"}]}]}"""), StringComparison.Ordinal);

    [Fact]
    public void Mark_Bedrock_PutsCachePointsBehindToolsSystemAndTurns()
    {
        const string body = """{"messages":[{"role":"user","content":[{"text":"q1"}]},{"role":"assistant","content":[{"text":"a"}]},{"role":"user","content":[{"text":"q2"}]}],"system":[{"text":"s"}],"toolConfig":{"tools":[{"toolSpec":{"name":"t"}}],"toolChoice":{"auto":{}}}}""";
        Assert.Equal(
            Expected("""{"messages":[{"role":"user","content":[{"text":"q1"}POINT]},{"role":"assistant","content":[{"text":"a"}]},{"role":"user","content":[{"text":"q2"}POINT]}],"system":[{"text":"s"}POINT],"toolConfig":{"tools":[{"toolSpec":{"name":"t"}}POINT],"toolChoice":{"auto":{}}}}"""),
            Marked(body, BedrockDialect.Instance));
        Assert.Equal(3, Marked(body, BedrockDialect.Instance, tools: false).Split(Point).Length - 1);
    }

    [Fact]
    public void Mark_AnyOfThem_LeavesThePromptWhatItWas()
    {
        const string body = """{"system":[{"type":"text","text":"s"}],"messages":[{"role":"user","content":[{"type":"text","text":"q1"}]},{"role":"assistant","content":"a"},{"role":"user","content":[{"type":"image","source":{}}]}],"tools":[{"name":"a"}]}""";
        Assert.Equal(Prompt(body), Prompt(Marked(body)));
    }

    private static string Marked(string body, IDialect? wire = null, bool tools = true)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var edits = new BodyEdits();
        CacheMarking.Mark(bytes, wire ?? AnthropicDialect.Instance, tools, edits);
        var marked = string.Concat(edits.Apply(bytes).Select(piece => Encoding.UTF8.GetString(piece.Span)));
        using var parsed = JsonDocument.Parse(marked);
        return marked;
    }

    private static string Expected(string body) => body.Replace("MARK", Mark, StringComparison.Ordinal).Replace("POINT", Point, StringComparison.Ordinal);

    private static string Prompt(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var into = new PooledBuffer(256);
        PromptLayout.Of(bytes, RequestShape.Messages).Write(bytes, into);
        return Encoding.UTF8.GetString(into.Written.Span);
    }
}
