using System.Net;
using Bascule.Engine.Ledger.Auditing;
using Bascule.Server.Configuration;
using Bascule.Server.Keys;
using Bascule.Server.Rules;
using Bascule.Server.Tests.Configuration;
using Bascule.Storage.Keys;
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
        var log = host.Services.GetRequiredService<AuditLog>();
        await log.FlushAsync();
        var entries = AuditReader.List(log.Folder, new(10, Act: "config")).Entries;
        Assert.Equal((AuditActs.ReloadRefused, first), Assert.Single(entries) is var entry ? (entry.Act, entry.DetailOf("from")) : default);
    }

    [Fact]
    public async Task LastKey_TakenFromFileAndDatabaseAtOnce_IsKeptByOneOfThem()
    {
        var file = Path.Combine(Given.Folder(), "bascule.yaml");
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
        await using var host = await Started.FromAsync(file, Started.Yaml("listen: [\"http://127.0.0.1:0\"]"), time);
        var rules = host.Services.GetRequiredService<LiveRules>();
        var record = new KeyRecord("key_0123456789abcdef", "web", """{"name":"web"}""", Disabled: false, time.GetUtcNow(), time.GetUtcNow()) { Secrets = [new KeySecret(new string('a', 64), "bsk-0123", time.GetUtcNow(), null)] };
        Assert.True(rules.TryReplace(rules.Stored.With(StoredKey.Of(record))));
        var left = rules.Stored.Without(record.Id);
        var without = rules.Config with { Keys = [] };

        Assert.Null(rules.Replace(without, next => next.Keys.Open ? "open" : null));
        Assert.False(rules.TryReplace(left));
        Assert.False(rules.Now.Keys.Open);
        rules.Replace(without with { Keys = rules.Config.Keys });
        Assert.Single(rules.Stored.Keys);
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
