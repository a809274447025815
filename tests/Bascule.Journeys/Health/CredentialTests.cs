using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Health;

/// <summary>A key that a provider refuses: one alarm, all of its deployments last, and one request finds out when it is mended.</summary>
public sealed class CredentialTests
{
    private readonly ForwardTime _time = new();

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-first-01234567.","type":"invalid_request_error","code":"invalid_api_key"}}""", "the credential is refused (401)")]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","code":"insufficient_quota"}}""", "the account has no credit or quota left (429)")]
    public async Task Credential_Refused_PutsTheWholeProviderLastUntilItIsTaken(int status, string error, string why)
    {
        await using var house = await TwoUpstreams.StartAsync(Ask.OpenAi, _time);
        var answers = house.First.Handler;
        house.First.Handler = _ => ScriptedAnswer.Json(error, status);
        var first = await house.AskAsync();
        Assert.Equal((200, "2", "second/m"), (first.Status, first.Header("x-bascule-attempts"), first.Header("x-bascule-deployment")));

        // Each probe is refused and doubles the cooldown; the alarm was raised with the first refusal alone.
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await house.AskAsync();
        }

        var asked = house.First.Seen.Count;
        var other = await house.AskAsync("other");
        Assert.Equal((200, "1", "second/m"), (other.Status, other.Header("x-bascule-attempts"), other.Header("x-bascule-deployment")));
        Assert.Equal(asked, house.First.Seen.Count);
        var state = await house.StateAsync("first/n");
        Assert.Equal((true, why), (state.GetProperty("credential").GetProperty("refused").GetBoolean(), state.GetProperty("credential").GetProperty("why").GetString()));
        Assert.DoesNotContain("sk-first", state.GetRawText(), StringComparison.Ordinal);
        var metrics = await house.MetricsAsync();
        Assert.Contains("bascule_credential_alarms_total{bascule_provider=\"first\"} 1\n", metrics);
        Assert.Contains("bascule_provider_credential_refused{provider=\"first\"} 1\n", metrics);

        house.First.Handler = answers;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("first/n", (await house.AskAsync("other")).Header("x-bascule-deployment"));
        Assert.Equal("first/m", (await house.AskAsync()).Header("x-bascule-deployment"));
        Assert.False((await house.StateAsync("first/m")).GetProperty("credential").GetProperty("refused").GetBoolean());
    }
}
