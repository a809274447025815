using System.Buffers;
using System.Text;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>What has no place at a provider is named, whichever dialect the provider speaks.</summary>
public sealed class DroppedNamesTests
{
    private const string Claude = """{"model":"m","max_tokens":9,"tools":[{"name":"f","input_schema":{"type":"object"},"defer_loading":true}],"messages":[{"role":"user","content":"hi"}]}""";
    private const string Gemini = """{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"tools":[{"functionDeclarations":[{"name":"f","behavior":"NON_BLOCKING"}]}]}""";
    private const string Grammar = """{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"custom","custom":{"name":"f","format":{"type":"text"}}}]}""";

    /// <summary>Those that providers are asked in across dialects.</summary>
    public static TheoryData<string> Asked => ["openai-chat", "openai-responses", "anthropic", "gemini", "ollama", "mistral", "bedrock", "cohere"];

    [Theory]
    [MemberData(nameof(Asked))]
    public void Tool_WithMembersOfItsCallersOwn_IsNamed(string provider)
    {
        Assert.Equal(provider != "anthropic", Dropped("anthropic", Claude, provider).Contains("defer_loading"));
        Assert.Equal(provider != "gemini", Dropped("gemini", Gemini, provider).Contains("behavior"));
    }

    [Theory]
    [MemberData(nameof(Asked))]
    public void CustomTool_WithAGrammar_IsNamedWhereThereIsNone(string provider) =>
        Assert.Equal(provider is not ("openai-chat" or "openai-responses"), Dropped("openai-chat", Grammar, provider).Contains("custom.format"));

    [Fact]
    public void Image_ThatOnlyItsCallersVendorHas_IsCalledAsTheCallerCallsIt()
    {
        const string request = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f1"}},{"type":"document","source":{"type":"file","file_id":"f2"}},{"type":"text","text":"hi"}]}]}""";

        Assert.Equal(["image", "document"], Dropped("anthropic", request, "openai-responses"));
    }

    private static List<string> Dropped(string caller, string request, string provider)
    {
        var read = DialectSet.FindCaller(caller)!.ReadRequest(Encoding.UTF8.GetBytes(request), new CallAddress("m", false));
        Assert.Null(read.Failure);
        var how = new RequestWriting { Model = "m", From = caller };
        Assert.Null(DialectSet.Find(provider)!.WriteRequest(read.Value!, how, new ArrayBufferWriter<byte>()));
        return how.Dropped;
    }
}
