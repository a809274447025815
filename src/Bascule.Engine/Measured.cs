using System.Diagnostics;
using Bascule.Engine.Resilience;
using Bascule.Engine.Telemetry;

namespace Bascule.Engine;

/// <summary>Tells meters and traces of one exchange, when it is over. What nobody listens to is not computed.</summary>
internal sealed class Measured : IDisposable
{
    private readonly GatewayMeters _meters;
    private readonly Exchange _exchange;
    private readonly TimeProvider _time;
    private readonly Activity? _activity;
    private readonly string _operation;

    public Measured(GatewayMeters meters, Exchange exchange, TimeProvider time)
    {
        (_meters, _exchange, _time) = (meters, exchange, time);
        _operation = exchange.Inquiry.Errand?.Name ?? "chat";
        _activity = GatewayMeters.Activities.StartActivity(_operation, ActivityKind.Server);
        _meters.InFlight.Add(1);
    }

    public void Dispose()
    {
        _meters.InFlight.Add(-1);
        var report = _exchange.Report;
        var last = report.Last;
        if (_meters.OperationDuration.Enabled)
        {
            Measure(report, last);
        }

        if (_activity is { } activity)
        {
            activity.SetTag("gen_ai.operation.name", _operation);
            activity.SetTag("gen_ai.provider.name", last?.Target.Provider.Name);
            activity.SetTag("gen_ai.request.model", _exchange.Route?.Name);
            activity.SetTag("gen_ai.response.model", last?.Model);
            activity.SetTag("gen_ai.usage.input_tokens", last?.Usage.Input);
            activity.SetTag("gen_ai.usage.output_tokens", last?.Usage.Output);
            activity.SetTag("bascule.request.id", _exchange.Inquiry.Id);
            if (report.Failure is { } failure)
            {
                activity.SetStatus(ActivityStatusCode.Error);
                activity.SetTag("error.type", failure.Code);
            }

            activity.Dispose();
        }
    }

    private void Measure(CallReport report, AttemptReport? last)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", _operation },
            { "gen_ai.request.model", _exchange.Route?.Label ?? "" },
            { "bascule.deployment", last?.Target.Label ?? "" },
            { "error.type", report.Failure?.Code ?? "" },
        };
        var total = _time.GetElapsedTime(_exchange.Inquiry.Came);
        _meters.OperationDuration.Record(total.TotalSeconds, tags);
        _meters.GatewayTime.Record(Math.Max(0, (total - _time.GetElapsedTime(0, report.WaitTicks)).TotalSeconds));
        AttemptMeters.Record(_meters, report);
    }
}
