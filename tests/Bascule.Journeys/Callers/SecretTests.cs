using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Callers;

/// <summary>An upstream that repeats our credential in all it says: no caller and no row ever learns it.</summary>
public sealed class SecretTests
{
    private const string Secret = "sk-upstream-0123456789";

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Error_ThatQuotesOurKey_IsToldWithoutIt(int status)
    {
        var error = new JsonObject { ["error"] = new JsonObject { ["message"] = $"no: Bearer {Secret}", ["type"] = Secret, ["param"] = Secret, ["code"] = Secret } };
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(error.ToJsonString(), status).With("x-request-id", $"req {Secret}"));
        await using var gateway = await StartAsync(upstream);
        foreach (var dialect in (string[])[Ask.OpenAi, Ask.Anthropic])
        {
            using var request = Ask.Request(dialect, Ask.Body(dialect, "leaky/m"));
            using var response = await gateway.Client.SendAsync(request);
            var all = response.Headers + await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
            Assert.False(response.IsSuccessStatusCode);
            Assert.DoesNotContain(Secret, (await gateway.RowAsync(response.Headers.GetValues("x-bascule-request-id").Single())).ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task StreamError_ThatQuotesOurKey_IsToldWithoutIt(string dialect)
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Sse(
            Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "hello"), $$$"""data: {"error":{"message":"Bearer {{{Secret}}}","code":"{{{Secret}}}"}}""" + "\n\n"));
        await using var gateway = await StartAsync(upstream);
        using var request = Ask.Request(dialect, Ask.Body(dialect, "leaky/m", stream: true));
        using var response = await gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("error", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
    }

    private static Task<Gateway> StartAsync(ScriptedUpstream upstream) => Gateway.StartAsync(
        $$"""
        providers: { leaky: { dialect: openai-chat, base_url: "{{upstream.Address}}v1", api_key: "{{Secret}}" } }
        """);
}
