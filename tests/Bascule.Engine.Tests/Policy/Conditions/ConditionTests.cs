using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Tests.Policy.Conditions;

/// <summary>What each condition says of facts that are there, that differ, and that are missing.</summary>
public sealed class ConditionTests
{
    private static readonly RequestFacts Nothing = new() { Id = Guid.Parse("01930000-0000-7000-8000-000000000001") };

    private static readonly RequestFacts Full = Nothing with
    {
        Key = "web",
        Team = "search",
        Tier = "free",
        Session = "support-17",
        Tags = [new("app", "mobile"), new("team", "search")],
        DataClass = DataClass.Confidential,
        Has = RequestFeatures.Images | RequestFeatures.Stream,
        InputTokens = 1000,
        HeaderOf = name => name == "x-app" ? "mobile" : null,
    };

    public static TheoryData<Condition, bool> OfAFullRequest => new()
    {
        { new CallerIs(CallerFact.Tier, ["free"]), true },
        { new CallerIs(CallerFact.Tier, ["Free"]), false },
        { new CallerIs(CallerFact.Tier, ["premium", "free"]), true },
        { new CallerIs(CallerFact.Key, ["w*"]), true },
        { new CallerIs(CallerFact.Team, ["ads"]), false },
        { new CallerIs(CallerFact.Session, ["support-*"]), true },
        { new TagsAre([new("app", ["web", "mobile"]), new("team", ["search"])]), true },
        { new TagsAre([new("app", ["mobile"]), new("nowhere", ["*"])]), false },
        { new HeadersAre([new("x-app", ["mobile"])]), true },
        { new HeadersAre([new("x-app", ["*"])]), true },
        { new HeadersAre([new("x-else", ["*"])]), false },
        { new DataClassFrom(DataClass.Internal), true },
        { new DataClassFrom(DataClass.Confidential), true },
        { new DataClassFrom(DataClass.Regulated), false },
        { new HasAny(RequestFeatures.Tools | RequestFeatures.Images), true },
        { new HasAny(RequestFeatures.Tools), false },
        { new InputTokensOver(999), true },
        { new InputTokensOver(1000), false },
        { new AllOf([]), true },
        { new AllOf([new CallerIs(CallerFact.Tier, ["free"]), new InputTokensOver(5000)]), false },
        { new AnyOf([new CallerIs(CallerFact.Tier, ["x"]), new InputTokensOver(5)]), true },
        { new AnyOf([]), false },
        { new Not(new CallerIs(CallerFact.Tier, ["free"])), false },
        { new ShareOf(1), true },
        { new ShareOf(0), false },
    };

    [Theory]
    [MemberData(nameof(OfAFullRequest), DisableDiscoveryEnumeration = true)]
    public void Holds_OfAFullRequest_IsWhatTheFactsSay(Condition condition, bool expected) => Assert.Equal(expected, condition.Holds(Full));

    [Fact]
    public void Holds_OfWhatIsNotKnown_IsFalseAndItsOppositeTrue()
    {
        Condition[] conditions =
        [
            new CallerIs(CallerFact.Tier, ["*"]), new CallerIs(CallerFact.Key, ["*"]), new CallerIs(CallerFact.Team, ["*"]), new CallerIs(CallerFact.Session, ["*"]),
            new TagsAre([new("app", ["*"])]), new HeadersAre([new("x-app", ["*"])]), new HasAny(RequestFeatures.Tools), new InputTokensOver(0),
        ];
        Assert.All(conditions, condition => Assert.Equal((false, true), (condition.Holds(Nothing), new Not(condition).Holds(Nothing))));
    }

    [Theory]
    [InlineData("2026-11-20T20:59:59Z", false)]    // 21:59:59 in Berlin, which is an hour before UTC in winter
    [InlineData("2026-11-20T21:00:00Z", true)]
    [InlineData("2026-11-20T23:30:00Z", true)]
    [InlineData("2026-11-21T04:59:59Z", true)]
    [InlineData("2026-11-21T05:00:00Z", false)]
    [InlineData("2026-07-20T20:00:00Z", true)]     // summer time: two hours
    [InlineData("2026-07-21T04:00:00Z", false)]
    public void Hours_OverMidnight_FollowTheClockOnTheWall(string at, bool expected) =>
        Assert.Equal(expected, Hours(22, 6, "Europe/Berlin").Holds(Nothing with { At = DateTimeOffset.Parse(at) }));

    [Theory]
    [InlineData("2026-11-20T08:59:59Z", false)]
    [InlineData("2026-11-20T09:00:00Z", true)]
    [InlineData("2026-11-20T16:59:59Z", true)]
    [InlineData("2026-11-20T17:00:00Z", false)]
    public void Hours_WithinADay_HoldTheFirstMinuteAndNotTheLast(string at, bool expected) =>
        Assert.Equal(expected, Hours(9, 17, "UTC").Holds(Nothing with { At = DateTimeOffset.Parse(at) }));

    [Fact]
    public void Share_OfManySessions_IsNearItsSizeAndStable()
    {
        var tenth = new ShareOf(0.1m);
        RequestFacts[] sessions = [.. Enumerable.Range(0, 10_000).Select(n => Nothing with { Session = $"s{n}" })];
        var chosen = sessions.Where(facts => tenth.Holds(facts)).ToArray();

        Assert.InRange(chosen.Length, 900, 1100);
        // The same session on another request, in a larger share too.
        Assert.All(chosen, facts => Assert.True(tenth.Holds(facts with { Id = Guid.CreateVersion7() }) && new ShareOf(0.3m).Holds(facts)));
    }

    [Fact]
    public void Share_WithoutASession_GoesByTheRequest()
    {
        var half = new ShareOf(0.5m);
        RequestFacts[] requests = [.. Enumerable.Range(0, 4_000).Select(n => Nothing with { Id = new Guid(n, 7, 7, 8, 0, 0, 0, 0, 0, 0, 1) })];
        Assert.InRange(requests.Count(facts => half.Holds(facts)), 1800, 2200);
    }

    [Fact]
    public void Conditions_OfTheSameWords_AreEqual()
    {
        static Condition Make() => new AllOf([new CallerIs(CallerFact.Tier, ["free"]), new Not(new TagsAre([new("a", ["b"])])), Hours(22, 6, "Europe/Berlin"), new ShareOf(0.1m)]);
        Assert.Equal(Make(), Make());
        Assert.NotEqual(Make(), new AllOf([]));
    }

    [Fact]
    public void Named_HeadersAndTagsThatConditionsRead_AreWrittenBounded()
    {
        var named = NamedFacts.Of([new AllOf([new HeadersAre([new("x-app", ["mobile"]), new("x-none", ["a"])]), new Not(new TagsAre([new("team", ["a"])]))]), new HeadersAre([new("x-app", ["b"])])]);
        var facts = Full with { HeaderOf = name => name == "x-app" ? new string('a', 5000) : null };

        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written))
        {
            json.WriteStartObject();
            named.Write(json, facts);
            json.WriteEndObject();
        }

        Assert.Equal($$$"""{"headers":{"x-app":"{{{new string('a', 128)}}}"},"tags":{"team":"search"}}""", Encoding.UTF8.GetString(written.ToArray()));
    }

    private static HoursOfDay Hours(int from, int to, string zone) =>
        new([new DaySpan(TimeSpan.FromHours(from), TimeSpan.FromHours(to), TimeZoneInfo.FindSystemTimeZoneById(zone), "")]);
}
