using Bascule.Server.Admin.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bascule.Server.Admin;

/// <summary>The listener of <c>metrics_listen</c>: it serves <c>/metrics</c>, to anybody, and nothing else.</summary>
internal sealed class MetricsPort(RequestDelegate next, MetricsPage page)
{
    /// <summary>Marks the connections of a listener as coming in by this port.</summary>
    public static void Mark(ListenOptions listen) => listen.Use(static go => connection =>
    {
        connection.Features.Set(new Entrance());
        return go(connection);
    });

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Entrance>() is null)
        {
            return next(context);
        }

        if (context.Request.Path == "/metrics" && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            return page.WriteAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private sealed class Entrance;
}
