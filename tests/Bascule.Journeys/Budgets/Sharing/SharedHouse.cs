using System.Text.Json;
using Bascule.Engine.Limits.Budgets.Leasing;
using Bascule.Engine.Pricing;
using Bascule.Sandbox.Scripted;
using Bascule.Servers;
using Bascule.Storage.Redis;

namespace Bascule.Journeys.Budgets.Sharing;

/// <summary>Three gateways on one Redis, before one upstream whose answers are as long as they may be.</summary>
internal sealed class SharedHouse : IAsyncDisposable
{
    /// <summary>A machine that runs tests may be busy for longer than callers wait for money.</summary>
    private static readonly TellerTimes Patient = new() { Patience = Gateway.Bound };

    private readonly string _config;
    private readonly TellerTimes _times;

    private SharedHouse(RedisServer redis, ScriptedUpstream upstream, string config, TellerTimes times) => (Redis, Upstream, _config, _times) = (redis, upstream, config, times);

    public RedisServer Redis { get; }

    public ScriptedUpstream Upstream { get; }

    public List<Gateway> Gateways { get; } = [];

    public static async Task<SharedHouse> StartAsync(string key, TellerTimes? times = null, string more = "")
    {
        var upstream = await ScriptedUpstream.StartAsync(BudgetHouse.Long);
        var house = new SharedHouse(await RedisServer.StartAsync(), upstream, BudgetHouse.Config(upstream, key, more), times ?? Patient);
        try
        {
            await Task.WhenAll(house.AddAsync(), house.AddAsync(), house.AddAsync());
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    public async Task<Gateway> AddAsync()
    {
        var gateway = await Gateway.StartAsync(_config, shared: Redis.Url, budgets: _times);
        lock (Gateways)
        {
            Gateways.Add(gateway);
        }

        return gateway;
    }

    public static Task<Told> AskAsync(Gateway gateway, int? most = 1000, bool stream = false, string more = "") =>
        gateway.Client.AskAsync(Ask.OpenAi, BudgetHouse.Body("long", most, stream, more), ("authorization", "Bearer " + BudgetHouse.Secret));

    /// <summary>The key's budget as a gateway tells it.</summary>
    public static async Task<JsonElement> BudgetAsync(Gateway gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/key");
        request.Headers.Add("authorization", "Bearer " + BudgetHouse.Secret);
        using var response = await gateway.Client.SendAsync(request);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("budget");
    }

    /// <summary>What all rows of all gateways cost.</summary>
    public async Task<decimal> CostAsync()
    {
        var sum = 0L;
        foreach (var gateway in Gateways)
        {
            sum += (await gateway.RowsAsync()).Sum(row => row.CostNano ?? 0);
        }

        return Money.ToUsd(sum);
    }

    /// <summary>Waits until every gateway tells the same of the budget, with nothing under way.</summary>
    public async Task<decimal> SettledAsync(decimal spent)
    {
        foreach (var gateway in Gateways)
        {
            await UntilAsync(async () => await BudgetAsync(gateway) is var budget && budget.GetProperty("reserved_usd").GetDecimal() == 0 && budget.GetProperty("spent_usd").GetDecimal() == spent,
                async () => $"spent are {spent}, and the gateway says {await BudgetAsync(gateway)}");
        }

        return spent;
    }

    public static async Task UntilAsync(Func<Task<bool>> holds, Func<Task<string>> why)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (!await holds())
        {
            if (bound.IsCancellationRequested)
            {
                Assert.Fail(await why());
            }

            await Task.Yield();
        }
    }

    /// <summary>Says something to Redis.</summary>
    public async Task<RespValue> TellRedisAsync(params string[] words)
    {
        using var wire = await RedisWire.ConnectAsync(RedisAddress.TryParse(Redis.Url, out _)!, "test", CancellationToken.None);
        var command = new RedisCommand(words[0]);
        foreach (var word in words.Skip(1))
        {
            command.Add(word);
        }

        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        command.WriteTo(bytes);
        await wire.SendAsync(bytes.WrittenMemory, CancellationToken.None);
        return await wire.ReadAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in Gateways)
        {
            await gateway.DisposeAsync();
        }

        await Upstream.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
