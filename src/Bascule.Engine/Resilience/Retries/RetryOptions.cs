namespace Bascule.Engine.Resilience.Retries;

/// <summary>How often one deployment is asked again, as a route's operator wrote it.</summary>
/// <param name="Most">Further tries of one deployment for one request.</param>
/// <param name="MaxWait">The longest wait that an upstream may ask for; a longer one moves on to the next candidate.</param>
public sealed record RetryOptions(int Most, TimeSpan MaxWait)
{
    public static RetryOptions Default { get; } = new(1, TimeSpan.FromSeconds(3));

    /// <summary>Each deployment is asked once.</summary>
    public static RetryOptions None { get; } = new(0, TimeSpan.Zero);
}
