using System.Text.Json;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Breakers;

namespace Bascule.Server.Admin;

/// <summary>How a deployment fares, within its state: breaker, credential, an engine's own health endpoint, and why it is asked last.</summary>
internal static class HealthJson
{
    public static void Write(Utf8JsonWriter json, Target target)
    {
        json.WriteStartArray("cooling");
        foreach (var ailment in target.Ailments())
        {
            json.WriteStringValue(ailment.Reason);
        }

        json.WriteEndArray();
        WriteBreaker(json, target.State.Breaker.Read());
        WriteCredential(json, target.ProviderState.ReadCredential());
        if (target.Provider.Options.Health is null)
        {
            json.WriteNull("health");
        }
        else
        {
            WriteHealth(json, target.ProviderState.Health);
        }
    }

    private static void WriteBreaker(Utf8JsonWriter json, BreakerReading breaker)
    {
        json.WriteStartObject("breaker");
        json.WriteString("state", breaker.Standing switch
        {
            Standing.Open => "open",
            Standing.HalfOpen => "half-open",
            _ => "closed",
        });
        WriteSince(json, breaker.Since);
        json.WriteNumber("cooldown_left_ms", Milliseconds(breaker.Left));
        json.WriteBoolean("probing", breaker.Probing);
        json.WriteString("why", breaker.Why);
        json.WriteNumber("rate_limited_ms", Milliseconds(breaker.LimitedFor));
        json.WriteEndObject();
    }

    private static void WriteCredential(Utf8JsonWriter json, CredentialReading credential)
    {
        json.WriteStartObject("credential");
        json.WriteBoolean("refused", credential.Refused);
        WriteSince(json, credential.Since);
        json.WriteNumber("cooldown_left_ms", Milliseconds(credential.Left));
        json.WriteString("why", credential.Why);
        json.WriteEndObject();
    }

    private static void WriteHealth(Utf8JsonWriter json, EngineHealth health)
    {
        var last = health.Read();
        json.WriteStartObject("health");
        json.WriteBoolean("down", health.IsDown);
        json.WriteNumber("failures", last.Failures);
        json.WriteString("why", last.Why);
        json.WritePropertyName("at");
        WriteMoment(json, last.At);
        json.WriteEndObject();
    }

    private static void WriteSince(Utf8JsonWriter json, DateTimeOffset? since)
    {
        json.WritePropertyName("since");
        WriteMoment(json, since);
    }

    private static void WriteMoment(Utf8JsonWriter json, DateTimeOffset? moment)
    {
        if (moment is { } known)
        {
            json.WriteStringValue(known);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static long Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);
}
