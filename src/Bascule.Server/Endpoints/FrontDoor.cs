using Bascule.Engine.Conversation;
using Bascule.Engine.Ingress;
using Bascule.Server.Admin;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bascule.Server.Endpoints;

/// <summary>What every request passes before anything else: the guard of a keyless gateway, trusted proxies' headers, web origins.</summary>
internal sealed class FrontDoor(RequestDelegate next, LiveRules rules, ILoggerFactory loggers)
{
    private readonly RequestDelegate _inner = context => AllowOriginAsync(context, rules, next);
    private ProxyDoor? _proxies;

    public Task InvokeAsync(HttpContext context)
    {
        var now = rules.Now;
        if (now.Keys.Open && LoopbackGuard.Check(context.Request, now.Hosts, now.Origins) is { } refusal)
        {
            return CallerErrors.WriteAsync(context, refusal);
        }

        return Door(rules.Config.Server.TrustedProxies)(context);
    }

    /// <summary>The forwarded headers of trusted proxies count, nobody else's; built anew when the config names others.</summary>
    private RequestDelegate Door(ValueList<System.Net.IPNetwork> trusted)
    {
        if (trusted.Count == 0)
        {
            return _inner;
        }

        var proxies = _proxies;
        if (proxies is null || !proxies.Trusted.Equals(trusted))
        {
            var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            foreach (var network in trusted)
            {
                options.KnownIPNetworks.Add(network);
            }

            _proxies = proxies = new ProxyDoor(trusted, new ForwardedHeadersMiddleware(_inner, loggers, Options.Create(options)).Invoke);
        }

        return proxies.Enter;
    }

    private static Task AllowOriginAsync(HttpContext context, LiveRules rules, RequestDelegate next)
    {
        var origins = rules.Now.Origins;
        var every = origins.Contains("*");
        if (context.Request.Path.StartsWithSegments(AdminEndpoints.Root)    // no web page needs what operators call
            || context.Request.Headers.Origin.ToString() is not { Length: > 0 } origin || !(every || origins.Contains(origin, StringComparer.OrdinalIgnoreCase)))
        {
            return next(context);
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = every ? "*" : origin;
        headers.Vary = "Origin";
        headers.AccessControlExposeHeaders = "*";
        if (!HttpMethods.IsOptions(context.Request.Method) || !context.Request.Headers.ContainsKey("access-control-request-method"))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = "600";
        return Task.CompletedTask;
    }

    private sealed record ProxyDoor(ValueList<System.Net.IPNetwork> Trusted, RequestDelegate Enter);
}
