namespace Bascule.Engine.Resilience.Breakers;

/// <summary>How one provider fares as a whole: its credential, and its own health endpoint where it is an engine. It lives as long as the provider.</summary>
public sealed class ProviderState(string name, TimeProvider time, CredentialAlarm? alarm = null)
{
    private readonly CredentialState _credential = new(time);

    public EngineHealth Health { get; } = new(time);

    public CredentialReading ReadCredential() => _credential.Read();

    /// <summary>Its deployments should be asked last now.</summary>
    internal bool IsCooling => _credential.IsCooling || Health.IsDown;

    /// <summary>Why its deployments should be asked last now, or null.</summary>
    internal Ailment? Ailment =>
        _credential.Ailment ?? (Health.IsDown ? new Ailment(AilmentRank.Unhealthy, TimeSpan.Zero, $"its health endpoint fails: {Health.Read().Why}") : null);

    internal Pass Begin() => _credential.Begin();

    internal void End(AttemptReport attempt)
    {
        if (_credential.End(attempt.CredentialPass, attempt.HasNextKey ? null : attempt.Failure, released: attempt.HasNextKey))
        {
            alarm?.Raise(name, attempt.Failure!);
        }
    }
}
