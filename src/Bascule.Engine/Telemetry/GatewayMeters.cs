using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Bascule.Engine.Telemetry;

/// <summary>
/// What the gateway measures, by the names of the OpenTelemetry conventions for generative AI. A measurement nobody listens to is not made.
/// </summary>
public sealed class GatewayMeters : IDisposable
{
    /// <summary>The name of meter and activity source.</summary>
    public const string Name = "Bascule";

    private readonly Meter _meter;

    public GatewayMeters(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(Name) ?? new Meter(Name);
        OperationDuration = _meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "How long a call took, from its arrival to its last byte.");
        FirstToken = _meter.CreateHistogram<double>("gen_ai.server.time_to_first_token", "s", "How long the upstream took to its first token.");
        Tokens = _meter.CreateCounter<long>("gen_ai.client.token.usage", "{token}", "Tokens by gen_ai.token.type (input, output).");
        Attempts = _meter.CreateCounter<long>("bascule.attempts", "{attempt}", "Attempts upstream by deployment and outcome.");
        InFlight = _meter.CreateUpDownCounter<long>("bascule.requests.in_flight", "{request}", "Calls now under way.");
        Shed = _meter.CreateCounter<long>("bascule.requests.shed", "{request}", "Calls turned away because the gateway had as many as it can hold.");
        GatewayTime = _meter.CreateHistogram<double>("bascule.gateway.duration", "s", "Time spent in the gateway itself.");
        AtRisk = _meter.CreateCounter<long>("bascule.ledger.rows_at_risk", "{row}", "Answers that went out before their row was journalled.");
        ContentDropped = _meter.CreateCounter<long>("bascule.content.dropped", "{request}", "Requests whose words were not kept, since too much waited to be written.");
        ShadowsSkipped = _meter.CreateCounter<long>("bascule.shadows.skipped", "{call}", "Shadow calls that were not made, since too many were under way.");
        PrefixChanges = _meter.CreateCounter<long>("bascule.prompt.prefix_changes", "{change}", "Conversations whose prompt no longer began as it did, by cause and deployment.");
        CachedTokensLost = _meter.CreateCounter<long>("bascule.prompt.cached_tokens_lost", "{token}", "Input tokens that should have been read from a prompt cache and were not, since a prompt had changed, by cause and deployment.");
        CacheAnswers = _meter.CreateCounter<long>("bascule.cache.requests", "{request}", "Calls on routes with a cache, by how they were answered (hit, semantic, joined, miss).");
        Semantic = _meter.CreateCounter<long>("bascule.semantic.outcomes", "{question}", "What became of similar questions by bascule.semantic.outcome: hit, right and false (checks), skipped.");
        CredentialAlarms = _meter.CreateCounter<long>("bascule.credential.alarms", "{alarm}", "Times that a provider began to refuse the gateway's credential, by provider.");
    }

    public static ActivitySource Activities { get; } = new(Name);

    public Meter Meter => _meter;

    public Histogram<double> OperationDuration { get; }

    public Histogram<double> FirstToken { get; }

    public Counter<long> Tokens { get; }

    public Counter<long> Attempts { get; }

    public UpDownCounter<long> InFlight { get; }

    public Counter<long> Shed { get; }

    public Histogram<double> GatewayTime { get; }

    public Counter<long> AtRisk { get; }

    public Counter<long> ContentDropped { get; }

    public Counter<long> ShadowsSkipped { get; }

    public Counter<long> PrefixChanges { get; }

    public Counter<long> CachedTokensLost { get; }

    public Counter<long> CacheAnswers { get; }

    public Counter<long> Semantic { get; }

    public Counter<long> CredentialAlarms { get; }

    public void Dispose() => _meter.Dispose();
}
