using System.Text;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Tests.Resilience;

public sealed class PatienceTests
{
    [Theory]
    [InlineData("", false, null, null, 120)]
    [InlineData("\"reasoning_effort\":\"low\",", false, null, null, 600)]
    [InlineData("\"reasoning_effort\":\"low\",", false, 10, null, 50)]
    [InlineData("\"max_tokens\":100000,", false, null, null, 120)]
    [InlineData("", true, null, null, 120 + 204.8)]
    [InlineData("\"max_tokens\":200,", true, null, null, 130)]
    [InlineData("\"max_tokens\":200,\"reasoning_effort\":\"high\",", true, null, null, 610)]
    [InlineData("\"max_tokens\":100000,", true, null, 2000L, 220)]
    [InlineData("", true, null, 1000L, 170)]
    [InlineData("\"max_tokens\":9000000000000000000,", true, null, null, 50_120)]
    [InlineData("\"max_tokens\":100000,", true, 7, null, 7)]
    public void FirstToken_ByWhatIsAsked_Differs(string members, bool whole, int? written, long? maxOutput, double seconds)
    {
        var profile = RequestScan.Read(Encoding.UTF8.GetBytes($$"""{"model":"m",{{members}}"messages":[{"role":"user","content":"hi"}]}"""), OpenAiChatDialect.Instance.Shape).Value!;
        var limits = new Timeouts { FirstToken = written is { } set ? TimeSpan.FromSeconds(set) : null };
        Assert.Equal(TimeSpan.FromSeconds(seconds), Patience.FirstToken(limits, profile, whole, maxOutput));
    }
}
