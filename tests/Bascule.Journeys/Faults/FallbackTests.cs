namespace Bascule.Journeys.Faults;

/// <summary>Every fault before a healthy second candidate: the caller gets an answer, and the ledger tells the story.</summary>
public sealed class FallbackTests : IClassFixture<FaultyHouse>
{
    private static readonly string[] AnswersAnyway = ["slow", "filter"];
    private static readonly string[] BreaksStreamMidway = ["stall", "cut", "malformed", "error"];

    private readonly FaultyHouse _house;

    public FallbackTests(FaultyHouse house)
    {
        _house = house;
        house.Forward();
    }

    public static TheoryData<string, string, string, string, bool> Cases()
    {
        var cases = new TheoryData<string, string, string, string, bool>();
        string[] dialects = [Ask.OpenAi, Ask.Anthropic];
        foreach (var fault in FaultyHouse.Faults.Except(AnswersAnyway))
        {
            foreach (var stream in new[] { false, true }.Where(stream => !stream || !BreaksStreamMidway.Contains(fault)))
            {
                foreach (var caller in dialects)
                {
                    // The same dialect all the way, across at the first, across at the second.
                    cases.Add(fault, caller, caller, caller, stream);
                    cases.Add(fault, caller, dialects.Single(other => other != caller), caller, stream);
                    cases.Add(fault, caller, caller, dialects.Single(other => other != caller), stream);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Call_FaultBeforeTheClaim_IsAnsweredByTheSecond(string fault, string caller, string first, string second, bool stream)
    {
        var route = $"{fault}-{first}-{second}";
        var told = await _house.Gateway.Client.AskAsync(caller, Ask.Body(caller, route, stream));
        var row = await _house.Gateway.RowAsync(told.Id);

        Assert.Equal(200, told.Status);
        Assert.Contains("42", told.Text);
        Assert.True(!stream || told.Ended);
        Assert.Equal("2", told.Header("x-bascule-attempts"));
        Assert.Equal(route, told.Header("x-bascule-route"));
        Assert.Equal($"{FaultyHouse.ProviderOf(second, "")}/sandbox-frontier", told.Header("x-bascule-deployment"));
        Assert.Equal((200, null), (row.Status, row.Error));
        Assert.Equal(2, row.Attempts.Count);
        Assert.Equal($"{FaultyHouse.ProviderOf(first, fault)}/sandbox-open+{fault}", row.Attempts[0].Deployment);
        Assert.NotNull(row.Attempts[0].Error);
        Assert.Null(row.Attempts[1].Error);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("stall")]
    public async Task Stream_FaultAfterTheClaim_IsNotAnsweredTwice(string fault)
    {
        var told = await _house.Gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, $"{fault}-openai-chat-openai-chat", stream: true));

        Assert.Equal("1", told.Header("x-bascule-attempts"));
        Assert.NotNull(told.StreamError);
        Assert.False(told.Ended);
    }
}
