using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience.Breakers;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Resilience.Breakers;

/// <summary>A refused credential: one alarm an episode, one request that finds out.</summary>
public sealed class CredentialStateTests
{
    private static readonly Failure Broken = new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "");

    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
    private readonly CredentialState _credential;

    public CredentialStateTests() => _credential = new CredentialState(_time);

    [Theory]
    [InlineData("Credential", 401, "the credential is refused (401), tried again in 5.0 s")]
    [InlineData("Billing", 429, "the account has no credit or quota left (429), tried again in 5.0 s")]
    public void Refusal_Once_AlarmsOnceAndCools(string kind, int status, string reason)
    {
        var failure = Refusal(Enum.Parse<FailureKind>(kind), status);

        Assert.True(End(failure));
        Assert.False(End(failure));
        Assert.Equal(reason, _credential.Ailment!.Reason);
        Assert.True(_credential.Read().Refused);
    }

    [Fact]
    public void Refusal_AfterItWasMended_AlarmsAnew()
    {
        Assert.True(End(Refusal()));
        _time.Advance(_credential.Read().Left);
        Assert.Null(_credential.Ailment);
        Assert.False(End(null));
        Assert.False(_credential.Read().Refused);
        Assert.True(End(Refusal()));
    }

    [Fact]
    public void Probe_RefusedAgain_CoolsForTwiceAsLongWithoutAnAlarm()
    {
        End(Refusal());
        _time.Advance(_credential.Read().Left);
        Assert.False(End(Refusal()));
        Assert.Equal(TimeSpan.FromSeconds(10), _credential.Read().Left);
    }

    [Fact]
    public void Probe_EndedByOtherTrouble_IsGivenBack()
    {
        End(Refusal());
        _time.Advance(_credential.Read().Left);
        var probe = _credential.Begin();
        Assert.True(_credential.IsCooling);
        _credential.End(probe, Broken);
        Assert.False(_credential.IsCooling);
        Assert.NotEqual(0, _credential.Begin().Permit);
    }

    [Fact]
    public void Forbidden_SoonAfterAnAnswer_IsNotTheCredentials()
    {
        End(null);
        Assert.False(End(Refusal(FailureKind.Credential, 403)));
        Assert.False(_credential.IsCooling);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(End(Refusal(FailureKind.Credential, 403)));
    }

    [Fact]
    public void Success_OfACallBegunBefore_ProvesNothing()
    {
        var before = _credential.Begin();
        End(Refusal());
        _credential.End(before, null);
        Assert.True(_credential.Read().Refused);
    }

    private bool End(Failure? failure) => _credential.End(_credential.Begin(), failure);

    private static Failure Refusal(FailureKind kind = FailureKind.Credential, int status = 401) => new(Blame.Gateway, kind, "upstream_auth", "") { UpstreamStatus = status };
}
