using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Server.Tests.Configuration;

/// <summary>Guardrails as configs write them, and what is said of those that cannot be kept.</summary>
public sealed class GuardrailConfigTests
{
    private const string Rest = """
        providers:
          openai: {}
          anthropic: {}
          hook: { dialect: webhook, base_url: "https://hook.example/v1" }
        routes: { assistant: [openai/gpt-5] }

        """;

    [Fact]
    public void Guardrails_WithEveryKey_AreRead()
    {
        var config = Given.Good(Rest + """
            guardrails:
              - { name: pii, detect: [email, ticket], custom: [{ name: ticket, regex: "PRJ-[0-9]{4}" }, { name: codename, words: Bluebird }], action: classify, as: confidential, unreadable: regulated, when: { tier: free } }
              - { name: far, deployment: openai/omni-moderation-latest, action: block, required: true, timeout: 2s }
              - { name: hook, deployment: hook/check, action: classify }
            """);

        Assert.Equal(
            new GuardrailOptions("pii")
            {
                Action = GuardrailAction.Classify, Detect = ["email", "ticket", "codename"], As = DataClass.Confidential, Unreadable = DataClass.Regulated,
                Custom = [new CustomOptions("ticket", "PRJ-[0-9]{4}", []), new CustomOptions("codename", null, ["Bluebird"])],
                When = new AllOf([new CallerIs(CallerFact.Tier, ["free"])]),
            },
            config.Guardrails[0]);
        Assert.Equal(new GuardrailOptions("far") { Action = GuardrailAction.Block, Deployment = "openai/omni-moderation-latest", Required = true, Timeout = TimeSpan.FromSeconds(2) }, config.Guardrails[1]);
        Assert.Contains(config.Deployments, deployment => deployment.Name == "hook/check");
        Assert.Empty(config.Warnings);
    }

    [Theory]
    [InlineData("{ name: a, detect: [email], action: flag, hosts: [docs.example.com] }", "only a guardrail on answers has this")]
    [InlineData("{ name: a, on: output, hosts: [\"https://docs.example.com\"], action: block }", "not a host")]
    [InlineData("{ name: a, on: output, schema: '[]', action: block }", "not a JSON object")]
    [InlineData("{ name: a, on: output, schema: '{}', action: mask }", "cannot say what of it to leave out")]
    [InlineData("{ name: a, on: output, detect: [email], action: block, window: 8 }", "not a whole number in its range")]
    [InlineData("{ name: a, on: output, detect: [email], action: flag, unreadable: confidential }", "guardrails[0].unreadable: only a guardrail on what is asked has this")]
    [InlineData("{ detect: [email], action: flag }", "guardrails[0]: name is missing")]
    [InlineData("{ name: a, detect: [email] }", "guardrails[0]: action is missing")]
    [InlineData("{ name: a, detect: [emial], action: flag }", "no detector has this name; did you mean email?")]
    [InlineData("{ name: a, detect: [email], action: classify }", "as is missing")]
    [InlineData("{ name: a, detect: [email], action: block, as: confidential }", "only action: classify raises the class")]
    [InlineData("{ name: a, action: block }", "nothing says what to look for")]
    [InlineData("{ name: a, detect: [email], action: block, required: true }", "only a remote guardrail has this")]
    [InlineData("{ name: a, detect: [email], deployment: openai/m, action: block }", "not both")]
    [InlineData("{ name: a, deployment: openai/m, action: classify }", "as is missing")]
    [InlineData("{ name: a, deployment: openai/m, action: block, unreadable: confidential }", "a remote guardrail is sent texts only")]
    [InlineData("{ name: a, deployment: nobody/m, action: block }", "no provider is called 'nobody'")]
    [InlineData("{ name: a, deployment: anthropic/m, action: block }", "has no moderation endpoint")]
    [InlineData("{ name: a, custom: [{ name: x }], action: block }", "a name with either a pattern or words")]
    [InlineData("{ name: a, custom: [{ name: x, regex: \"(\" }], action: block }", "no regular expression")]
    [InlineData("{ name: a, custom: [{ name: email, words: [x] }], action: block }", "built-in")]
    [InlineData("{ name: a, custom: [{ name: x, words: [y] }, { name: x, words: [z] }], action: block }", "another detector of this guardrail")]
    public void Guardrail_ThatCannotBeKept_IsAnErrorInWords(string guardrail, string expected)
    {
        var result = Given.Read($"{Rest}guardrails:\n  - {guardrail}\n");

        Assert.Null(result.Config);
        Assert.Contains(result.Problems, problem => $"{problem.Path}: {problem.Message}; {problem.Mend}".Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Guardrails_OfOneName_AreAnError() => Assert.Contains(
        Given.Read(Rest + "guardrails: [{ name: a, detect: [email], action: flag }, { name: a, detect: [ip], action: flag }]").Problems,
        problem => problem.Message.Contains("another guardrail", StringComparison.Ordinal));

    [Fact]
    public void Webhook_AsACandidate_IsAnError() => Assert.Contains(
        Given.Read(Rest.Replace("[openai/gpt-5]", "[openai/gpt-5, hook/check]", StringComparison.Ordinal)).Problems,
        problem => problem.Message.Contains("a webhook answers no requests", StringComparison.Ordinal));

    [Theory]
    [InlineData("", "guardrails: [{ name: a, detect: [email], action: classify, as: confidential }]", true)]
    [InlineData("", "guardrails: [{ name: a, detect: [email], action: classify, as: confidential, unreadable: internal }]", false)]
    [InlineData("", "guardrails: [{ name: a, detect: [email], action: classify, as: confidential }, { name: b, on: both, detect: [email], action: flag, unreadable: internal }]", false)]
    [InlineData("policies: [{ name: p, when: { not: { data_class: confidential } }, require: { hosting: vendor } }]", "guardrails: [{ name: a, detect: [email], action: block }]", true)]
    [InlineData("policies: [{ name: p, when: { tier: free }, require: { hosting: vendor } }]", "guardrails: [{ name: a, detect: [email], action: block }]", false)]
    public void Unreadable_ThatIsUnsetWhereClassesCount_IsAWarning(string policies, string guardrails, bool expected)
    {
        var config = Given.Good($"{Rest}{policies}\n{guardrails}\n");

        Assert.Equal(expected, config.Warnings.Any(warning => warning.Path == "guardrails[0]" && warning.Mend.Contains("unreadable", StringComparison.Ordinal)));
    }
}
