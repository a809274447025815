using Bascule.Server.Hosting;
using Bascule.Server.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Cli.Terminal;

/// <summary>What is said when the gateway is ready: where it listens, and how to make the first request in each dialect.</summary>
internal static class FirstRequest
{
    public static string Greeting(GatewayHost host, HostSettings settings)
    {
        var rules = host.Services.GetRequiredService<LiveRules>();
        var model = rules.Now.Routes.Routes.FirstOrDefault()?.Name ?? rules.Now.Targets.All.FirstOrDefault()?.Deployment.Name ?? "MODEL";
        var key = host.IsOpen ? null : settings.ConfigFile is null ? "$BASCULE_API_KEY" : "YOUR_KEY";
        var url = Reachable(host.Addresses[0]);
        return $$"""
            listening on {{Text(host.Addresses[0])}}

            Ask it, as OpenAI's clients do (base URL {{url}}/v1):
              curl {{url}}/v1/chat/completions{{Header("authorization: Bearer ", key)}} -H "content-type: application/json" -d '{"model":"{{model}}","messages":[{"role":"user","content":"What is 17 + 25?"}]}'
            or as Anthropic's do (base URL {{url}}):
              curl {{url}}/v1/messages{{Header("x-api-key: ", key)}} -H "anthropic-version: 2023-06-01" -H "content-type: application/json" -d '{"model":"{{model}}","max_tokens":256,"messages":[{"role":"user","content":"What is 17 + 25?"}]}'
            What it cost: ./run usage (or: bascule usage)

            """;
    }

    /// <summary>An address that stands for all of this machine's cannot be called; its loopback one can.</summary>
    private static string Reachable(Uri address) =>
        Text(address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri : address);

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string Header(string name, string? key) => key is null ? "" : $" -H \"{name}{key}\"";
}
