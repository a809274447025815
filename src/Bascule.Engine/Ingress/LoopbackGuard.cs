using System.Net;
using Bascule.Engine.Conversation;
using Microsoft.AspNetCore.Http;

namespace Bascule.Engine.Ingress;

/// <summary>While no key is asked for, a web page or a proxy must not be able to speak for the machine's user.</summary>
public static class LoopbackGuard
{
    private static readonly string[] ProxyMarks = ["forwarded", "x-real-ip", "via"];

    /// <summary>Refuses foreign <c>Host</c> names, unlisted origins and the marks of a proxy. Null: the request may pass.</summary>
    /// <param name="hosts">Further host names, from <c>server.hosts</c>.</param>
    /// <param name="origins">Origins from <c>server.cors</c>.</param>
    public static Failure? Check(HttpRequest request, IReadOnlyCollection<string> hosts, IReadOnlyCollection<string> origins)
    {
        var host = request.Host.Host;
        var local = host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        if (!local && !hosts.Contains(host, StringComparer.OrdinalIgnoreCase))
        {
            return Refuse("host_not_allowed", "Without keys only a loopback Host name is served.", "Add the name to server.hosts, or configure keys.");
        }

        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && !origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return Refuse("origin_not_allowed", "Without keys a web page may not call this gateway.", "Add its origin to server.cors, or configure keys.");
        }

        foreach (var name in request.Headers.Keys)
        {
            if (ProxyMarks.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase))
            {
                return Refuse("proxy_without_key", "The request came through a proxy, and this gateway asks for no key.", "Set a key (BASCULE_API_KEY or keys: in the config).");
            }
        }

        return null;
    }

    private static Failure Refuse(string code, string message, string mend) => new(Blame.Policy, FailureKind.Forbidden, code, message) { Mend = mend };
}
