using System.Text;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.Ollama;

namespace Bascule.Engine.Tests.Dialects.Ollama;

/// <summary>What routing and policy read off a request before anybody decodes it.</summary>
public sealed class ScanTests
{
    [Theory]
    [InlineData("""{"model":"m","messages":[]}""", true)]
    [InlineData("""{"model":"m","messages":[],"stream":null}""", true)]
    [InlineData("""{"model":"m","messages":[],"stream":true}""", true)]
    [InlineData("""{"model":"m","messages":[],"stream":false}""", false)]
    public void Profile_Stream_IsOnUnlessSwitchedOff(string body, bool stream) => Assert.Equal(stream, Profile(body).Stream);

    [Fact]
    public void Profile_Pictures_AreAFeatureAndNoText()
    {
        var profile = Profile($$"""{"model":"m","messages":[{"role":"user","content":"four","images":["{{new string('A', 4000)}}"]}]}""");
        Assert.Equal(["images", "stream"], profile.Has());
        Assert.True(profile.TextBytes < 20);
        Assert.Equal(["stream"], Profile("""{"model":"m","messages":[{"role":"user","content":"four","images":[]}]}""").Has());
    }

    [Fact]
    public void Profile_Options_HoldTheCap()
    {
        Assert.Equal(77, Profile("""{"model":"m","messages":[],"options":{"num_predict":77}}""").MaxOutputTokens);
        Assert.Null(Profile("""{"model":"m","messages":[],"options":{"num_predict":-1}}""").MaxOutputTokens);
    }

    [Fact]
    public void Profile_SchemaOfTheCaller_HasNamesOfItsOwn() =>
        Assert.Equal(["tools", "json_schema", "stream"], Profile("""{"model":"m","messages":[],"tools":[{"type":"function"}],"format":{"properties":{"A":1,"a":2}}}""").Has());

    [Fact]
    public void Profile_Prompt_CountsAsText() =>
        Assert.Equal(11, RequestScan.Read("""{"model":"m","prompt":"seven..","system":"four","images":["AAAA"]}"""u8, OllamaGenerateDialect.Instance.Shape).Value!.TextBytes);

    private static RequestProfile Profile(string body)
    {
        var read = RequestScan.Read(Encoding.UTF8.GetBytes(body), OllamaDialect.Instance.Shape);
        Assert.Null(read.Failure);
        return read.Value!;
    }
}
