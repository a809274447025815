using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Azure.Core;
using Bascule.Clouds.Aws;
using Bascule.Clouds.Azure;
using Bascule.Clouds.Google;
using Bascule.Engine.Providers;
using Bascule.Sandbox.Scripted;
using Google.Apis.Auth.OAuth2;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Clouds.Tests;

/// <summary>Sign-ins against scripted token servers, and what they say when there is none.</summary>
public sealed class SignInTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-26T12:00:00Z");

    [Theory]
    [InlineData("bedrock", "", true)]
    [InlineData("vertex", "", true)]
    [InlineData("azure-openai", "", true)]
    [InlineData("bedrock", "key", false)]
    [InlineData("azure-openai", "key", false)]
    [InlineData("openai-chat", "", false)]
    public void For_AProviderWithoutAKey_IsItsCloudsSignIn(string dialect, string key, bool expected) =>
        Assert.Equal(expected, CloudSignIn.For(new ProviderOptions { Name = "p", Dialect = dialect, BaseUrl = new Uri("https://x"), ApiKey = key }) is not null);

    [Fact]
    public async Task Aws_AContainersRole_SignsWithItsKeysAndToken()
    {
        await using var server = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json("""
            {"AccessKeyId":"AKIDROLE","SecretAccessKey":"role-secret","Token":"role-token","Expiration":"2099-01-01T00:00:00Z"}
            """));
        Environment.SetEnvironmentVariable("AWS_CONTAINER_CREDENTIALS_FULL_URI", new Uri(server.Address, "creds").AbsoluteUri);
        var signIn = new AwsSignIn(() => Task.FromResult<AWSCredentials>(new GenericContainerCredentials()), "eu-west-1", "bedrock", TimeProvider.System);

        using var request = new HttpRequestMessage(HttpMethod.Post, "https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse");
        await signIn.SignAsync(request, [Encoding.UTF8.GetBytes("{}")], CancellationToken.None);
        using var second = new HttpRequestMessage(HttpMethod.Post, "https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse");
        await signIn.SignAsync(second, [], CancellationToken.None);

        var authorization = request.Headers.NonValidated["authorization"].ToString();
        Assert.Contains("Credential=AKIDROLE/", authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-west-1/bedrock/aws4_request", authorization, StringComparison.Ordinal);
        Assert.Equal("role-token", request.Headers.GetValues("x-amz-security-token").Single());
        Assert.DoesNotContain("role-secret", authorization, StringComparison.Ordinal);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task Google_AServiceAccount_GetsATokenAndKeepsIt()
    {
        await using var server = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json("""{"access_token":"ya29.token","expires_in":3600,"token_type":"Bearer"}"""));
        using var key = RSA.Create(2048);
        var json = $$"""
            {"type":"service_account","project_id":"p","private_key_id":"1","private_key":"{{key.ExportPkcs8PrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal)}}",
             "client_email":"a@p.iam.gserviceaccount.com","client_id":"1","token_uri":"{{new Uri(server.Address, "token")}}"}
            """;
        var signIn = new GoogleSignIn(_ => Task.FromResult(CredentialFactory.FromJson<ServiceAccountCredential>(json).ToGoogleCredential()), TimeProvider.System);

        for (var one = 0; one < 2; one++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "https://europe-west1-aiplatform.googleapis.com/v1/x");
            await signIn.SignAsync(request, [], CancellationToken.None);
            Assert.Equal("Bearer ya29.token", request.Headers.NonValidated["authorization"].ToString());
        }

        Assert.Contains("assertion=", Assert.Single(server.Seen).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Azure_AToken_IsKeptUntilShortlyBeforeItsEnd()
    {
        var time = new FakeTimeProvider(Start);
        var given = new Given(() => new AccessToken($"token-{time.GetUtcNow():HHmm}", time.GetUtcNow() + TimeSpan.FromHours(1)));
        var signIn = new AzureSignIn(() => given, time);

        Assert.Equal("Bearer token-1200", await BearerAsync(signIn));
        time.Advance(TimeSpan.FromMinutes(57));
        Assert.Equal("Bearer token-1200", await BearerAsync(signIn));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("Bearer token-1259", await BearerAsync(signIn));
        Assert.Equal("https://cognitiveservices.azure.com/.default", given.Scope);
    }

    [Fact]
    public async Task Azure_NoIdentity_SaysTheMendAndAsksAgainLater()
    {
        var time = new FakeTimeProvider(Start);
        var asked = 0;
        var signIn = new AzureSignIn(() => new Given(() => ++asked < 2 ? throw new InvalidOperationException("inner secret") : new AccessToken("t", time.GetUtcNow() + TimeSpan.FromHours(1))), time);

        var trouble = await Assert.ThrowsAsync<SignInException>(() => BearerAsync(signIn));
        Assert.Contains("AZURE_CLIENT_ID", trouble.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("inner secret", trouble.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<SignInException>(() => BearerAsync(signIn));
        Assert.Equal(1, asked);

        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("Bearer t", await BearerAsync(signIn));
    }

    [Fact]
    public async Task Kept_ACloudThatNeverAnswers_IsGivenUpInTime()
    {
        var time = new FakeTimeProvider(Start);
        var begun = new TaskCompletionSource();
        var kept = new Kept<string>(
            async _ =>
            {
                begun.SetResult();
                await new TaskCompletionSource().Task;
                return ("", Start);
            },
            "Cloud", "mend it", time);
        var waiting = kept.GetAsync(CancellationToken.None).AsTask();
        await begun.Task;
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Contains("mend it", (await Assert.ThrowsAsync<SignInException>(() => waiting)).Message, StringComparison.Ordinal);
    }

    private static async Task<string> BearerAsync(AzureSignIn signIn)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://a.openai.azure.com");
        await signIn.SignAsync(request, [], CancellationToken.None);
        return request.Headers.NonValidated["authorization"].ToString();
    }

    /// <summary>A credential of Azure's library that gives what a test says.</summary>
    private sealed class Given(Func<AccessToken> give) : TokenCredential
    {
        public string? Scope { get; private set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => give();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scope = requestContext.Scopes[0];
            return ValueTask.FromResult(give());
        }
    }
}
