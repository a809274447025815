namespace Bascule.Journeys.Faults;

/// <summary>One candidate and every fault: what a caller of either dialect gets from an upstream of either dialect.</summary>
public sealed class OneCandidateTests : IClassFixture<FaultyHouse>
{
    private static readonly string[] Healthy = ["slow", "filter"];
    private static readonly string[] BreaksStreamMidway = ["stall", "cut", "malformed", "error"];

    private readonly FaultyHouse _house;

    public OneCandidateTests(FaultyHouse house)
    {
        _house = house;
        house.Forward();
    }

    public static TheoryData<string, string, string, bool> Cases()
    {
        var cases = new TheoryData<string, string, string, bool>();
        foreach (var fault in FaultyHouse.Faults)
        {
            foreach (var caller in new[] { Ask.OpenAi, Ask.Anthropic })
            {
                foreach (var upstream in new[] { Ask.OpenAi, Ask.Anthropic })
                {
                    cases.Add(fault, caller, upstream, false);
                    cases.Add(fault, caller, upstream, true);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Call_Fault_IsToldInTheCallersDialect(string fault, string caller, string upstream, bool stream)
    {
        var told = await _house.Gateway.Client.AskAsync(caller, Ask.Body(caller, $"{fault}-{upstream}", stream));
        var row = await _house.Gateway.RowAsync(told.Id);

        Assert.Single(row.Attempts);
        Assert.Equal("1", told.Header("x-bascule-attempts"));
        Assert.False(told.Broke);
        if (Healthy.Contains(fault))
        {
            Assert.Equal((200, null), (told.Status, row.Error));
            Assert.True(!stream || told.Ended);
            Assert.Null(told.StreamError);
        }
        else if (stream && BreaksStreamMidway.Contains(fault) && told.Status == 200)
        {
            Assert.False(told.Ended, told.Text);
            Assert.NotNull(told.StreamError);
            Assert.Equal(fault switch { "stall" => "upstream_timeout", "error" => "upstream_error", _ => row.Error }, row.Error);
            Assert.NotNull(row.Error);
            Assert.True(row.Usage!.Estimated);
        }
        else
        {
            // A stream whose first words and fault came in one packet was never claimed: it may end like any other failure.
            Assert.True(!stream || !BreaksStreamMidway.Contains(fault) || fault is "malformed" or "error");
            var (status, types) = Expected(fault, caller);
            Assert.Equal(status, told.Status);
            Assert.Contains(told.Error.GetProperty("type").GetString(), types);
            Assert.Equal(status, row.Status);
            Assert.NotNull(row.Error);
            Assert.Equal(row.Error, row.Attempts[0].Error);
            Assert.Equal(fault == "429" ? "1" : null, told.Header("retry-after"));
            Assert.DoesNotContain("sk-upstream", told.Text);
        }
    }

    private static (int Status, string[] Types) Expected(string fault, string caller)
    {
        var anthropic = caller == Ask.Anthropic;
        string[] server = anthropic ? ["api_error"] : ["server_error"];
        return fault switch
        {
            "503" => (503, anthropic ? ["overloaded_error", "api_error"] : server),
            "429" => (429, ["rate_limit_error"]),
            "500" => (500, server),
            "401" => (502, server),
            "529" => anthropic ? (529, ["overloaded_error"]) : (503, server),
            "context" => (400, ["invalid_request_error"]),
            "hang" or "stall" => (504, anthropic ? ["timeout_error", "api_error"] : server),
            "error" => (502, server),
            _ => (502, server),
        };
    }
}
