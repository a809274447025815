using System.Diagnostics.Metrics;
using Bascule.Engine.Telemetry;

namespace Bascule.Server.Admin.Metrics;

/// <summary>Listens to the gateway's meter and keeps running sums for the next scrape. Recording takes no lock: a look-up and a few interlocked additions.</summary>
internal sealed class MeterReader : IDisposable
{
    /// <summary>Callers choose model names, so their number has no end of its own: past this, an instrument's further series share one, marked <c>otel_metric_overflow</c>.</summary>
    public const int MaxSeries = 2_000;

    private static readonly double[] CallSeconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    private static readonly double[] FirstTokenSeconds = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] GatewaySeconds = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

    private readonly MeterListener _listener = new();
    private readonly List<Family> _families = [];    // complete before the first request: the listener starts in the constructor

    public MeterReader(GatewayMeters meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meters.Meter))
            {
                var family = new Family(instrument, BoundsOf(instrument, meters));
                _families.Add(family);
                listener.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, amount, tags, family) => ((Family)family!).Of(tags).Add(amount));
        _listener.SetMeasurementEventCallback<double>(static (_, amount, tags, family) => ((Family)family!).Of(tags).Record(amount));
        _listener.Start();
        Zero(meters.InFlight);
        Zero(meters.Shed);
        Zero(meters.AtRisk);
        Zero(meters.ShadowsSkipped);
    }

    public IReadOnlyList<Family> Families => _families;

    public void Dispose() => _listener.Dispose();

    /// <summary>An alert on a series that does not exist yet never fires: those without tags stand at nothing from the start.</summary>
    private void Zero(Instrument instrument) => _families.Find(family => family.Instrument == instrument)?.Of([]);

    private static double[]? BoundsOf(Instrument instrument, GatewayMeters meters) =>
        instrument == meters.OperationDuration ? CallSeconds
        : instrument == meters.FirstToken ? FirstTokenSeconds
        : instrument == meters.GatewayTime ? GatewaySeconds
        : null;
}
