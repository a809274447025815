using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Bascule.Server.Tests.Admin;

/// <summary>Readiness over the life of a process; a house of its own, since it ends.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task Readyz_WhileDraining_Says503AndHealthzLives()
    {
        await using var house = new House();
        await house.InitializeAsync();
        house.Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        using var ready = await house.GetAsync("/readyz", bearer: null);
        using var alive = await house.GetAsync("/healthz", bearer: null);
        Assert.Equal((503, "draining\n"), ((int)ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        Assert.Equal(200, (int)alive.StatusCode);
    }
}
