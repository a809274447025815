using Bascule.Journeys.Crash;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Budgets.Sharing;

/// <summary>A gateway that is killed with an attempt under way, beside another one that lives.</summary>
public sealed class DeathTests
{
    [Fact]
    public async Task Killed_WithMoneyReserved_ItStaysBookedAndIsCountedOnce()
    {
        const string key = "budget: { usd: 1, per: month }";
        await using var house = await SharedHouse.StartAsync(key);
        using var folder = new TemporaryFolder();
        var file = folder.File("bascule.yaml");
        await File.WriteAllTextAsync(file, Gateway.Whole(BudgetHouse.Config(house.Upstream, key), folder.Path, shared: house.Redis.Url));
        house.Upstream.Handler = static _ => ScriptedAnswer.Never();
        decimal reserved;
        await using (var process = await GatewayProcess.StartAsync(file))
        {
            using var client = process.NewClient(BudgetHouse.Secret);
            using var request = Ask.Request(Ask.OpenAi, BudgetHouse.Body("long", 1000));
            var asked = client.SendAsync(request);
            await house.Upstream.NextAsync();
            await SharedHouse.UntilAsync(async () => await ReservedAsync(house) > 0, () => Task.FromResult("Nobody hears of what is reserved."));
            reserved = await ReservedAsync(house);
            await process.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => asked);
        }

        Assert.Equal(reserved, await ReservedAsync(house));
        house.Upstream.Handler = BudgetHouse.Long;
        await using var again = await GatewayProcess.StartAsync(file);
        await house.SettledAsync(reserved);
    }

    private static async Task<decimal> ReservedAsync(SharedHouse house) => (await SharedHouse.BudgetAsync(house.Gateways[0])).GetProperty("reserved_usd").GetDecimal();
}
