using Bascule.Servers;
using Bascule.Storage.Postgres;
using Npgsql;

namespace Bascule.Storage.Tests.Postgres;

/// <summary>Versions of the config in a real database, and what tells of them.</summary>
public sealed class PostgresConfigsTests
{
    [Fact]
    public async Task Configs_PushedAtOnce_EachHasItsVersionAndTheNewestCounts()
    {
        await using var server = await PostgresServer.StartAsync();
        var configs = Configs(server);
        Assert.Null(configs.Newest());
        Assert.Empty(await configs.ListAsync(null, CancellationToken.None));

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => configs.PushAsync($"text {n}", "me", CancellationToken.None)));

        Assert.All(made, one => Assert.True(one.IsNew));
        Assert.Equal(8, made.Select(one => one.Config.Id).Distinct().Count());
        var newest = configs.Newest()!;
        Assert.Equal(made.Max(one => one.Config.Id), newest.Id);
        Assert.Equal((newest, false), await configs.PushAsync(newest.Text, "somebody else", CancellationToken.None));
        Assert.Equal(newest.Text, Assert.Single(await configs.ListAsync(newest.Id, CancellationToken.None)).Text);
        Assert.Equal(made.Select(one => one.Config.Id).OrderDescending(), (await configs.ListAsync(null, CancellationToken.None)).Select(one => one.Id));
    }

    [Fact]
    public async Task Configs_MoreThanAreKept_TheOldestGo()
    {
        await using var server = await PostgresServer.StartAsync();
        var configs = Configs(server);
        await configs.PushAsync("first", "me", CancellationToken.None);
        await using (var connection = new NpgsqlConnection(server.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"INSERT INTO bascule_configs (author, text) SELECT 'me', n::text FROM generate_series(1, {PostgresConfigs.MaxKept + 50}) n; ALTER TABLE bascule_configs ALTER id RESTART WITH 10000", connection);    // a server that crashed leaves a gap
            await command.ExecuteNonQueryAsync();
        }

        var (last, _) = await configs.PushAsync("last", "me", CancellationToken.None);
        var kept = await configs.ListAsync(null, CancellationToken.None);
        Assert.Equal(PostgresConfigs.MaxKept, kept.Count);
        Assert.Equal((10_000, 10_000, 53), (last.Id, kept[0].Id, kept[^1].Id));
    }

    [Fact]
    public async Task Signal_DatabaseKilledAndBack_LooksAgainAndTellsOnceOfEach()
    {
        await using var server = await PostgresServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var stood = new List<bool>();
        var (away, back, looks) = (new TaskCompletionSource(), new TaskCompletionSource(), new SemaphoreSlim(0));
        var following = new PostgresSignal(Address(server), "somewhere", TimeProvider.System).FollowAsync(
            (_, _) =>
            {
                looks.Release();
                return Task.CompletedTask;
            },
            trouble =>
            {
                stood.Add(trouble is null);
                (trouble is null ? back : away).SetResult();
            },
            stop.Token);
        Assert.True(await looks.WaitAsync(ServerProcess.Bound), "no look");

        await server.KillAsync();
        await away.Task.WaitAsync(ServerProcess.Bound);
        await server.StartAgainAsync();
        await back.Task.WaitAsync(ServerProcess.Bound);

        Assert.Equal([false, true], stood);
        await stop.CancelAsync();
        await following.WaitAsync(ServerProcess.Bound);
    }

    private static PostgresConfigs Configs(PostgresServer server) => new(Address(server));

    private static PostgresAddress Address(PostgresServer server) => PostgresAddress.TryParse(server.Url, out var address, out var wrong) ? address : throw new InvalidOperationException(wrong);
}
