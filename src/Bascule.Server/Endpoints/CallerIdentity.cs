using Bascule.Engine.Access;
using Bascule.Engine.Ingress;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Endpoints;

/// <summary>Who calls one of the small endpoints. A refused caller gets his error at once.</summary>
internal sealed class CallerIdentity(Gatekeeper gatekeeper, LiveRules rules)
{
    /// <summary>The caller, or null when the refusal is written already.</summary>
    public async Task<Caller?> OfAsync(HttpContext context)
    {
        var known = gatekeeper.Identify(rules.Now.Keys, Receptionist.Secret(context.Request.Headers), context.Connection.RemoteIpAddress);
        if (known.Failure is not null)
        {
            await CallerErrors.WriteAsync(context, known.Failure);
        }

        return known.Value;
    }

    /// <summary>The same, counted against his key's limits as a request is.</summary>
    public async Task<Caller?> AdmittedAsync(HttpContext context)
    {
        if (await OfAsync(context) is not { } caller)
        {
            return null;
        }

        var admission = gatekeeper.Admit(caller);
        context.Response.RegisterForDispose(admission);
        if (admission.Refusal is not { } over)
        {
            return caller;
        }

        await CallerErrors.WriteAsync(context, over);
        return null;
    }
}
