namespace Bascule.Journeys.Callers;

/// <summary>Auto mode: the first request works with nothing set up.</summary>
public sealed class AutoTests
{
    [Theory]
    [InlineData(Ask.OpenAi, false)]
    [InlineData(Ask.OpenAi, true)]
    [InlineData(Ask.Anthropic, false)]
    [InlineData(Ask.Anthropic, true)]
    public async Task Auto_NothingSetUp_AssistantAnswersFromTheSandbox(string dialect, bool stream)
    {
        await using var gateway = await Gateway.StartAutoAsync();
        var told = await gateway.Client.AskAsync(dialect, Ask.Body(dialect, "assistant", stream));

        Assert.Equal(200, told.Status);
        Assert.Contains("42", told.Text);
        Assert.True(!stream || told.Ended);
        Assert.Equal("sandbox/sandbox-open", told.Header("x-bascule-deployment"));
    }

    [Theory]
    [InlineData("503", 503, "4")]
    [InlineData("context", 400, "1")]    // the other model takes no longer ones
    public async Task Auto_FaultAskedByHeader_ReachesTheSandbox(string fault, int status, string attempts)
    {
        await using var gateway = await Gateway.StartAutoAsync();
        var told = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), ("x-sandbox-fault", fault));

        Assert.Equal(status, told.Status);
        Assert.Equal(attempts, told.Header("x-bascule-attempts"));
    }

    [Fact]
    public async Task Auto_RealProviderFound_SandboxIsReachedByNameOnly()
    {
        await using var gateway = await Gateway.StartAutoAsync(("OPENAI_API_KEY", "sk-upstream-0123456789abcdef"));
        var byName = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "sandbox/sandbox-open"));
        using var model = await gateway.Client.GetAsync("/v1/models/assistant");

        Assert.Equal(200, byName.Status);
        Assert.Contains("\"owned_by\":\"openai\"", await model.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Auto_KeyInTheEnvironment_IsAskedFor()
    {
        await using var gateway = await Gateway.StartAutoAsync(("BASCULE_API_KEY", "bk-caller-0123456789abcdef"));
        var without = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"));
        var with = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), ("authorization", "Bearer bk-caller-0123456789abcdef"));

        Assert.Equal((401, 200), (without.Status, with.Status));
        Assert.Equal("default", (await gateway.RowAsync(with.Id)).Key);
    }
}
