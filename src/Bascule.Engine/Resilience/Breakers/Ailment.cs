namespace Bascule.Engine.Resilience.Breakers;

/// <summary>Why a candidate is asked last, and how bad that is.</summary>
/// <param name="Left">How long it will be so; nothing: until something happens.</param>
public sealed record Ailment(AilmentRank Rank, TimeSpan Left, string Reason);

/// <summary>The least bad first: whom to ask when nobody is well.</summary>
public enum AilmentRank
{
    /// <summary>It answers, only worse than its siblings.</summary>
    Outlier,

    /// <summary>It lives, and refuses at once.</summary>
    RateLimited,

    BreakerOpen,

    /// <summary>Its own health endpoint says so.</summary>
    Unhealthy,

    /// <summary>Nothing mends this but a person.</summary>
    CredentialRefused,
}
