using Bascule.Server.Configuration;
using Bascule.Server.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bascule.Server.Tests.Hosting;

/// <summary>Kestrel's half of a profile, and what is said where the runtime's half comes too late; the runtime's half is proved in a process of its own.</summary>
public sealed class SocketProfileTests
{
    [Theory]
    [InlineData(ServerProfile.Balanced, false)]
    [InlineData(ServerProfile.Streams, true)]
    public void Listener_OfAProfile_GoesOnWhereTheSocketWasRead(ServerProfile profile, bool expected)
    {
        var services = new ServiceCollection();
        SocketProfile.Configure(services, profile);
        using var built = services.AddOptions().BuildServiceProvider();
        Assert.Equal(expected, built.GetRequiredService<IOptions<SocketTransportOptions>>().Value.UnsafePreferInlineScheduling);
    }

    [Theory]
    [InlineData(ServerProfile.Streams, "postgres://db/bascule", false, true)]
    [InlineData(ServerProfile.Streams, "postgres://db/bascule", true, false)]
    [InlineData(ServerProfile.Streams, "bascule.yaml", false, false)]
    [InlineData(ServerProfile.Balanced, "postgres://db/bascule", false, false)]
    public void Notice_OfStreams_OnlyWhereTheConfigCameOverASocket(ServerProfile profile, string file, bool early, bool told)
    {
        var config = Configuration.Given.Good("providers: { openai: {} }");
        var notices = SocketProfile.Notices(config with { Server = config.Server with { Profile = profile } }, file, early);
        Assert.Equal(told, notices.Any());
    }
}
