using Bascule.Journeys.Callers;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Upstreams;

/// <summary>Text Generation Inference asked in its own words over real sockets.</summary>
public sealed class TgiTests
{
    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Whole_Conversation_BecomesOneText(string caller)
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"generated_text":"42","details":{"finish_reason":"eos_token","generated_tokens":2,"prefill":[],"tokens":[]}}"""));
        var told = await house.Gateway.Client.AskAsync(caller, Ask.Body(caller, "tgi/up"));

        Assert.Equal(200, told.Status);
        Assert.Contains("42", told.Text, StringComparison.Ordinal);
        Assert.Equal("up", told.Json.GetProperty("model").GetString());
        var seen = Assert.Single(house.Upstream.Seen);
        Assert.Equal(("/generate", Ask.Sum), (seen.Target, seen.Json.GetProperty("inputs").GetString()));
        Assert.Equal(2L, (await house.Gateway.RowAsync(told.Id)).Usage!.Output);
    }

    [Theory]
    [InlineData("tgi/up", "/generate_stream")]
    [InlineData("hub/google/flan-t5-xxl", "/models/google/flan-t5-xxl")]
    public async Task Stream_OfTokens_EndsWithItsProof(string model, string target)
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(
            "data:{\"index\":1,\"token\":{\"id\":1,\"text\":\"4\",\"special\":false},\"generated_text\":null,\"details\":null}\n\n",
            "data:{\"index\":2,\"token\":{\"id\":2,\"text\":\"2\",\"special\":false},\"generated_text\":\"42\",\"details\":{\"finish_reason\":\"length\",\"generated_tokens\":2}}\n\n"));
        var told = await house.Gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, model, stream: true));

        Assert.True(told.Ended);
        Assert.Contains("\"finish_reason\":\"length\"", told.Text, StringComparison.Ordinal);
        Assert.Equal(target, Assert.Single(house.Upstream.Seen).Target);
    }

    [Fact]
    public async Task Stream_Cut_IsAnErrorAndNoDone()
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Sse("data:{\"index\":1,\"token\":{\"id\":1,\"text\":\"4\",\"special\":false},\"generated_text\":null,\"details\":null}\n\n"));
        var told = await house.Gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "tgi/up", stream: true));

        Assert.False(told.Ended);
        Assert.NotNull(told.StreamError);
    }

    [Fact]
    public async Task Error_InPlainText_KeepsItsWords()
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Whole("Input validation error: `top_p` must be > 0.0 and < 1.0"u8.ToArray(), "text/plain", 422));
        var told = await house.Gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "tgi/up"));

        Assert.Equal(422, told.Status);
        Assert.Contains("top_p", told.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
