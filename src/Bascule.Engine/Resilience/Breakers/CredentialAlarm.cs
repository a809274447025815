using Bascule.Engine.Conversation;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Resilience.Breakers;

/// <summary>Tells the operator, once an episode, that a provider no longer takes our credential: nobody but him can mend that.</summary>
public sealed partial class CredentialAlarm(GatewayMeters meters, ILogger<CredentialAlarm> logger)
{
    /// <summary>Raises it. Nothing of what the upstream said is told: it may hold a piece of the key.</summary>
    public void Raise(string provider, Failure failure)
    {
        meters.CredentialAlarms.Add(1, new KeyValuePair<string, object?>("bascule.provider", provider));
        if (failure.Kind == FailureKind.Billing)
        {
            Log.NoCredit(logger, provider, failure.UpstreamStatus ?? 0);
        }
        else
        {
            Log.Refused(logger, provider, failure.UpstreamStatus ?? 0, provider);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Provider {Provider} refuses the gateway's credential (status {Status}); its deployments are asked last until it takes it. Mend: check providers.{Name}.api_key, and whether the key still exists and may use these models")]
        public static partial void Refused(ILogger logger, string provider, int status, string name);

        [LoggerMessage(2, LogLevel.Error, "Provider {Provider} says that the account has no credit or quota left (status {Status}); its deployments are asked last until it has. Mend: pay, or raise the limit, at the provider")]
        public static partial void NoCredit(ILogger logger, string provider, int status);
    }
}
