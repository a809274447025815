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
}
