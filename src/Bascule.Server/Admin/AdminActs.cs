using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger.Auditing;
using Bascule.Server.Admin.Operators;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bascule.Server.Admin;

/// <summary>Writes what operators do into the audit log, before it is done: an act that can't be written is refused.</summary>
internal sealed class AdminActs(AuditLog log)
{
    private static readonly object Noted = new();

    private static Failure Unavailable { get; } =
        new(Blame.Gateway, FailureKind.Draining, "audit_unavailable", "The audit log can't be written now, so nothing is changed.") { Mend = "The gateway's log says why: make room, or raise audit.max_bytes. Requests are answered meanwhile." };

    /// <summary>Notes an act that is about to be done. False: it can't be written, the operator was told so, and it must not be done.</summary>
    /// <param name="act">As <c>key.rotate</c>.</param>
    /// <param name="target">What it is done to.</param>
    /// <param name="detail">Names and words of the gateway's own; never a caller's text, never a secret. One without a value is left out.</param>
    public async Task<bool> NoteAsync(HttpContext context, string act, string target, params (string Name, string? Value)[] detail)
    {
        if (await TryNoteAsync(context, act, target, detail) is not { } failure)
        {
            return true;
        }

        await AdminAnswer.FailAsync(context, failure);
        return false;
    }

    /// <summary>The same for one who tells the operator himself: why the act must not be done, or null.</summary>
    public async Task<Failure?> TryNoteAsync(HttpContext context, string act, string target, params (string Name, string? Value)[] detail)
    {
        if (!await log.ActAsync(Operator.Of(context).Name, act, target, detail))
        {
            return Unavailable;
        }

        context.Items[Noted] = true;
        return null;
    }

    /// <summary>Lets an operator do something. What no endpoint notes itself is noted here, so that nothing is changed without an entry.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate act)
    {
        if (!log.Takes)
        {
            await AdminAnswer.FailAsync(context, Unavailable);
            return;
        }

        await act(context);
        if (context.Response.StatusCode < 400 && !context.Items.ContainsKey(Noted))
        {
            log.Act(Operator.Of(context).Name, "admin.request", $"{context.Request.Method} {context.Request.Path.Value}");
        }
    }

    /// <summary>Notes somebody whom the gate did not let in. The address as it is mapped, not as he wrote it: his words are not kept, and each spelling would be an entry.</summary>
    public void Refused(HttpContext context, Failure refusal) =>
        log.Refused($"from {context.Connection.RemoteIpAddress}", AuditActs.SignInFailed, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(unknown)", refusal.Code);
}
