using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience.Retries;

namespace Bascule.Engine.Tests.Resilience.Retries;

/// <summary>Which failures ask the same deployment again, and after which wait.</summary>
public sealed class RetryingTests
{
    private static readonly RetryOptions Options = new(2, TimeSpan.FromSeconds(3));

    public static TheoryData<FailureKind, bool, bool, bool> Kinds => new()
    {
        // kind, an answer had begun, others are left, tried again
        { FailureKind.UpstreamError, false, true, true },
        { FailureKind.Overloaded, false, true, true },
        { FailureKind.Unreachable, false, true, true },
        { FailureKind.Broken, false, true, true },
        { FailureKind.Broken, true, true, false },
        { FailureKind.Broken, true, false, true },
        { FailureKind.RateLimit, false, true, false },
        { FailureKind.RateLimit, false, false, true },
        { FailureKind.Timeout, false, true, false },
        { FailureKind.Timeout, false, false, true },
        { FailureKind.Credential, false, false, false },
        { FailureKind.Billing, false, false, false },
        { FailureKind.UpstreamNotFound, false, false, false },
        { FailureKind.Rejected, false, false, false },
        { FailureKind.ContextLength, false, false, false },
        { FailureKind.ContentPolicy, false, false, false },
        { FailureKind.Cancelled, false, false, false },
        { FailureKind.Draining, false, false, false },
        { FailureKind.Internal, false, false, false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_AskedAgain_WhereThatMayHelp(FailureKind kind, bool answered, bool othersLeft, bool again) =>
        Assert.Equal(again, Wait(Failed(kind), answered: answered, othersLeft: othersLeft) is not null);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 250)]
    [InlineData(1, 1, 500)]
    [InlineData(1, 0.5, 250)]
    public void Jitter_IsFullAndDoubles(int retries, double chance, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Wait(Failed(FailureKind.UpstreamError), retries: retries, chance: chance));

    [Fact]
    public void Jitter_HasABound() => Assert.Equal(
        TimeSpan.FromSeconds(2),
        Retrying.Wait(Failed(FailureKind.UpstreamError), 1, false, 9, new RetryOptions(10, TimeSpan.FromSeconds(3)), false, null, 1));

    [Theory]
    [InlineData(2.5, null, 2.5)]
    [InlineData(3.5, null, null)]
    [InlineData(2.5, 2.0, null)]
    public void StatedWait_IsKeptWhereItFits(double asked, double? left, double? waited) => Assert.Equal(
        waited is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Wait(Failed(FailureKind.RateLimit) with { RetryAfter = TimeSpan.FromSeconds(asked) }, left: left is { } some ? TimeSpan.FromSeconds(some) : null));

    [Fact]
    public void Failure_ThatTookLong_MovesOn() => Assert.Null(Wait(Failed(FailureKind.UpstreamError), tookMs: 1_001));

    [Fact]
    public void Failure_ThatWouldBeTheSameAgain_MovesOn() => Assert.Null(Wait(Failed(FailureKind.Broken) with { IsLasting = true }, othersLeft: false));

    [Fact]
    public void Retries_AreBounded() => Assert.Null(Wait(Failed(FailureKind.UpstreamError), retries: 2));

    private static Failure Failed(FailureKind kind) => new(Blame.Provider, kind, "code", "message");

    private static TimeSpan? Wait(Failure failure, int tookMs = 1, bool answered = false, int retries = 0, bool othersLeft = true, TimeSpan? left = null, double chance = 1) =>
        Retrying.Wait(failure, tookMs, answered, retries, Options, othersLeft, left, chance);
}
