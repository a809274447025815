using Bascule.Server.Configuration;
using Bascule.Storage.Postgres;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Server.Hosting;

/// <summary>
/// Puts <c>server.profile</c> in force. <c>streams</c> is two switches that give little alone: the runtime hands what a socket brings straight to whoever waits for it, and Kestrel goes on from there on the same thread
/// ([decision 0033](../../../docs/decisions/0033-profiles.md)).
/// </summary>
internal static class SocketProfile
{
    /// <summary>The runtime reads it once, when the process uses its first socket.</summary>
    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>True: the runtime's half is set, by whoever started the process or by <see cref="Prepare"/>.</summary>
    public static bool IsSet => Environment.GetEnvironmentVariable(Switch) == "1";

    /// <summary>Sets the runtime's half. What the environment says stays where nothing is asked for.</summary>
    public static void Prepare(ServerProfile profile)
    {
        if (profile == ServerProfile.Streams)
        {
            Environment.SetEnvironmentVariable(Switch, "1");
        }
    }

    /// <summary>Sets Kestrel's half.</summary>
    public static void Configure(IServiceCollection services, ServerProfile profile)
    {
        if (profile == ServerProfile.Streams)
        {
            services.Configure<SocketTransportOptions>(options => options.UnsafePreferInlineScheduling = true);
        }
    }

    /// <summary>A config in a database is read over a socket, so its profile is known too late for the runtime's half.</summary>
    /// <param name="early">Whether the runtime's half was set before the config was read.</param>
    public static IEnumerable<string> Notices(BasculeConfig config, string? file, bool early)
    {
        if (config.Server.Profile == ServerProfile.Streams && !early && file is not null && PostgresAddress.IsOne(file))
        {
            yield return $"server.profile: streams is in force by half: a config in a database is read when sockets are in use already. Set {Switch}=1 in the gateway's environment and restart it.";
        }
    }
}
