using Bascule.Engine.Telemetry;

namespace Bascule.Engine.Resilience;

/// <summary>Tells the meters of a call's attempts, also of one that no caller waits for.</summary>
internal static class AttemptMeters
{
    public static void Record(GatewayMeters meters, CallReport report)
    {
        foreach (var attempt in report.Attempts)
        {
            var deployment = new KeyValuePair<string, object?>("bascule.deployment", attempt.Target.Label);
            meters.Attempts.Add(1, deployment, new("error.type", attempt.Failure?.Code ?? ""));
            if (attempt.FirstTokenMs is { } first)
            {
                meters.FirstToken.Record(first / 1000.0, deployment);
            }

            meters.Tokens.Add(attempt.Usage.Input ?? 0, deployment, new("gen_ai.token.type", "input"));
            meters.Tokens.Add(attempt.Usage.Output ?? 0, deployment, new("gen_ai.token.type", "output"));
        }
    }
}
