using Azure.Core;
using Azure.Identity;
using Bascule.Engine.Providers;

namespace Bascule.Clouds.Azure;

/// <summary>Signs requests with a token of Microsoft Entra ID: a service principal's, a workload's or managed identity's, or the one of whoever is signed in with Azure's tools.</summary>
internal sealed class AzureSignIn : ICredentials
{
    private static readonly string[] Scopes = ["https://cognitiveservices.azure.com/.default"];

    private readonly Kept<Token> _token;

    public AzureSignIn(Func<TokenCredential> make, TimeProvider time)
    {
        var credential = new Lazy<TokenCredential>(make);
        _token = new Kept<Token>(
            async cancel =>
            {
                var got = await credential.Value.GetTokenAsync(new TokenRequestContext(Scopes), cancel);
                return (new Token(got.Token), got.ExpiresOn);
            },
            "Azure", "set api_key or AZURE_OPENAI_API_KEY, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or run it under a managed identity", time);
    }

    public static AzureSignIn Default(TimeProvider time) =>
        new(static () => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ExcludeInteractiveBrowserCredential = true, ExcludeVisualStudioCredential = true }), time);

    public async ValueTask SignAsync(HttpRequestMessage request, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancel) =>
        request.Headers.TryAddWithoutValidation("authorization", "Bearer " + (await _token.GetAsync(cancel)).Value);

    /// <summary>A bearer token.</summary>
    private sealed record Token(string Value)
    {
        /// <summary>Names no secret.</summary>
        public override string ToString() => "Token";
    }
}
