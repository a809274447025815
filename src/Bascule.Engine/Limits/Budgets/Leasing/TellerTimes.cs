namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>The times that replicas keep among each other. They are the same for all of one Redis.</summary>
public sealed record TellerTimes
{
    /// <summary>What is settled is told together with what else is within this.</summary>
    public TimeSpan Batch { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Who has nothing to tell says so, and is told what others need.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>So long others know that somebody was refused, and fill up nothing: they look every beat.</summary>
    public TimeSpan Want { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>So long after the last sentence that was answered a lease counts: the longest loss of Redis that stops nobody.</summary>
    public TimeSpan Term { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>New books wait so long for whoever has leases of the old ones: longer than the term by more than two clocks differ.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>
    /// Who is silent for so long is dead, and what he leased ahead is free. Until then he may come back and tell that he spent it; so long, then, may a replica stand still or be cut off with nothing leased twice.
    /// </summary>
    public TimeSpan Mourning { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A predecessor on the same folder that speaks within this is none, but a copy.</summary>
    public TimeSpan Predecessor { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>An attempt waits so long for money: until books that were lost are written anew.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>New books lease nothing before this, so that whoever holds money of the old ones has come.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A lease that nobody reserved from for so long goes back unasked.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The same of an end user's.</summary>
    public TimeSpan IdleUser { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The books are compared with the ledger.</summary>
    public TimeSpan Comparison { get; init; } = TimeSpan.FromMinutes(10);

    public static TellerTimes Usual { get; } = new();
}
