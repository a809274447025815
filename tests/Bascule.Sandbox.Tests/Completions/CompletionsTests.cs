using Bascule.Sandbox.Completions;
using Bascule.Sandbox.Wire;
using Microsoft.AspNetCore.Http;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Completions;

public sealed class CompletionsTests(Box sandbox) : IClassFixture<Box>
{
    [Fact]
    public async Task Prompts_Several_AreAnsweredEach()
    {
        var answer = await sandbox.PostJsonAsync("/v1/completions", """{"model":"sandbox-open","prompt":["What is 17 + 25?","What is 2 + 2?"],"n":2}""");
        var texts = answer.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("text").GetString()!).ToArray();
        Assert.Equal(4, texts.Length);
        Assert.Contains("42", texts[0]);
        Assert.Contains("4", texts[3]);
        Assert.True(answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Stream_OfAText_EndsWithUsageAndDone()
    {
        var text = await sandbox.PostTextAsync("/v1/completions", """{"model":"sandbox-open","prompt":"What is 17 + 25?","stream":true,"stream_options":{"include_usage":true}}""");
        var chunks = Box.Events(text);
        Assert.Contains("42", string.Concat(chunks[..^1].Select(chunk => chunk.GetProperty("choices")[0].GetProperty("text").GetString())));
        Assert.Equal(0, chunks[^1].GetProperty("choices").GetArrayLength());
        Assert.EndsWith("data: [DONE]\n\n", text);
    }

    [Fact]
    public async Task MaxTokens_NotGiven_IsSixteen() =>
        Assert.Equal("length", (await sandbox.PostJsonAsync("/v1/completions", """{"model":"sandbox-open","prompt":"write 100 words"}""")).GetProperty("choices")[0].GetProperty("finish_reason").GetString());

    [Theory]
    [InlineData("""{"model":"sandbox-open"}""", "prompt")]
    [InlineData("""{"model":"sandbox-open","prompt":"x","messages":[]}""", "messages")]
    public async Task Request_AgainstTheRules_IsRefusedWithItsParam(string body, string param) =>
        Assert.Equal(param, (await sandbox.PostJsonAsync("/v1/completions", body)).GetProperty("error").GetProperty("param").GetString());

    [Fact]
    public void Recorded_RequestsThatOpenAiTook_AreTaken() => Recordings.AssertTaken("openai-completions__openai__*__200__*.json",
        static (body, _) => new CompletionsVendor().Refuse(new Asked(body, new HeaderDictionary(), default))?.Message);
}
