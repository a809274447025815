namespace Bascule.Journeys.BadInput;

/// <summary>Callers without a key, or with a wrong one, learn nothing; callers with one learn only of what is theirs.</summary>
public sealed class StrangerTests
{
    private const string Config = """
        routes: { assistant: [openai-chat/m], assistants-secret: [openai-chat/n] }
        keys: [{ name: web, key: bk-caller-0123456789abcdef, routes: [assistant] }]
        """;

    [Theory]
    [InlineData(Ask.OpenAi, "")]
    [InlineData(Ask.OpenAi, "Bearer bk-nobody-0123456789")]
    [InlineData(Ask.OpenAi, "Basic Ymstbm9ib2R5")]
    [InlineData(Ask.Anthropic, "")]
    [InlineData(Ask.Anthropic, "Bearer bk-nobody-0123456789")]
    public async Task Key_MissingOrWrong_401BeforeTheBodyIsRead(string dialect, string authorization)
    {
        await using var house = await ScriptedHouse.StartAsync(Config);
        var told = await house.Client.AskAsync(dialect, "{ this is no JSON", ("authorization", authorization));

        Assert.Equal(401, told.Status);
        Assert.Equal("authentication_error", told.Error.GetProperty("type").GetString());
        Assert.Contains("key", told.Error.GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("nobody", told.Text);
        Assert.DoesNotContain("assistant", told.Text);
        Assert.Empty(await house.Gateway.RowsAsync());
    }

    [Fact]
    public async Task Model_NearAForeignRoute_IsNotToldOfIt()
    {
        await using var house = await ScriptedHouse.StartAsync(Config);
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistants"), ("x-api-key", "bk-caller-0123456789abcdef"));

        Assert.Equal(404, told.Status);
        Assert.Contains("'assistant'", told.Text);
        Assert.DoesNotContain("secret", told.Text);
    }

    [Theory]
    [InlineData("authorization", "Bearer bk-caller-0123456789abcdef")]
    [InlineData("authorization", "bearer bk-caller-0123456789abcdef")]
    [InlineData("x-api-key", "bk-caller-0123456789abcdef")]
    [InlineData("x-goog-api-key", "bk-caller-0123456789abcdef")]
    public async Task Key_AsAnyClientSendsIt_IsKnown(string header, string value)
    {
        await using var house = await ScriptedHouse.StartAsync(Config);
        house.Upstream.Enqueue(Sandbox.Scripted.ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await house.Client.AskAsync(Ask.Anthropic, Ask.Body(Ask.Anthropic, "assistant"), (header, value));

        Assert.Equal(200, told.Status);
    }

    [Fact]
    public async Task WithKeys_MarksOfAProxy_AreNoTrouble()
    {
        await using var house = await ScriptedHouse.StartAsync(Config);
        house.Upstream.Enqueue(Sandbox.Scripted.ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await house.Client.AskAsync(
            Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), ("x-api-key", "bk-caller-0123456789abcdef"), ("via", "1.1 proxy"), ("x-forwarded-for", "1.2.3.4"), ("host", "ai.example"));

        Assert.Equal(200, told.Status);
    }
}
