using System.Net;
using Bascule.Server.Configuration;
using Bascule.Server.Rules;
using Bascule.Server.Tests.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Server.Tests.Hosting;

/// <summary>What a reload may not do to a gateway that others reach.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task Keys_TakenOutAfterTheListenerWasRewritten_StayAskedFor()
    {
        var file = Path.Combine(Given.Folder(), "bascule.yaml");
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
        await using var host = await Started.FromAsync(file, Started.Yaml("listen: [\"http://0.0.0.0:0\"]"), time);
        var rules = host.Services.GetRequiredService<LiveRules>();
        var first = rules.Config.Version;

        await RewriteAsync(file, Started.Yaml("listen: [\"http://127.0.0.1:0\"]"), time);
        var second = rules.Config.Version;
        await RewriteAsync(file, Started.Yaml("listen: [\"http://127.0.0.1:0\"]", keys: false), time);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{host.Addresses[0].Port}/v1/models"));

        Assert.NotEqual(first, second);
        Assert.Equal(second, rules.Config.Version);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("providers: {}\n")]
    public async Task Keys_GoneFromTheFileWithoutAWord_StayAskedFor(string rest)
    {
        var file = Path.Combine(Given.Folder(), "bascule.yaml");
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
        await using var host = await Started.FromAsync(file, Started.Yaml("listen: [\"http://127.0.0.1:0\"]"), time);
        var rules = host.Services.GetRequiredService<LiveRules>();
        var first = rules.Config.Version;
        await RewriteAsync(file, rest, time);
        Assert.Equal(first, rules.Config.Version);
        Assert.False(rules.Now.Keys.Open);
    }

    private static async Task RewriteAsync(string file, string yaml, FakeTimeProvider time)
    {
        await File.WriteAllTextAsync(file, yaml);
        for (var i = 0; i < 3; i++)
        {
            time.Advance(ConfigWatcher.Interval);
        }
    }
}
