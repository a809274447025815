using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Bedrock;

namespace Bascule.Engine.Tests.Dialects.Bedrock;

public sealed class UsageTests
{
    [Theory]
    [InlineData("""{"inputTokens":9,"outputTokens":-5}""", 9L, null)]
    [InlineData("""{"inputTokens":9223372036854775807,"outputTokens":3,"cacheReadInputTokens":9223372036854775807}""", 0L, 3L)]
    public void Usage_WithCountsThatAreNone_HasThoseThatAreSome(string usage, long? input, long? output)
    {
        var told = Read(usage);

        Assert.Equal((input, output), (told.Input, told.Output));
    }

    [Fact]
    public void CacheDetails_WithoutEnd_DoNotOverflow()
    {
        var details = string.Join(',', Enumerable.Repeat($$"""{"ttl":"1h","inputTokens":{{(1L << 53) - 1}}}""", 2_000));

        Assert.Equal(1, Read($$"""{"inputTokens":1,"outputTokens":1,"cacheDetails":[{{details}}]}""").Input);
    }

    private static Usage Read(string usage) =>
        BedrockDialect.Instance.ReadAnswer(Encoding.UTF8.GetBytes($$$"""{"output":{"message":{"content":[{"text":"a"}]}},"stopReason":"end_turn","usage":{{{usage}}}}""")).Value!.Usage!.Value;
}
