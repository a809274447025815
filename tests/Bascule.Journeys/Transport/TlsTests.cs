using System.Net;
using Bascule.Sandbox;

namespace Bascule.Journeys.Transport;

/// <summary>TLS at the listener and towards a provider: two gateways, one in front of the other.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly Authority _authority = new();
    private SandboxServer _sandbox = null!;

    public async ValueTask InitializeAsync() => _sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task Listener_WithCertificate_AnswersOverTls()
    {
        await using var inner = await StartInnerAsync(clientCa: false);
        using var client = _authority.Client(inner.Address);
        var told = await client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "sum"));
        Assert.Equal("https", inner.Address.Scheme);
        Assert.Equal((int)HttpStatusCode.OK, told.Status);
    }

    [Fact]
    public async Task Listener_WithClientCa_RefusesStrangersAndTakesItsOwn()
    {
        await using var inner = await StartInnerAsync(clientCa: true);
        using var stranger = _authority.Client(inner.Address);
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "sum")));

        using var foreign = new Authority();
        using var forger = _authority.Client(inner.Address, foreign.Issue("forger").Both);
        await Assert.ThrowsAsync<HttpRequestException>(() => forger.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "sum")));

        using var known = _authority.Client(inner.Address, _authority.Issue("caller").Both);
        Assert.Equal((int)HttpStatusCode.OK, (await known.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "sum"))).Status);
    }

    [Fact]
    public async Task Provider_WithCaFileAndClientCert_IsReached()
    {
        await using var inner = await StartInnerAsync(clientCa: true);
        await using var outer = await StartOuterAsync(inner, $"ca_file: \"{_authority.CaFile}\", client_cert: \"{_authority.Issue("outer").Both}\"");
        var told = await outer.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "inner/sum"));
        Assert.Equal((int)HttpStatusCode.OK, told.Status);
    }

    [Fact]
    public async Task Provider_OfAnUntrustedAuthority_Is502AndSaysTls()
    {
        await using var inner = await StartInnerAsync(clientCa: false);
        using var foreign = new Authority();
        await using var outer = await StartOuterAsync(inner, $"ca_file: \"{foreign.CaFile}\"");
        using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "inner/sum"));
        using var response = await outer.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("upstream_unreachable", body, StringComparison.Ordinal);
        Assert.Contains("TLS", body, StringComparison.Ordinal);
    }

    private Task<Gateway> StartInnerAsync(bool clientCa)
    {
        var (cert, key, _) = _authority.Issue("server");
        var ca = clientCa ? $", client_ca: \"{_authority.CaFile}\"" : "";
        return Gateway.StartAsync(
            $$"""
            providers: { box: { dialect: openai-chat, base_url: "{{_sandbox.Address}}v1" } }
            routes: { sum: [box/sandbox-open] }
            """,
            $"tls: {{ cert: \"{cert}\", key: \"{key}\"{ca} }}", listen: "https://127.0.0.1:0");
    }

    private static Task<Gateway> StartOuterAsync(Gateway inner, string trust) => Gateway.StartAsync(
        $$"""
        providers: { inner: { dialect: openai-chat, base_url: "{{inner.Address}}v1", {{trust}} } }
        """);
}
