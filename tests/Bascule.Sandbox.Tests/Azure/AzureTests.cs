using Bascule.Sandbox.OpenAiChat;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Azure;

public sealed class AzureTests(Box sandbox) : IClassFixture<Box>
{
    private const string Path = "/openai/deployments/sandbox-open/chat/completions?api-version=2024-10-21";
    private const string Sum = """ "messages":[{"role":"user","content":"What is 17 + 25?"}] """;

    [Fact]
    public async Task Arithmetic_Whole_TellsWhatTheFilterFound()
    {
        var answer = await sandbox.PostJsonAsync(Path, $$"""{{{Sum}}}""");
        var choice = answer.GetProperty("choices")[0];
        Assert.Contains("42", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("safe", choice.GetProperty("content_filter_results").GetProperty("violence").GetProperty("severity").GetString());
        Assert.Equal(1, answer.GetProperty("prompt_filter_results").GetArrayLength());
    }

    [Fact]
    public async Task Stream_Begins_WithoutChoices()
    {
        var chunks = Box.Events(await sandbox.PostTextAsync(Path, $$"""{"stream":true,{{Sum}}}"""));
        Assert.Equal(0, chunks[0].GetProperty("choices").GetArrayLength());
        Assert.True(chunks[0].TryGetProperty("prompt_filter_results", out _));
        Assert.Contains("42", string.Concat(chunks[1..].Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var piece) ? piece.GetString() : "")));
    }

    [Fact]
    public async Task NewerAddresses_AreOpenAisOwn()
    {
        Assert.Contains("42", await sandbox.PostTextAsync("/openai/v1/chat/completions", $$"""{"model":"sandbox-open",{{Sum}}}"""));
        Assert.Contains("42", await sandbox.PostTextAsync("/openai/v1/responses", """{"model":"sandbox-open","input":"What is 17 + 25?"}"""));
        Assert.Contains("42", await sandbox.PostTextAsync("/openai/responses?api-version=preview", """{"model":"sandbox-open","input":"What is 17 + 25?"}"""));
    }

    [Theory]
    [InlineData("/openai/deployments/sandbox-open/chat/completions", "\"code\":\"404\"")]
    [InlineData("/openai/deployments/none/chat/completions?api-version=2024-10-21", "DeploymentNotFound")]
    public async Task Address_Wrong_IsNotFound(string path, string words)
    {
        using var response = await sandbox.PostAsync(path, $$"""{{{Sum}}}""");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public void Recorded_RequestsThatAzureTook_AreTaken() => Recordings.AssertTaken("openai-chat__azure__*__200__*.json",
        static (body, path) => path.Contains("/deployments/", StringComparison.Ordinal) ? OpenAiStrictness.Refuse(body, namedElsewhere: true)?.Message : null);
}
