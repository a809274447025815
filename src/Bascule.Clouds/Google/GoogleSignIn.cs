using Bascule.Engine.Providers;
using Google.Apis.Auth.OAuth2;

namespace Bascule.Clouds.Google;

/// <summary>Signs requests with Google's application default credentials: a file that the environment names, the one gcloud wrote, or the machine's own account.</summary>
internal sealed class GoogleSignIn : ICredentials
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    /// <summary>How long a token is taken without asking the library again, which renews it by itself some minutes before its end.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(3);

    private readonly Func<CancellationToken, Task<GoogleCredential>> _find;
    private readonly TimeProvider _time;
    private readonly Kept<Token> _token;
    private GoogleCredential? _credential;

    public GoogleSignIn(Func<CancellationToken, Task<GoogleCredential>> find, TimeProvider time)
    {
        (_find, _time) = (find, time);
        _token = new Kept<Token>(
            FetchAsync, "Google Cloud", "set GOOGLE_APPLICATION_CREDENTIALS, or run gcloud auth application-default login, or run it under a service account", time);
    }

    public static GoogleSignIn Default(TimeProvider time) => new(GoogleCredential.GetApplicationDefaultAsync, time);

    public async ValueTask SignAsync(HttpRequestMessage request, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancel)
    {
        var token = await _token.GetAsync(cancel);
        request.Headers.TryAddWithoutValidation("authorization", "Bearer " + token.Value);
        if (token.QuotaProject is { Length: > 0 } project && !request.Headers.Contains("x-goog-user-project"))
        {
            request.Headers.TryAddWithoutValidation("x-goog-user-project", project);
        }
    }

    private async Task<(Token, DateTimeOffset)> FetchAsync(CancellationToken cancel)
    {
        _credential ??= (await _find(cancel)).CreateScoped(Scope);
        var value = await ((ITokenAccess)_credential).GetAccessTokenForRequestAsync(null, cancel);
        return (new Token(value, _credential.QuotaProject), _time.GetUtcNow() + Life);
    }

    /// <summary>A bearer token, and the project whose quota the user's own credential names.</summary>
    private sealed record Token(string Value, string? QuotaProject)
    {
        /// <summary>Names no secret.</summary>
        public override string ToString() => "Token";
    }
}
