using Bascule.Servers;

namespace Bascule.Journeys.Replicas;

/// <summary>Stores and replicas that die, stand still and come back under load: nobody's request fails, and no row is lost.</summary>
public sealed class FaultTests
{
    private const int Callers = 12;

    /// <summary>Answers between one event and the next.</summary>
    private const int Some = 150;

    // So much that each replica's share of it is more than these callers use.
    private const string Plenty = "limits: { requests_per_minute: 1000000, concurrency: 1000 }, budget: { usd: 100000, per: month }";

    [Fact]
    public async Task RedisPostgresAndAReplica_KilledInTurnAndBack_NoRequestFailsAndNoRowIsLost()
    {
        await using var house = await ReplicaHouse.StartAsync(Plenty);
        var crowd = house.Callers(Callers);
        await crowd.MoreAsync(Some);
        await house.Redis.KillAsync();
        await crowd.MoreAsync(Some);
        await house.Redis.StartAgainAsync();    // with nothing in it
        await crowd.MoreAsync(Some);
        await house.Postgres.KillAsync();
        await crowd.MoreAsync(Some);
        await house.Postgres.StartAgainAsync();
        await crowd.MoreAsync(Some);
        await house.Replicas[1].KillAsync();
        await crowd.MoreAsync(Some);
        await house.StartReplicaAsync(1);    // what it had not yet put into the database is in its journal
        await crowd.MoreAsync(Some);
        await EndAsync(house, crowd);
    }

    [Fact]
    public async Task Redis_StandsStillAndGoesOn_NoRequestFailsAndNoRowIsLost()
    {
        await using var house = await ReplicaHouse.StartAsync(Plenty);
        var crowd = house.Callers(Callers);
        await crowd.MoreAsync(Some);
        await house.Redis.PauseAsync();
        await crowd.MoreAsync(Some);
        await house.Redis.ResumeAsync();
        await crowd.MoreAsync(Some);
        await EndAsync(house, crowd);
    }

    [Fact]
    public async Task Replica_PausedForTenSeconds_HarmsNothing()
    {
        await using var house = await ReplicaHouse.StartAsync(Plenty);
        var (any, others) = (house.Callers(Callers), house.Callers(2, replica: 2));
        await any.MoreAsync(Some);
        await house.Replicas[1].PauseAsync();
        // By Redis's clock, in which its leases and its sign of life run out.
        var paused = await SecondsAsync(house.Redis);
        while (await SecondsAsync(house.Redis) < paused + 10)
        {
            await others.MoreAsync(10);
        }

        await house.Replicas[1].ResumeAsync();
        await any.MoreAsync(Some);
        await others.StopAsync();
        Assert.Empty(others.Failed);
        await EndAsync(house, any);
    }

    private static async Task EndAsync(ReplicaHouse house, ReplicaHouse.Crowd crowd)
    {
        await crowd.StopAsync();
        Assert.True(crowd.Failed.IsEmpty, string.Join(" | ", crowd.Failed.Take(5)));
        await house.RowsAsync(crowd.Answered);
    }

    private static async Task<long> SecondsAsync(RedisServer redis)
    {
        var said = await redis.SayAsync("TIME");
        return long.Parse(said.Split("\r\n")[2]);
    }
}
