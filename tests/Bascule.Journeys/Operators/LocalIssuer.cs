using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bascule.Journeys.Operators;

/// <summary>An OpenID Connect issuer on a real socket: a discovery document, a key set, and tokens as a test wants them.</summary>
internal sealed class LocalIssuer : IAsyncDisposable
{
    public const string Audience = "bascule";

    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private RSA _rsa = RSA.Create(2048);
    private string _kid = "rsa-1";
    private WebApplication _app = null!;
    private int _keyReads;

    /// <summary>False: it answers 503.</summary>
    public bool Up { get; set; } = true;

    public string Url { get; private set; } = "";

    public int KeyReads => Volatile.Read(ref _keyReads);

    public static async Task<LocalIssuer> StartAsync()
    {
        var issuer = new LocalIssuer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = issuer._app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/.well-known/openid-configuration", context => issuer.AnswerAsync(context, () => new JsonObject { ["issuer"] = issuer.Url, ["jwks_uri"] = issuer.Url + "/keys" }));
        app.MapGet("/keys", context => issuer.AnswerAsync(context, issuer.Keys));
        await app.StartAsync();
        issuer.Url = app.Urls.Single();
        return issuer;
    }

    /// <summary>Puts another RSA key in the place of the one there was.</summary>
    public void Rotate()
    {
        _rsa.Dispose();
        (_rsa, _kid) = (RSA.Create(2048), "rsa-2");
    }

    /// <summary>A token with these roles; <paramref name="change"/> makes it another one.</summary>
    public string Token(string? roles, Action<JsonObject>? change = null, string algorithm = "RS256", RSA? by = null)
    {
        var now = DateTimeOffset.UnixEpoch.AddSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = Url, ["sub"] = "ada", ["aud"] = Audience, ["iat"] = now, ["exp"] = now + 600 };
        if (roles is not null)
        {
            claims["roles"] = new JsonArray([.. roles.Split(' ').Select(role => (JsonNode?)JsonValue.Create(role))]);
        }

        change?.Invoke(claims);
        var head = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = algorithm == "ES256" ? "ec-1" : _kid };
        var signed = Encode(head.ToJsonString()) + "." + Encode(claims.ToJsonString());
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = algorithm switch
        {
            "RS256" => (by ?? _rsa).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "ES256" => _curve.SignData(bytes, HashAlgorithmName.SHA256),
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), bytes),
            _ => [],
        };
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
        _curve.Dispose();
    }

    private Task AnswerAsync(HttpContext context, Func<JsonObject> document)
    {
        if (!Up)
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(document().ToJsonString());
    }

    private JsonObject Keys()
    {
        Interlocked.Increment(ref _keyReads);
        var (rsa, point) = (_rsa.ExportParameters(false), _curve.ExportParameters(false).Q);
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = _kid, ["n"] = Base64Url.EncodeToString(rsa.Modulus), ["e"] = Base64Url.EncodeToString(rsa.Exponent) },
                new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["use"] = "sig", ["kid"] = "ec-1", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) }),
        };
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
