using System.Net;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Transport;

/// <summary>Proxies on both sides: one we speak through, and those in front of us whose headers count only where they are trusted.</summary>
public sealed class ProxyTests
{
    private const string Answer = """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    [Fact]
    public async Task Provider_WithProxy_IsAskedThroughIt()
    {
        await using var proxy = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(Answer));
        await using var gateway = await Gateway.StartAsync(
            $$"""
            providers: { far: { dialect: openai-chat, base_url: "http://far.invalid/v1", proxy: "{{proxy.Address}}" } }
            """);
        var told = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "far/m"));
        Assert.Equal((int)HttpStatusCode.OK, told.Status);
        var seen = Assert.Single(proxy.Seen);
        Assert.Equal("http://far.invalid/v1/chat/completions", seen.Target);
    }

    [Theory]
    [InlineData("[127.0.0.0/8]", HttpStatusCode.OK)]
    [InlineData("[10.0.0.0/8]", HttpStatusCode.Forbidden)]
    [InlineData("[]", HttpStatusCode.Forbidden)]
    public async Task ForwardedAddress_OfAProxy_CountsOnlyWhereItIsTrusted(string trusted, HttpStatusCode expected)
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(Answer));
        await using var gateway = await Gateway.StartAsync(
            $$"""
            providers: { near: { dialect: openai-chat, base_url: "{{upstream.Address}}v1" } }
            keys: [{ name: office, key: "office-key-0123456789", routes: ["*"], addresses: [203.0.113.0/24] }]
            """,
            $"trusted_proxies: {trusted}");
        var told = await gateway.Client.AskAsync(
            Ask.OpenAi, Ask.Body(Ask.OpenAi, "near/m"), ("authorization", "Bearer office-key-0123456789"), ("x-forwarded-for", "203.0.113.7"));
        Assert.Equal((int)expected, told.Status);
    }
}
