using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Breakers;

/// <summary>
/// Whether a provider takes our credential. It belongs to the provider, not to one deployment: a refused key, or an account without credit, puts all of its deployments
/// last until one request finds out that it is mended.
/// </summary>
internal sealed class CredentialState(TimeProvider time)
{
    private static readonly TimeSpan FirstCooldown = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestCooldown = TimeSpan.FromMinutes(1);

    /// <summary>A 403 so soon after an answer is about one model or region, not about the key.</summary>
    private static readonly TimeSpan Proved = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Cooldown _cooldown = new(FirstCooldown, LongestCooldown, time);
    private Failure? _refusal;
    private long? _lastPassed;
    private volatile bool _calm = true;

    public Pass Begin()
    {
        lock (_gate)
        {
            return _cooldown.Begin();
        }
    }

    /// <summary>An attempt ended. True: a new episode begins, which somebody should hear of.</summary>
    /// <param name="released">It says nothing of the provider: one key of several was refused.</param>
    public bool End(Pass pass, Failure? failure, bool released = false)
    {
        lock (_gate)
        {
            var alarming = false;
            if (released)
            {
                _cooldown.Release(pass);
            }
            else if (failure is null)
            {
                _lastPassed = time.GetTimestamp();
                _cooldown.Passed(pass);
            }
            else if (IsRefusal(failure))
            {
                alarming = Refuse_NeedsLock(pass, failure);
            }
            else
            {
                _cooldown.Release(pass);
            }

            _calm = _cooldown.Standing == Standing.Closed;
            return alarming;
        }
    }

    /// <summary>Whoever comes now finds it refused.</summary>
    public bool IsCooling
    {
        get
        {
            if (_calm)
            {
                return false;
            }

            lock (_gate)
            {
                return _cooldown.IsCooling;
            }
        }
    }

    /// <summary>Why the provider's deployments should be asked last now, or null.</summary>
    public Ailment? Ailment
    {
        get
        {
            if (_calm)
            {
                return null;
            }

            lock (_gate)
            {
                return !_cooldown.IsCooling ? null : new Ailment(
                    AilmentRank.CredentialRefused,
                    _cooldown.Left,
                    _cooldown.Probing ? $"{Words(_refusal)}, another request probes" : $"{Words(_refusal)}, tried again in {Breaker.Seconds(_cooldown.Left)}");
            }
        }
    }

    public CredentialReading Read()
    {
        lock (_gate)
        {
            var refused = _cooldown.Standing != Standing.Closed;
            return new CredentialReading(refused, _cooldown.Since, _cooldown.Left, refused ? Words(_refusal) : null);
        }
    }

    private static bool IsRefusal(Failure failure) => failure.Kind is FailureKind.Credential or FailureKind.Billing;

    private static string Words(Failure? refusal) =>
        (refusal?.Kind == FailureKind.Billing ? "the account has no credit or quota left" : "the credential is refused") + (refusal?.UpstreamStatus is { } status ? $" ({status})" : "");

    private bool Refuse_NeedsLock(Pass pass, Failure failure)
    {
        if (_cooldown.Standing != Standing.Closed)
        {
            if (_cooldown.Failed(pass))
            {
                _refusal = failure;
            }

            return false;
        }

        var stale = pass.Episode != _cooldown.Episode;    // it began before an episode that is over
        if (stale || (failure is { Kind: FailureKind.Credential, UpstreamStatus: 403 } && _lastPassed is { } last && time.GetElapsedTime(last) < Proved))
        {
            return false;
        }

        _refusal = failure;
        _cooldown.Trip();
        return true;
    }
}

/// <summary>Whether a provider takes our credential.</summary>
/// <param name="Since">When it was first refused; null: it is not.</param>
/// <param name="Left">How long until one request tries it again.</param>
/// <param name="Why">In our own words; null: it is not refused.</param>
public sealed record CredentialReading(bool Refused, DateTimeOffset? Since, TimeSpan Left, string? Why);
