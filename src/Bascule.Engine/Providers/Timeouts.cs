namespace Bascule.Engine.Providers;

/// <summary>How long an attempt may take, by phase. Null where a route does not override its provider, and for the first token also where nobody said anything.</summary>
public sealed record Timeouts
{
    public static Timeouts Default { get; } = new()
    {
        Connect = TimeSpan.FromSeconds(5),
        Idle = TimeSpan.FromSeconds(60),
        Total = TimeSpan.FromMinutes(30),
    };

    /// <summary>The first token's limit where the operator set none: a whole answer may then take longer, by the tokens asked for.</summary>
    public static TimeSpan UnsaidFirstToken { get; } = TimeSpan.FromSeconds(120);

    public TimeSpan? Connect { get; init; }

    /// <summary>From the request's sending to the first event with content (a whole answer: to its headers).</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>The longest silence after the first token.</summary>
    public TimeSpan? Idle { get; init; }

    public TimeSpan? Total { get; init; }

    /// <summary>These, with <paramref name="fallback"/> where nothing is said.</summary>
    public Timeouts Over(Timeouts fallback) => this is { Connect: null, FirstToken: null, Idle: null, Total: null } ? fallback : new()
    {
        Connect = Connect ?? fallback.Connect,
        FirstToken = FirstToken ?? fallback.FirstToken,
        Idle = Idle ?? fallback.Idle,
        Total = Total ?? fallback.Total,
    };
}
