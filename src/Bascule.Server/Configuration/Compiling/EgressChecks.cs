using Bascule.Engine.Providers;
using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Holds <c>server.egress</c> against what the process itself wants to reach: what could never be delivered is told before it is needed.</summary>
internal static class EgressChecks
{
    public static void Check(ProblemList problems, ConfigNode root, BasculeConfig config)
    {
        if (!config.Server.EgressDenied)
        {
            if (config.Server.EgressAllow.Count > 0)
            {
                problems.Warning(root["server"]!["egress_allow"]!, "server.egress_allow", "it changes nothing while egress is open", "write egress: deny, or remove it");
            }

            return;
        }

        Listed(problems, root["audit"]?["webhook"], "audit.webhook", config.Audit.Webhook, config.Server);
        Listed(problems, root["server"]?["oidc"]?["authority"], "server.oidc.authority", config.Server.Oidc?.Authority, config.Server);
    }

    private static void Listed(ProblemList problems, ConfigNode? at, string path, Uri? url, ServerOptions server)
    {
        if (at is not null && url is not null && !Door.Lists(server.EgressAllow, url.IdnHost, url.Port))
        {
            problems.Error(at, path, "egress is denied, and this address is not listed", $"write it into server.egress_allow: [\"{Door.NameOf(url)}\"]", $"{url.Scheme}://{url.Host}");
        }
    }
}
