using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Sharing;
using Bascule.Storage.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Storage.Tests.Redis;

/// <summary>One replica's limits on a Redis, with the local counters before them as the gatekeeper has them.</summary>
internal sealed class Replica : IAsyncDisposable
{
    /// <summary>Looks of 4 ms: the machine that tests run on may be slow, and a test that is not about patience has plenty.</summary>
    public const int Patient = 1_000;

    private readonly KeyCounters _counters = new(TimeProvider.System);

    private Replica(RedisLink link) => (Link, Limits) = (link, new RedisLimits(link, TimeProvider.System));

    public RedisLink Link { get; }

    public RedisLimits Limits { get; }

    public static async Task<Replica> StartAsync(string url, int patience = Patient, string prefix = "test")
    {
        var address = RedisAddress.TryParse(url, out _)! with { Prefix = prefix };
        var replica = new Replica(new RedisLink(address, "limits", TimeProvider.System, NullLogger.Instance, patience));
        Assert.True(await replica.Link.WaitUpAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        return replica;
    }

    public SharedSubject Subject(string key) => _counters.Of(key).SharedAs(key, static id => "k:" + id);

    /// <summary>A request of a key, counted here first as the gatekeeper does.</summary>
    public SharedTake Take(string key, int? requests = null, int? tokens = null, int? places = null, int amount = 0)
    {
        var counter = _counters.Of(key);
        counter.TryEnter(null);
        var second = requests is null ? 0 : counter.Requests.Take(1);
        if (tokens is not null)
        {
            counter.Tokens.Take(amount);
        }

        return new SharedTake(new SharedPart(Subject(key), requests, tokens, places, amount, second), null);
    }

    public async Task<SharedAnswer> AskAsync(string key, int? requests = null, int? tokens = null, int? places = null, int amount = 0)
    {
        var take = Take(key, requests, tokens, places, amount);
        var answer = await Limits.TakeAsync(take);
        if (answer.Bar != SharedBar.None)
        {
            End(take, 0);
        }

        return answer;
    }

    public void End(SharedTake take, long tokens)
    {
        take.Key.Subject.Counter.Leave();
        Limits.End(take, tokens);
    }

    /// <summary>As killed: it says no farewell.</summary>
    public ValueTask KillAsync() => Link.DisposeAsync();

    /// <summary>Asks Redis something of the test's own.</summary>
    public async Task<RespValue> CallAsync(params string[] words)
    {
        var command = new RedisCommand(words[0]);
        foreach (var word in words[1..])
        {
            command.Add(word);
        }

        return await Link.AskAsync(command);
    }

    public async ValueTask DisposeAsync()
    {
        await Limits.DisposeAsync();
        await Link.DisposeAsync();
    }
}
