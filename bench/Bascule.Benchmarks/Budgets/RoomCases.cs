using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Bascule.Benchmarks.Load;
using Bascule.Engine.Access;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Ledger;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Pricing;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing;
using Bascule.Engine.Routing.Strategies;
using Bascule.Engine.Telemetry;
using Target = Bascule.Engine.Resilience.Target;

namespace Bascule.Benchmarks.Budgets;

/// <summary>What the rooms of a request's way do each time that no other case holds: key, plan, attempt, price, meters, ledger record and cache key.</summary>
internal static class RoomCases
{
    private static readonly DateTimeOffset At = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);

    public static IEnumerable<Case> All() => [Key(), Plan(), Attempt(), Cost(), Meters(), Record(), CacheKey()];

    /// <summary>The key behind a secret: one hash, one look-up.</summary>
    private static Case Key()
    {
        var ring = new KeyRing([new KeyOptions { Id = "file:web", Name = "web", Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Gateway.Key))) }], open: false);
        return new("key of a request", () => Demand(ring.Find(Gateway.Key) is not null));
    }

    /// <summary>Two candidates, both fit, in the operator's order.</summary>
    private static Case Plan()
    {
        Target[] candidates = [PolicyCase.Candidate("gpu-fra", "self", "de"), PolicyCase.Candidate("gpu-par", "self", "fr")];
        var route = new Route("assistant", new RouteOptions { Name = "assistant", Candidates = ["gpu-fra", "gpu-par"] }, candidates, declared: true);
        var profile = RequestScan.Read(Encoding.UTF8.GetBytes(Sample.Of("openai-chat").Request!)).Value!;
        var facts = new RequestFacts { Id = Guid.Empty };
        var dice = new Random(1);
        return new("plan of a request", () => Demand(Planner.Plan(route, facts, new Occasion(profile, "web", null, At, dice)).Order.Count == 2));
    }

    /// <summary>An attempt begins and ends well: its report, the breakers of deployment and provider, what is known of both.</summary>
    private static Case Attempt()
    {
        var target = PolicyCase.Candidate("gpu-fra", "self", "de");
        return new("attempt of a request", () =>
        {
            var made = new CallReport().Begin(target, AttemptKind.First, TimeSpan.Zero, At);
            target.State.Begin(made);
            target.State.End(made);
        });
    }

    private static Case Cost()
    {
        var price = Price.FromUsdPerMillion(1.25m, 0.125m, null, 10);
        return new("cost of an answer", () => Demand(Money.CostNano(price, new TokenCounts(260, 100, 0, 160)) == 1_812_500));
    }

    /// <summary>The meters of a call's attempts, with somebody who listens.</summary>
    private static Case Meters()
    {
        var meters = new GatewayMeters();
        var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (ReferenceEquals(instrument.Meter, meters.Meter)) { listening.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.Start();
        var report = new CallReport();
        report.Begin(PolicyCase.Candidate("gpu-fra", "self", "de"), AttemptKind.First, TimeSpan.Zero, At);
        return new("meters of a request", () =>
        {
            AttemptMeters.Record(meters, report);
            GC.KeepAlive(listener);
        });
    }

    /// <summary>The journal's record of a settled row.</summary>
    private static Case Record()
    {
        var buffer = new RecordBuffer();
        var row = new LedgerRow
        {
            Id = Guid.CreateVersion7(At), At = At, Key = "web", KeyId = "file:web", Team = "search", Tags = [KeyValuePair.Create("app", "web")], Route = "assistant", Deployment = "openai/gpt-5", Provider = "openai",
            Model = "gpt-5-2025-08-07", DialectIn = "openai-chat", DialectOut = "openai-chat", Status = 200, Usage = new(260, 0, 0, 160, 0, false), CostNano = 1_925_000, PriceSource = "catalog",
            Attempts = [new("openai/gpt-5", 200, null, At, null, 812, 1_925_000)], TotalMs = 815, GatewayUs = 110, ConfigVersion = "0123456789abcdef",
        };
        return new("ledger record of a request", () =>
        {
            buffer.Clear();
            buffer.Append(RecordKind.Settled, row);
        });
    }

    /// <summary>What a request is kept under in the cache, its bytes seen before.</summary>
    private static Case CacheKey()
    {
        var body = Encoding.UTF8.GetBytes(Sample.Of("openai-chat").Request!);
        var question = new CacheQuestion
        {
            Dialect = DialectSet.FindCaller("openai-chat")!, Body = body, Profile = RequestScan.Read(body).Value!, Query = "", Headers = [], HeaderOf = static _ => null, DataClass = DataClass.Internal, Tenant = "team",
            Route = new Route("assistant", new RouteOptions { Name = "assistant", Candidates = ["gpu-fra"] }, [PolicyCase.Candidate("gpu-fra", "self", "de")], declared: true), Shape = default,
        };
        var keys = new CacheKeys();
        return new("cache key of a request", () => keys.Of(question));
    }

    private static void Demand(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("It came out otherwise.");
        }
    }
}
