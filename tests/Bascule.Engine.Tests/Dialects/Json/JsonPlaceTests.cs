using System.Text;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Tests.Dialects.Json;

public sealed class JsonPlaceTests
{
    private const string Body = """{"model":"m", "messages":[{"role":"user","content":"hello @1"},{"role":"user","content":[{"type":"text","text":"@2"}]},{"tool_calls":[{"function":{"arguments":"{@3}"},"input":{"my secret":"@4"}}]}], "tools":[{"input_schema":{"x":"@5"}}],"max_tokens":1@6}""";

    [Theory]
    [InlineData("@1", "messages[0].content", 6)]
    [InlineData("@2", "messages[1].content[0].text", 0)]
    [InlineData("@3", "messages[2].tool_calls[0].function.arguments", 1)]
    [InlineData("@4", "messages[2].tool_calls[0]", null)]
    [InlineData("@5", "tools[0]", null)]
    [InlineData("@6", "max_tokens", 1)]
    public void Of_APlace_IsItsPathAndNothingOfTheCallers(string mark, string path, int? offset)
    {
        var place = JsonPlace.Of(Encoding.UTF8.GetBytes(Body), Body.IndexOf(mark, StringComparison.Ordinal));
        Assert.Equal(path, place.Path);
        Assert.Equal(offset ?? place.Offset, place.Offset);
    }

    [Fact]
    public void Of_AnyPlace_NeverThrows()
    {
        var json = Encoding.UTF8.GetBytes(Body.Replace("1@6", "1", StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, json.Length + 1), at => Assert.NotNull(JsonPlace.Of(json, at).Path));
    }
}
