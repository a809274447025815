using Bascule.Engine.Conversation;
using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Sharing;
using Bascule.Engine.Resilience.Breakers;
using Bascule.Engine.Resilience.Prompts;
using Bascule.Engine.Resilience.Retries;

namespace Bascule.Engine.Resilience;

/// <summary>How one deployment fares. It lives on over a reload while provider and upstream are the same.</summary>
/// <param name="time">Its clock.</param>
/// <param name="tell">What the others are told of its breaker.</param>
/// <param name="shared">Knows how many replicas share its limits; null: there is one.</param>
public sealed class DeploymentState(TimeProvider time, Action<TimeSpan>? tell = null, ISharedLimits? shared = null)
{
    /// <summary>The latest answer's weight in <see cref="UsualOutput"/>.</summary>
    private const double Latest = 0.1;

    /// <summary>Enough for a steady p95, small enough to follow a change within minutes.</summary>
    private const int Window = 256;

    private readonly Lock _gate = new();    // held for a few copies, never over an await
    private readonly int[] _firstTokenMs = new int[Window];
    private readonly double[] _tokensPerSecond = new double[Window];
    private readonly bool[] _failed = new bool[Window];
    private int _firstTokens, _speeds, _outcomes;
    private int _inFlight;
    private int _drained;
    private double _usualOutput;

    /// <summary>The clock that its windows go by.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Who may be at it, and who waits.</summary>
    public DeploymentGate Gate { get; } = new(time, shared);

    /// <summary>How fast it is just now.</summary>
    public Pace Pace { get; } = new(time);

    /// <summary>The share of its places that is in use or waited for, above 1 where more wait than enter. Without a limit it is held against what an engine is taken to bear at first.</summary>
    public double Load => (InFlight + Gate.Waiting) / Math.Max(1.0, Gate.Places ?? AdaptiveLimit.Start);

    /// <summary>The blocks of prompts that it should have in its cache, where a route goes by them.</summary>
    public BlockTable Blocks { get; } = new();

    /// <summary>How well its prompt cache keeps what it should.</summary>
    public PromptHits PromptHits { get; } = new();

    /// <summary>What retries may be made here.</summary>
    public RetryBudget Retries { get; } = new();

    /// <summary>Output tokens of its usual answer; null: it has given none.</summary>
    public long? UsualOutput => Volatile.Read(ref _usualOutput) is > 0 and var usual ? (long)Math.Ceiling(usual) : null;

    /// <summary>Whether it is asked in its place.</summary>
    public Breaker Breaker { get; } = new(time, tell);

    /// <summary>Attempts now under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Taken out by hand: no new attempts.</summary>
    public bool Drained
    {
        get => Volatile.Read(ref _drained) == 1;
        set => Volatile.Write(ref _drained, value ? 1 : 0);
    }

    /// <summary>An attempt begins: with it, what it will tell breaker and credential, and the permit to probe if it got one.</summary>
    public void Begin(AttemptReport attempt)
    {
        Interlocked.Increment(ref _inFlight);
        (attempt.BreakerPass, attempt.CredentialPass) = (Breaker.Begin(), attempt.Target.ProviderState.Begin());
    }

    /// <summary>An attempt ended. What the caller did, or the gateway's own end, does not count against it.</summary>
    public void End(AttemptReport attempt)
    {
        Interlocked.Decrement(ref _inFlight);
        Breaker.End(attempt.BreakerPass, Verdicts.Of(attempt), attempt.Streamed ? attempt.FirstTokenMs : null, attempt.Failure?.Code, attempt.Failure?.RetryAfter);
        attempt.Target.ProviderState.End(attempt);
        if (attempt.Failure is { Blame: Blame.Caller or Blame.Policy } or { Kind: FailureKind.Cancelled or FailureKind.Draining } || Verdicts.IsCallersTime(attempt.Failure))
        {
            return;
        }

        Pace.Observe(attempt);
        lock (_gate)
        {
            _failed[_outcomes++ % Window] = attempt.Failure is not null;
            if (attempt is { Failure: null, Usage.Output: > 0 and var length })
            {
                _usualOutput = _usualOutput == 0 ? length : _usualOutput + (Latest * (length - _usualOutput));
            }

            if (attempt.FirstTokenMs is { } first)
            {
                _firstTokenMs[_firstTokens++ % Window] = first;
                var streaming = attempt.TotalMs - first;
                if (attempt.Streamed && attempt.Usage.Output is > 0 and var output && streaming > 0)
                {
                    _tokensPerSecond[_speeds++ % Window] = output * 1000.0 / streaming;
                }
            }
        }
    }

    /// <summary>An attempt leaves the gate it entered by.</summary>
    public void Leave(GatePass pass, AttemptReport attempt)
    {
        var used = attempt.Produced ? (attempt.Usage.Input ?? 0) + (attempt.Usage.Output ?? 0) : 0;
        var overloaded = attempt.Failure is { Blame: Blame.Provider, Kind: FailureKind.RateLimit or FailureKind.Overloaded or FailureKind.Timeout } && !Verdicts.IsCallersTime(attempt.Failure);
        Gate.Leave(pass, new GateOutcome((int)Math.Min(used, int.MaxValue), attempt.Failure is null && attempt.Produced, overloaded, attempt.Streamed ? attempt.FirstTokenMs : null));
    }

    /// <summary>The milliseconds within which this share (0 to 1) of the last first tokens came; null: too few came to say.</summary>
    public int? FirstTokenAt(double share)
    {
        const int fewest = 10;
        lock (_gate)
        {
            var first = _firstTokenMs.AsSpan(0, Math.Min(_firstTokens, Window)).ToArray();
            Array.Sort(first);
            return first.Length < fewest ? null : first[(int)((first.Length - 1) * share)];
        }
    }

    /// <summary>The figures of the last attempts.</summary>
    public DeploymentFigures Read()
    {
        lock (_gate)
        {
            var first = _firstTokenMs.AsSpan(0, Math.Min(_firstTokens, Window)).ToArray();
            var speed = _tokensPerSecond.AsSpan(0, Math.Min(_speeds, Window)).ToArray();
            var outcomes = Math.Min(_outcomes, Window);
            Array.Sort(first);
            Array.Sort(speed);
            return new DeploymentFigures(
                InFlight,
                Drained,
                outcomes,
                outcomes == 0 ? null : (double)_failed.AsSpan(0, outcomes).Count(true) / outcomes,
                first.Length == 0 ? null : first[(first.Length - 1) / 2],
                first.Length == 0 ? null : first[(int)((first.Length - 1) * 0.95)],
                speed.Length == 0 ? null : speed[(speed.Length - 1) / 2]);
        }
    }
}

/// <summary>What is known of a deployment's last <paramref name="Attempts"/> attempts (at most 256). Times in milliseconds, rates 0 to 1, null: nothing known.</summary>
public sealed record DeploymentFigures(
    int InFlight,
    bool Drained,
    int Attempts,
    double? ErrorRate,
    int? FirstTokenP50Ms,
    int? FirstTokenP95Ms,
    double? TokensPerSecond);
