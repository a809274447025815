using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Upstreams;

/// <summary>A candidate <c>PROVIDER/*</c> asks for the name that the caller wrote.</summary>
public sealed class AskedNameTests
{
    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task GlobRoute_WithProviderStar_AsksForTheAskedName(string dialect)
    {
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ \"gpt-*\": [{dialect}/*] }}");
        house.Upstream.Handler = request => ScriptedAnswer.Json(Wire.Answer(dialect, request.Json.GetProperty("model").GetString()!));
        var told = await house.Client.AskAsync(dialect, Ask.Body(dialect, "gpt-5-mini"));
        var listed = await house.Client.GetStringAsync("/v1/models");

        Assert.Equal(200, told.Status);
        Assert.Contains("\"gpt-5-mini\"", told.Text);
        Assert.Equal($"{dialect}/gpt-5-mini", told.Header("x-bascule-deployment"));
        Assert.Equal("gpt-*", (await house.Gateway.RowAsync(told.Id)).Route);
        Assert.DoesNotContain("/*", listed);
    }

    [Theory]
    [InlineData("m", 200)]
    [InlineData("gpt-5", 404)]
    public async Task GlobRoute_WithProviderStarAndModels_PassesOverANameThatIsNotThere(string asked, int status)
    {
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ \"*\": [{Ask.OpenAi}/*] }}", "models: [m]");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, asked));

        Assert.Equal(status, told.Status);
    }
}
