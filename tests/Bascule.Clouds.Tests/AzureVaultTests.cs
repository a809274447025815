using Azure.Core;
using Azure.Core.Pipeline;
using Bascule.Clouds.Azure;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Clouds.Tests;

/// <summary>Secrets of a key vault: Azure's own SDK before a scripted vault.</summary>
public sealed class AzureVaultTests
{
    [Fact]
    public async Task Secret_OfAVault_IsReadOnceAndAgainWhenItIsOld()
    {
        var (time, version) = (new FakeTimeProvider(), 1);
        await using var server = await ScriptedUpstream.StartAsync(request => Answer(request, $"sk-{version}"));
        var vault = VaultAt(server, time);

        Assert.Equal("sk-1", vault.Read("company-keys/openai").Value);
        version = 2;
        Assert.Equal("sk-1", vault.Read("company-keys/openai").Value);
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("sk-2", vault.Read("company-keys/openai").Value);
        Assert.Contains(server.Seen, request => request.Target.StartsWith("/secrets/openai", StringComparison.Ordinal) && request.Headers.GetValueOrDefault("authorization") == "Bearer token-of-entra");
    }

    [Fact]
    public async Task Secret_WhoseVaultIsAway_StaysWhatItWas()
    {
        var (time, away) = (new FakeTimeProvider(), false);
        await using var server = await ScriptedUpstream.StartAsync(request => away ? ScriptedAnswer.Json("""{"error":{"code":"x","message":"sk-secret"}}""", 403) : Answer(request, "sk-1"));
        var vault = VaultAt(server, time);

        Assert.Equal("sk-1", vault.Read("company-keys/openai").Value);
        away = true;
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("sk-1", vault.Read("company-keys/openai").Value);
        var other = vault.Read("company-keys/other");
        Assert.Null(other.Value);
        Assert.Contains("Key Vault Secrets User", other.Failure!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", other.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Vault_ThatFailed_IsLeftAloneForHalfAMinute(bool wasRead)
    {
        var (time, away, asked) = (new FakeTimeProvider(), !wasRead, 0);
        await using var server = await ScriptedUpstream.StartAsync(request =>
        {
            asked++;
            return away ? ScriptedAnswer.Json("{}", 403) : Answer(request, "sk-1");
        });
        var vault = VaultAt(server, time);
        Assert.Equal(wasRead ? "sk-1" : null, vault.Read("company-keys/openai").Value);
        away = true;
        time.Advance(TimeSpan.FromMinutes(wasRead ? 6 : 0));
        var first = vault.Read("company-keys/openai");
        var before = asked;

        time.Advance(TimeSpan.FromSeconds(29));
        var second = vault.Read("company-keys/openai");
        Assert.Equal((first.Value, first.Failure?.Message), (second.Value, second.Failure?.Message));
        Assert.Equal(before, asked);

        away = false;
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("sk-1", vault.Read("company-keys/openai").Value);
        Assert.True(asked > before);
    }

    [Theory]
    [InlineData(404, "no such secret")]
    [InlineData(400, "answered 400")]
    public async Task Secret_ThatIsRefused_SaysWhy(int status, string why)
    {
        await using var server = await ScriptedUpstream.StartAsync(request => request.Headers.ContainsKey("authorization") ? ScriptedAnswer.Json("{}", status) : Challenge());
        Assert.Contains(why, VaultAt(server, new FakeTimeProvider()).Read("company-keys/openai").Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("https://evil.example/secrets/x")]
    [InlineData("company-keys/../x")]
    [InlineData("evil.example#/x")]
    [InlineData("a/b/c")]
    public void Reference_ThatIsNone_AsksNobody(string reference) =>
        Assert.Contains("${vault:NAME/SECRET}", new AzureVault(() => throw new InvalidOperationException("asked"), TimeProvider.System).Read(reference).Failure!.Message, StringComparison.Ordinal);

    /// <summary>As the vault does: first it says where to sign in, then it answers.</summary>
    private static ScriptedAnswer Answer(ScriptedRequest request, string value) => request.Headers.ContainsKey("authorization")
        ? ScriptedAnswer.Json($$$"""{"value":"{{{value}}}","id":"https://company-keys.vault.azure.net/secrets/openai/1","attributes":{"enabled":true}}""")
        : Challenge();

    private static ScriptedAnswer Challenge() =>
        ScriptedAnswer.Json("{}", 401).With("www-authenticate", "Bearer authorization=\"https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111\", resource=\"https://vault.azure.net\"");

    private static AzureVault VaultAt(ScriptedUpstream server, TimeProvider time) =>
        new(static () => new Entra(), time, new HttpClientTransport(new Leading(server.Address)));

    /// <summary>Leads the vault's https address to the scripted one.</summary>
    private sealed class Leading(Uri to) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = to.Scheme, Host = to.Host, Port = to.Port }.Uri;
            return base.Send(request, cancellationToken);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = to.Scheme, Host = to.Host, Port = to.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Entra : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("token-of-entra", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
