using System.Diagnostics;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Flights;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Engine.Ledger;
using Bascule.Engine.Resilience;
using Bascule.Server.Rules;
using Bascule.Storage.Redis;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin.Metrics;

/// <summary>What one scrape gets: the meter's sums, and the figures that are read only when somebody asks.</summary>
internal sealed class MetricsPage(MeterReader meters, Journal journal, Drain drain, AnswerCache cache, FlightTable flights, LiveRules rules, DeploymentStates states, SemanticCache semantic, RedisLimits? shared = null)
{
    public Task WriteAsync(HttpContext context)
    {
        var text = new PrometheusText();
        foreach (var family in meters.Families)
        {
            text.Write(family);
        }

        WriteLedger(text);
        WriteShared(text);
        WriteCache(text);
        WriteDeployments(text);
        WriteProviders(text);
        WriteSemantic(text);
        WriteProcess(text);
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private void WriteCache(PrometheusText text)
    {
        text.Write("bascule_cache_entries", "gauge", "Answers that memory holds.", cache.Count);
        text.Write("bascule_cache_bytes", "gauge", "Bytes that they take.", cache.Bytes);
        text.Write("bascule_cache_max_bytes", "gauge", "What they may take.", cache.MaxBytes);
        text.Write("bascule_cache_evictions_total", "counter", "Answers that went before their time, since others needed the room.", cache.Evicted);
        text.Write("bascule_flights", "gauge", "Questions under way that may be joined.", flights.Count);
        text.Write("bascule_flight_joiners", "gauge", "Callers who wait for an answer that another asked for.", flights.Joiners);
        text.Write("bascule_flight_bytes", "gauge", "Bytes of answers under way that are recorded.", flights.Room.Taken);
    }

    private void WriteLedger(PrometheusText text)
    {
        text.Write("bascule_journal_stopped", "gauge", "1 while the journal cannot be written.", journal.Stopped ? 1 : 0);
        text.Write("bascule_journal_bytes", "gauge", "Bytes of the journal on disk.", journal.Bytes);
        text.Write("bascule_journal_max_bytes", "gauge", "What the journal may take of the disk.", journal.MaxBytes);
        text.Write("bascule_ledger_rows_in_memory", "gauge", "Rows that wait in memory because the journal cannot be written.", journal.RowsInMemory);
        text.Write("bascule_ledger_rows_lost_total", "counter", "Settled rows that neither journal nor store took.", journal.RowsLost);
        text.Write("bascule_ledger_store_away", "gauge", "1 while the store takes no rows; they wait in the journal.", drain.StoreAway ? 1 : 0);
        text.Write("bascule_ledger_rows_stored_total", "counter", "Rows handed to the store.", drain.RowsStored);
        text.Write("bascule_ledger_rows_interrupted_total", "counter", "Requests of an earlier process that ended with it.", drain.RowsInterrupted);
    }

    private void WriteShared(PrometheusText text)
    {
        text.Write("bascule_shared_away", "gauge", "1 while storage.shared does not answer and limits hold by this replica's share of them.", shared is { IsTogether: false } ? 1 : 0);
        text.Write("bascule_shared_judged_alone_total", "counter", "Requests that were judged by this replica's share of a limit.", shared?.JudgedAlone ?? 0);
        text.Write("bascule_replicas", "gauge", "Replicas that share limits, as last known, this one among them.", shared?.Replicas ?? 1);
    }

    private void WriteDeployments(PrometheusText text)
    {
        var targets = rules.Now.Targets.All;
        Each(text, "bascule_deployment_in_flight", "Attempts now under way at a deployment of the config.", targets, static target => target.State.InFlight);
        Each(text, "bascule_deployment_drained", "1 while a deployment is drained by hand.", targets, static target => target.State.Drained ? 1 : 0);
        Each(text, "bascule_deployment_breaker_open", "1 while a deployment's breaker is open or half-open.", targets, static target => target.State.Breaker.Tripped ? 1 : 0);
        Each(text, "bascule_deployment_cooling", "1 while a deployment is asked last because something is wrong with it.", targets, static target => target.IsCooling ? 1 : 0);
    }

    private void WriteProviders(PrometheusText text)
    {
        var providers = rules.Now.Providers;
        text.Head("bascule_provider_credential_refused", "gauge", "1 while a provider refuses the gateway's credential.");
        foreach (var provider in providers)
        {
            text.Line("bascule_provider_credential_refused", [new("provider", provider.Name)], states.Of(provider).ReadCredential().Refused ? 1 : 0);
        }

        text.Head("bascule_engine_down", "gauge", "1 while an engine's own health endpoint fails.");
        foreach (var provider in providers.Where(static provider => provider.Options.Health is not null))
        {
            text.Line("bascule_engine_down", [new("provider", provider.Name)], states.Of(provider).Health.IsDown ? 1 : 0);
        }
    }

    private void WriteSemantic(PrometheusText text)
    {
        var routes = rules.Now.Routes.Routes.Where(static route => route is { Semantic: not null, Options.Cache.Semantic: not null })
            .Select(route => semantic.Of(route.Name, route.Options.Cache!.Semantic!)).Select(static route => (route.Name, State: route.State(), route.Looks)).ToArray();
        Each("bascule_semantic_open", "1 while a route answers similar questions from memory.", "gauge", static route => route.State.Open ? 1 : 0);
        Each("bascule_semantic_false_hit_bound", "The share of false hits is below this, at 95 %.", "gauge", static route => route.State.Bound);
        Each("bascule_semantic_checks", "Checks at or above the threshold since the route last began.", "gauge", static route => route.State.Checks);
        Each("bascule_semantic_checks_needed", "Checks that open it if none to come is false.", "gauge", static route => route.State.Needed);
        Each("bascule_semantic_looked_up_total", "Questions that were looked up.", "counter", static route => route.Looks.Looked);
        Each("bascule_semantic_hits_total", "Questions that were answered from memory.", "counter", static route => route.Looks.Hits);
        text.Write("bascule_semantic_vectors", "gauge", "Vectors in memory.", semantic.Index.Count);
        text.Write("bascule_semantic_vector_bytes", "gauge", "Bytes that they take.", semantic.Index.UsedBytes);

        void Each(string name, string help, string type, Func<(string Name, ProofState State, (long Looked, long Hits) Looks), double> read)
        {
            text.Head(name, type, help);
            foreach (var route in routes)
            {
                text.Line(name, [new("route", route.Name)], read(route));
            }
        }
    }

    private static void Each(PrometheusText text, string name, string help, IReadOnlyCollection<Target> targets, Func<Target, double> read)
    {
        text.Head(name, "gauge", help);
        foreach (var target in targets)
        {
            text.Line(name, [new("deployment", target.Deployment.Name)], read(target));
        }
    }

    private static void WriteProcess(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Write("process_resident_memory_bytes", "gauge", "Resident memory.", Environment.WorkingSet);
        text.Write("process_cpu_seconds_total", "counter", "Processor time used.", process.TotalProcessorTime.TotalSeconds);
        text.Write("process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.", new DateTimeOffset(process.StartTime).ToUnixTimeSeconds());
        text.Write("dotnet_gc_heap_bytes", "gauge", "Bytes on the managed heap.", GC.GetTotalMemory(forceFullCollection: false));
    }
}
