using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects.OpenAiChat;

public sealed class RequestReadTests
{
    private const string Hi = """{"role":"user","content":"hi"}""";

    [Theory]
    [InlineData("""[1]""", null)]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"messages":[HI]}""", "model")]
    [InlineData("""{"model":3,"messages":[HI]}""", "model")]
    [InlineData("""{"model":"m","messages":"hi"}""", "messages")]
    [InlineData("""{"model":"m","messages":["hi"]}""", "messages[0]")]
    [InlineData("""{"model":"m","messages":[HI,{"role":"robot","content":"x"}]}""", "messages[1].role")]
    [InlineData("""{"model":"m","messages":[{"content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":7}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[HI,HI,{"role":"user","content":[{"text":"x"}]}]}""", "messages[2].content[0].type")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", "messages[0].content[0].image_url")]
    [InlineData("""{"model":"m","messages":[{"role":"tool","content":"x"}]}""", "messages[0].tool_call_id")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function"}]}]}""", "messages[0].tool_calls[0].function")]
    [InlineData("""{"model":"m","messages":[HI],"temperature":"warm"}""", "temperature")]
    [InlineData("""{"model":"m","messages":[HI],"max_tokens":1.5}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[HI],"n":0}""", "n")]
    [InlineData("""{"model":"m","messages":[HI],"stream":"yes"}""", "stream")]
    [InlineData("""{"model":"m","messages":[HI],"stop":[1]}""", "stop[0]")]
    [InlineData("""{"model":"m","messages":[HI],"tools":[{"type":"function","function":{}}]}""", "tools[0].function.name")]
    [InlineData("""{"model":"m","messages":[HI],"tool_choice":"maybe"}""", "tool_choice")]
    [InlineData("""{"model":"m","messages":[HI],"response_format":{"type":"json_schema"}}""", "response_format.json_schema")]
    [InlineData("""{"model":"m","messages":[HI],"stream_options":true}""", "stream_options")]
    public void Request_WrongMember_IsRefusedWithItsPath(string json, string? path)
    {
        var failure = Chat.Dialect.ReadRequest(Encoding.UTF8.GetBytes(json.Replace("HI", Hi, StringComparison.Ordinal))).Failure;
        Assert.NotNull(failure);
        Assert.Equal((Blame.Caller, FailureKind.Malformed, "invalid_request"), (failure.Blame, failure.Kind, failure.Code));
        Assert.Equal(path, failure.Param);
        Assert.Contains(path ?? "JSON object", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_NullMembers_AreAbsent()
    {
        var request = Chat.Request("""{"model":"m","messages":[{"role":"user","content":"hi","name":null}],"temperature":null,"tools":null,"stop":null,"n":null,"stream":null,"x":null}""");
        Assert.Equal(new ChatRequest { Model = "m", Turns = ValueList.From([new Turn(Role.User, ValueList.From<Part>([new TextPart("hi")]))]) }, request);
    }

    [Fact]
    public void Request_LoneSurrogateAndEscapedName_AreRead()
    {
        var request = Chat.Request("""{"mod\u0065l":"a\ud83d","messages":[{"role":"user","content":"\ud83d\ude00"}]}""");
        Assert.Equal("a\ud83d", request.Model);
        Assert.Contains("\"model\":\"a\\uFFFD\"", Chat.Write(request, new RequestWriting { Model = request.Model, From = "openai-chat" }), StringComparison.Ordinal);
        Assert.Equal("\U0001F600", ((TextPart)request.Turns[0].Parts[0]).Text);
    }
}
