using Bascule.Engine.Ledger;
using Bascule.Server.Hosting;
using Bascule.Server.Keys;
using Bascule.Server.Rules;
using Bascule.Storage.Redis;
using Microsoft.Extensions.Hosting;

namespace Bascule.Server.Admin;

/// <summary>Whether this process wants requests: once it listens and the rows of an earlier process are safe, until it drains. A store that is away changes nothing.</summary>
internal sealed class Readiness(Drain drain, Journal journal, Intake intake, LiveRules rules, IHostApplicationLifetime lifetime, RedisLimits? shared = null)
{
    /// <summary>Why not, or null.</summary>
    public string? NotReady =>
        intake.Closed ? "draining"
        : !lifetime.ApplicationStarted.IsCancellationRequested ? "starting"
        : !drain.Recovered.IsCompleted && !drain.StoreAway ? "recovering the ledger of an earlier process"
        : null;

    /// <summary>What is said of one that is ready: trouble with the ledger or with what replicas share stops no answer, and whoever looks should see it.</summary>
    public string Ready =>
        journal.Stopped ? "ready; the ledger's journal can't be written"
        : drain.StoreAway ? "ready; the ledger's store is away"
        : shared is { IsTogether: false } ? "ready; storage.shared is away, limits hold by this replica's share of them"
        : !rules.Stored.Known ? "ready; the keys of the database can't be read, who comes with one is told 503"
        : rules.Stored.Keys.Count(key => KeyCabinet.Trouble(key, rules.Config) is not null) is > 0 and var unusable ? $"ready; {unusable} of the database's keys can't be used, GET /bascule/v1/keys says why"
        : "ready";
}
