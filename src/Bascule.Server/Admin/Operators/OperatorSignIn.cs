using Bascule.Engine.Conversation;
using Bascule.Server.Configuration;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Bascule.Server.Admin.Operators;

/// <summary>Signs operators in by the bearer tokens of an OpenID Connect issuer: its discovery document, its keys, our audience.</summary>
internal static class OperatorSignIn
{
    private const string Scheme = "oidc";

    /// <summary>The audit log's names have their bound.</summary>
    private const int MaxSubject = 200;

    /// <summary>A discovery document or key set beyond this is none.</summary>
    private const int MaxDocument = 1 << 20;

    /// <summary>Signatures by a private key alone: with a shared one, whoever knows the public key could sign.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>Registers the handler where the config names an issuer. Of ASP.NET's authentication only this is taken: the rest keeps keys on disk for cookies, and there are none.</summary>
    public static void Add(IServiceCollection services, ServerOptions server)
    {
        if (server.Oidc is not { } oidc)
        {
            return;
        }

        services.AddAuthenticationCore().AddWebEncoders().AddSingleton<IAuthenticationConfigurationProvider>(new Unconfigured());
        new AuthenticationBuilder(services).AddJwtBearer(Scheme, static _ => { });
        services.AddOptions<JwtBearerOptions>(Scheme).Configure<LiveRules>((options, rules) =>
        {
            options.Authority = oidc.Authority.AbsoluteUri;
            options.Audience = oidc.Audience;
            options.RequireHttpsMetadata = !oidc.Authority.IsLoopback;
            options.MapInboundClaims = false;
            options.SaveToken = false;
            // By the door as it is now: a reload that shuts it counts at once, and no connection is kept from before.
            options.Backchannel = new HttpClient(new SocketsHttpHandler
            {
                ConnectCallback = (context, cancel) => rules.Config.Server.Door.ConnectAsync(context, cancel),
                PooledConnectionLifetime = TimeSpan.Zero,
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
            })
            {
                Timeout = TimeSpan.FromSeconds(10),
                MaxResponseContentBufferSize = MaxDocument,
            };

            // A token that names an unknown key has the keys read again, at most so often: strangers' tokens must not become the issuer's load.
            options.RefreshInterval = TimeSpan.FromSeconds(30);
            options.AutomaticRefreshInterval = TimeSpan.FromHours(1);
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidAlgorithms = Algorithms,
                ValidAudience = oidc.Audience,
                RequireSignedTokens = true,
                RequireExpirationTime = true,
                ClockSkew = TimeSpan.FromMinutes(1),
            };
        });
    }

    /// <summary>Who bears this request's token.</summary>
    public static async Task<Read<Operator>> ReadAsync(HttpContext context, OidcOptions oidc)
    {
        AuthenticateResult result;
        try
        {
            result = await context.AuthenticateAsync(Scheme);
            if (!result.Succeeded)
            {
                // Without the issuer's keys every token looks forged. This throws where there are none, and costs nothing where there are.
                await context.RequestServices.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(Scheme).ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
            }
        }
        catch (Exception trouble) when (trouble is InvalidOperationException or HttpRequestException or IOException)
        {
            return new Failure(Blame.Gateway, FailureKind.Draining, "issuer_unreachable", "The issuer's keys can't be read now, so no token can be proved.") { Mend = "The admin key works meanwhile. server.oidc.authority must be reachable from the gateway." };
        }

        if (result.Principal?.FindFirst("sub")?.Value is not { Length: > 0 } subject)
        {
            return Refuse(Why(result.Failure));
        }

        var roles = TokenRoles.Of(result.Principal.Claims, oidc.RolesClaim);
        return roles == OperatorRole.None
            ? new Failure(Blame.Caller, FailureKind.Forbidden, "role_needed", $"The token gives no role in '{oidc.RolesClaim}'.") { Mend = $"Let the issuer put one of {string.Join(", ", Roles.Words)} there." }
            : new Operator("oidc:" + (subject.Length <= MaxSubject ? subject : subject[..MaxSubject]), roles);
    }

    private static Failure Refuse(string why) => new(Blame.Caller, FailureKind.Unauthenticated, "invalid_token", $"The bearer token is not taken: {why}.") { Mend = "Get a new one from the issuer that server.oidc names, for its audience." };

    private static string Why(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException => "it has expired",
        SecurityTokenNotYetValidException => "it is not valid yet",
        SecurityTokenInvalidLifetimeException => "its times do not fit together",
        SecurityTokenNoExpirationException => "it has no end",
        SecurityTokenInvalidAudienceException => "it is for another audience",
        SecurityTokenInvalidIssuerException => "it is of another issuer",
        SecurityTokenInvalidAlgorithmException => "its algorithm is not allowed",
        SecurityTokenInvalidSignatureException => "no key of the issuer signed it",
        null => "it names nobody",
        _ => "it is no token of the issuer",
    };

    /// <summary>What the handler would read of a configuration: nothing. Only the config file counts.</summary>
    private sealed class Unconfigured : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
