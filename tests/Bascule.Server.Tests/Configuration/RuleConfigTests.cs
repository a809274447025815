using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Routing.Shadowing;
using Bascule.Server.Configuration;

namespace Bascule.Server.Tests.Configuration;

/// <summary>Rules and shadows of routes as configs write them.</summary>
public sealed class RuleConfigTests
{
    private const string Rich = """
        providers: { openai: {} }
        deployments:
          llama: { provider: openai, upstream: llama }
        routes:
          assistant:
            candidates: [llama, openai/gpt-5]
            rules:
              - when:
                  tier: free
                  key: [web, "we*"]
                  tag: { team: search, app: [web, mobile] }
                  header: { X-App: mobile }
                  data_class: confidential
                  has: [images, files]
                  input_tokens_over: 100000
                  session: "support-*"
                  hours: ["22:00-06:00 Europe/Berlin", "12:00-13:00"]
                  share: 0.1
                  not: { team: [ads], not: { has: tools } }
                use: [openai/gpt-5, llama]
              - { when: [{ tier: free }, { not: [{ has: tools }, { share: 0.5 }] }], use: llama }
              - { when: {}, use: llama }
            shadow: { to: openai/gpt-5-mini, share: 0.05 }
        keys:
          - { name: web, key: "${K}", tier: free, team: ads }
        """;

    private static ConfigSurroundings Surroundings => Given.WithKeys(("K", Given.LongKey));

    [Fact]
    public void Rules_WithEveryCondition_AreRead()
    {
        var route = Given.Good(Rich, Surroundings).Routes[0];
        var all = Assert.IsType<AllOf>(route.Rules[0].When).Inner;

        Assert.Equal(["openai/gpt-5", "llama"], route.Rules[0].Use);
        Assert.Contains(new CallerIs(CallerFact.Tier, ["free"]), all);
        Assert.Contains(new TagsAre([new("team", ["search"]), new("app", ["web", "mobile"])]), all);
        Assert.Contains(new HeadersAre([new("x-app", ["mobile"])]), all);
        Assert.Contains(new DataClassFrom(DataClass.Confidential), all);
        Assert.Contains(new HasAny(RequestFeatures.Images | RequestFeatures.Files), all);
        Assert.Contains(new InputTokensOver(100_000), all);
        Assert.Contains(new ShareOf(0.1m), all);
        Assert.Equal(11, all.Count);
        Assert.Equal(2, Assert.IsType<AnyOf>(route.Rules[1].When).Inner.Count);
        Assert.Equal(new AllOf([]), route.Rules[2].When);
        Assert.Equal(new ShadowOptions("openai/gpt-5-mini", 0.05m), route.Shadow);
        Assert.Empty(Given.Good(Rich, Surroundings).Warnings);
    }

    [Fact]
    public void Expand_RulesReadAgain_AreTheSame()
    {
        var config = Given.Good(Rich, Surroundings);
        var text = ConfigText.Expand(config);
        var again = Given.Good(text.Replace("\"***\"", "\"${K}\"", StringComparison.Ordinal), Surroundings);
        Assert.Equal(config.Routes, again.Routes);
        Assert.Equal(text, ConfigText.Expand(again));
    }

    public static TheoryData<string, string, string, string> Mistakes { get; } = new()
    {
        { "{ when: { tire: free }, use: llama }", "rules[0].when.tire", "unknown key", "tier" },
        { "{ when: { difficulty_over: 0.5 }, use: llama }", "rules[0].when.difficulty_over", "not yet supported (part H", "remove" },
        { "{ when: { has: image }, use: llama }", "rules[0].when.has", "not a known value", "images" },
        { "{ when: { data_class: secret }, use: llama }", "rules[0].when.data_class", "not a known value", "public" },
        { "{ when: { input_tokens_over: many }, use: llama }", "rules[0].when.input_tokens_over", "not a whole number", "from 0" },
        { "{ when: { hours: \"22-6\" }, use: llama }", "rules[0].when.hours", "not a span of hours", "22:00-06:00" },
        { "{ when: { hours: \"22:00-25:00\" }, use: llama }", "rules[0].when.hours", "not times of a day", "22:00-06:00" },
        { "{ when: { hours: \"06:00-06:00\" }, use: llama }", "rules[0].when.hours", "ends when it begins", "leave it out" },
        { "{ when: { hours: \"22:00-06:00 Europe/Berln\" }, use: llama }", "rules[0].when.hours", "no time zone", "Europe/Berlin" },
        { "{ when: { share: 10% }, use: llama }", "rules[0].when.share", "not a share", "0.05" },
        { "{ when: { share: 1.5 }, use: llama }", "rules[0].when.share", "not a share", "0 to 1" },
        { "{ when: { header: { Authorization: x } }, use: llama }", "rules[0].when.header.Authorization", "holds a credential", "by key" },
        { "{ when: { header: { \"x app\": x } }, use: llama }", "rules[0].when.header.x app", "not a header's name", "x-team" },
        { "{ when: { tier: \"\" }, use: llama }", "rules[0].when.tier", "nothing is said here", "remove" },
        { "{ when: { tier: [] }, use: llama }", "rules[0].when.tier", "nothing is said here", "remove" },
        { "{ when: { tag: { app: } }, use: llama }", "rules[0].when.tag.app", "nothing is said here", "remove" },
        { "{ when: { not: {} }, use: llama }", "rules[0].when.not", "holds for every request", "write what must hold" },
        { "{ when: [], use: llama }", "rules[0].when", "never holds", "write what must hold" },
        { "{ when: free, use: llama }", "rules[0].when", "a mapping is expected here, not text", "tier" },
        { "{ use: llama }", "rules[0]", "when is missing", "when: {}" },
        { "{ when: { tier: free } }", "rules[0]", "use is missing", "use: [CANDIDATE]" },
        { "{ when: { tier: free }, use: [lama] }", "rules[0].use", "no candidate of this route", "llama" },
        { "{ when: { tier: free }, use: [openai/gpt-6] }", "rules[0].use", "no candidate of this route", "openai/gpt-5" },
        { "{ when: { tier: free }, use: [llama, llama] }", "rules[0].use", "twice", "remove" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Rule_WithAMistake_IsAnErrorWithPlaceAndMend(string rule, string path, string message, string mend)
    {
        var problem = Problems($"    rules:\n      - {rule}\n").First(found => found.Severity == ConfigSeverity.Error);
        Assert.Equal((8, $"routes.a.{path}"), (problem.Line, problem.Path));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Contains(mend, problem.Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ to: nobody/x, share: 0.1 }", "shadow.to", "no provider is called 'nobody'")]
    [InlineData("{ share: 0.1 }", "shadow", "to is missing")]
    [InlineData("{ to: llama }", "shadow", "share is missing")]
    [InlineData("{ to: llama, share: 5 }", "shadow.share", "not a share")]
    [InlineData("{ to: llama, share: 0.1, at: 3 }", "shadow.at", "unknown key")]
    public void Shadow_WithAMistake_IsAnErrorWithPlaceAndMend(string shadow, string path, string message)
    {
        var problem = Problems($"    shadow: {shadow}\n")[0];
        Assert.Equal((7, $"routes.a.{path}", ConfigSeverity.Error), (problem.Line, problem.Path, problem.Severity));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.NotEqual("", problem.Mend);
    }

    [Theory]
    [InlineData("{ when: { tier: gold }, use: llama }", "no key has this tier")]
    [InlineData("{ when: { key: wep }, use: llama }", "no key of this file has this name")]
    [InlineData("{ when: { team: gold }, use: llama }", "no key belongs to this team")]
    [InlineData("{ when: {}, use: llama }\n      - { when: { tier: free }, use: llama }", "no request comes this far")]
    public void Rule_ThatCanNeverCount_IsAWarning(string rule, string message)
    {
        var problem = Assert.Single(Problems($"    rules:\n      - {rule}\n"));
        Assert.Equal(ConfigSeverity.Warning, problem.Severity);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ConfigProblem> Problems(string more) => Given.Read($"""
        providers: {"{ openai: {} }"}
        deployments: {"{ llama: { provider: openai, upstream: llama } }"}
        keys: [{"{ name: web, key: \"${K}\", tier: free, team: search }"}]
        routes:
          a:
            candidates: [llama, openai/gpt-5]
        {more}
        """, Surroundings).Problems;
}
