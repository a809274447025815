using System.Diagnostics;
using Bascule.Engine.Ledger;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin.Metrics;

/// <summary>What one scrape gets: the meter's sums, and the figures that are read only when somebody asks.</summary>
internal sealed class MetricsPage(MeterReader meters, Journal journal, Drain drain, LiveRules rules)
{
    public Task WriteAsync(HttpContext context)
    {
        var text = new PrometheusText();
        foreach (var family in meters.Families)
        {
            text.Write(family);
        }

        WriteLedger(text);
        WriteDeployments(text);
        WriteProcess(text);
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
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

    private void WriteDeployments(PrometheusText text)
    {
        var targets = rules.Now.Targets.All;
        text.Head("bascule_deployment_in_flight", "gauge", "Attempts now under way at a deployment of the config.");
        foreach (var target in targets)
        {
            text.Line("bascule_deployment_in_flight", [new("deployment", target.Deployment.Name)], target.State.InFlight);
        }

        text.Head("bascule_deployment_drained", "gauge", "1 while a deployment is drained by hand.");
        foreach (var target in targets)
        {
            text.Line("bascule_deployment_drained", [new("deployment", target.Deployment.Name)], target.State.Drained ? 1 : 0);
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
