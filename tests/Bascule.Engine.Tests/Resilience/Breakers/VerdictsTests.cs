using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Breakers;

namespace Bascule.Engine.Tests.Resilience.Breakers;

/// <summary>Which ends of an attempt count against whom it asked.</summary>
public sealed class VerdictsTests
{
    [Theory]
    [InlineData("Provider", "UpstreamError", "Failed")]
    [InlineData("Provider", "Overloaded", "Failed")]
    [InlineData("Provider", "Unreachable", "Failed")]
    [InlineData("Provider", "Broken", "Failed")]
    [InlineData("Provider", "Timeout", "Failed")]
    [InlineData("Provider", "RateLimit", "Busy")]
    [InlineData("Caller", "ContextLength", "None")]
    [InlineData("Caller", "ContentPolicy", "None")]
    [InlineData("Caller", "Rejected", "None")]
    [InlineData("Caller", "Cancelled", "None")]
    [InlineData("Gateway", "Cancelled", "None")]
    [InlineData("Gateway", "Draining", "None")]
    [InlineData("Gateway", "Internal", "None")]
    [InlineData("Gateway", "Credential", "None")]
    [InlineData("Gateway", "Billing", "None")]
    [InlineData("Gateway", "UpstreamNotFound", "None")]
    public void Of_AFailure_IsByBlameAndKind(string blame, string kind, string verdict) =>
        Assert.Equal(verdict, Of(new Failure(Enum.Parse<Blame>(blame), Enum.Parse<FailureKind>(kind), "code", "")).ToString());

    [Fact]
    public void Of_TheCallersOwnTimeLimit_IsNothing() =>
        Assert.Equal(Verdict.None, Of(new Failure(Blame.Provider, FailureKind.Timeout, "upstream_timeout", "") { Param = "x-bascule-timeout" }));

    [Fact]
    public void Of_ARateLimitThatSaysHowLong_IsLimited() =>
        Assert.Equal(Verdict.Limited, Of(new Failure(Blame.Provider, FailureKind.RateLimit, "rate_limit", "") { RetryAfter = TimeSpan.FromSeconds(2) }));

    [Fact]
    public void Of_NoFailure_IsPassed() => Assert.Equal(Verdict.Passed, Of(null));

    private static Verdict Of(Failure? failure) => Verdicts.Of(new AttemptReport(Targets.Make("a"), default) { Failure = failure });
}
