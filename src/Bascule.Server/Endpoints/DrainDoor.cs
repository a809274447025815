using Bascule.Engine.Resilience;
using Bascule.Server.Admin;
using Bascule.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Endpoints;

/// <summary>Callers' requests are counted in and out; while the gateway drains, new ones are told to ask elsewhere. Probes, metrics and operators are served to the end.</summary>
internal sealed class DrainDoor(RequestDelegate next, Intake intake)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (intake.TryEnter())
        {
            return CountedAsync(context);
        }

        return IsOperators(context.Request.Path) ? next(context) : RefuseAsync(context);
    }

    private async Task CountedAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        finally
        {
            intake.Leave();
        }
    }

    private static Task RefuseAsync(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // A kept connection would bring the next try here again.
            context.Response.Headers.Connection = "close";
        }

        return CallerErrors.WriteAsync(context, DrainEnd.Refusal);
    }

    private static bool IsOperators(PathString path) =>
        path == "/" || path == "/healthz" || path == "/readyz" || path == "/metrics" || path.StartsWithSegments(AdminEndpoints.Root);
}
