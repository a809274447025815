using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Routes;

/// <summary>A strict route: what a deployment has no place for is refused, not left out.</summary>
public sealed class StrictTests
{
    private const string Routes = """
        routes:
          strict: { candidates: [anthropic/m], strict: true, retries: 0 }
          lenient: [anthropic/m]
          either: { candidates: [anthropic/m, openai-chat/m], strict: true, retries: 0 }
        """;

    [Fact]
    public async Task Strict_FieldWithoutAPlace_Is400NamingItBeforeAnythingIsSent()
    {
        await using var house = await ScriptedHouse.StartAsync(Routes);
        var told = await house.Client.AskAsync(Ask.OpenAi, Body("strict"));
        Assert.Equal(400, told.Status);
        Assert.Equal("field_not_taken", told.Error.GetProperty("code").GetString());
        Assert.Equal("seed, logit_bias", told.Error.GetProperty("param").GetString());
        Assert.Null(told.Header("x-bascule-dropped"));
        Assert.Empty(house.Upstream.Seen);
        Assert.Equal("field_not_taken", (await house.Gateway.RowAsync(told.Id)).Error);
    }

    [Fact]
    public async Task Strict_ACandidateWithAPlace_IsAsked()
    {
        await using var house = await ScriptedHouse.StartAsync(Routes);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await house.Client.AskAsync(Ask.OpenAi, Body("either"));
        Assert.Equal(200, told.Status);
        Assert.Equal("openai-chat/m", told.Header("x-bascule-deployment"));
        Assert.Contains("logit_bias", Assert.Single(house.Upstream.Seen).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_TheOtherCandidateFails_ItsFailureIsTold()
    {
        await using var house = await ScriptedHouse.StartAsync(Routes.Replace("[anthropic/m, openai-chat/m]", "[openai-chat/m, anthropic/m]", StringComparison.Ordinal));
        house.Upstream.Enqueue(ScriptedAnswer.Json("{}", 503));
        Assert.Equal(503, (await house.Client.AskAsync(Ask.OpenAi, Body("either"))).Status);
    }

    [Fact]
    public async Task NotStrict_FieldWithoutAPlace_IsNamed()
    {
        await using var house = await ScriptedHouse.StartAsync(Routes);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.Anthropic)));
        Assert.Equal("seed,logit_bias", (await house.Client.AskAsync(Ask.OpenAi, Body("lenient"))).Header("x-bascule-dropped"));
    }

    private static string Body(string model) => $$"""{"model":"{{model}}","seed":1,"logit_bias":{"1":2},"messages":[{"role":"user","content":"hi"}]}""";
}
