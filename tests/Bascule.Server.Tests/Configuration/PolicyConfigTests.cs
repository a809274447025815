using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Policy.Requirements;
using Bascule.Server.Configuration;
using Bascule.Server.Hosting;

namespace Bascule.Server.Tests.Configuration;

/// <summary>Policies and the organisation as configs write them, and what check finds out about them.</summary>
public sealed class PolicyConfigTests
{
    private const string Providers = """
        providers:
          openai: {}
          gpu: { engine: vllm, base_url: "http://10.0.0.5:8000", hosting: self, jurisdiction: eu }
        deployments:
          llama: { provider: gpu, upstream: meta-llama/Llama-3.3-70B-Instruct, catalog: meta/llama-3.3-70b-instruct }
          own: { provider: gpu, upstream: own, origin: de, licence: mit, openness: open-source }
        """;

    private const string Rich = Providers + """

        routes: { assistant: [llama, own, openai/gpt-5] }
        organisation: { monthly_active_users: 2000000, commercial: true, jurisdictions: [us], forbidden_origins: [kp], accept: [{ clause: llama-3.3-aup, by: legal@example.com, at: 2026-11-01 }] }
        policies:
          - name: all of it
            when: { data_class: confidential, tag: { app: hr } }
            require:
              hosting: self
              jurisdiction: [eu, ch]
              origin: [us, de]
              licence: ["llama-*", mit]
              openness: [open-weights, open-source]
              max_retention: 0d
              trains_on_data: false
              certifications: [soc2]
              max_price: { input: 3, output: 15 }
              min_context: 32000
              capability: [tools, json_schema]
              provider: gpu
              deployment: "*"
              vendor: x
              engine: vllm
              model: "meta/*"
            examples:
              - { request: { data_class: regulated, tag: { app: hr }, header: { x-a: b }, has: [images, tools], input_tokens: 5, tier: free, team: t, session: s, at: 2026-11-01, route: assistant }, allows: [] }
          - { name: at home, when: { data_class: confidential }, require: { hosting: self, jurisdiction: eu }, examples: [{ request: { data_class: confidential }, allows: [llama, own] }] }
        """;

    private static ConfigSurroundings Shipped { get; } = Startup.Surroundings(
        new HostSettings { Environment = name => name == "OPENAI_API_KEY" ? "sk-openai-0123456789" : null }, FactBook.Load(Path.Combine(Given.RepositoryRoot, "catalog")).Book!);

    [Fact]
    public void Policies_WithEveryRequirement_AreRead()
    {
        var config = Given.Good(Rich, Shipped);
        var policy = config.Policies[0];

        Assert.Equal(16, policy.Require.Count);
        Assert.Contains(new FactIs(DeploymentFact.Jurisdiction, ["eu", "ch"]), policy.Require);
        Assert.Contains(new MaxRetention(TimeSpan.Zero), policy.Require);
        Assert.Contains(new MaxPrice(3, 15), policy.Require);
        Assert.Contains(new Capable(["tools", "json_schema"]), policy.Require);
        Assert.Contains(new DataClassFrom(DataClass.Confidential), Assert.IsType<AllOf>(policy.When).Inner);
        Assert.Equal((2_000_000L, "legal@example.com"), (config.Organisation!.MonthlyActiveUsers, config.Organisation.Accepted[0].By));
    }

    [Fact]
    public void Expand_PoliciesReadAgain_AreTheSame()
    {
        var config = Given.Good(Rich, Shipped);
        var text = ConfigText.Expand(config);
        var again = Given.Good(text.Replace("\"***\"", "sk-openai-0123456789", StringComparison.Ordinal), Shipped);
        Assert.Equal(config.Organisation, again.Organisation);
        Assert.Equal(config.Policies.Select(policy => (policy.Name, policy.When, policy.Require)), again.Policies.Select(policy => (policy.Name, policy.When, policy.Require)));
        Assert.Equal(text, ConfigText.Expand(again));
    }

    public static TheoryData<string, string, string, string> Mistakes { get; } = new()
    {
        { "{ require: { hosting: self } }", "policies[0]", "name is missing", "name:" },
        { "{ name: a }", "policies[0]", "require is missing", "require:" },
        { "{ name: a, require: {} }", "policies[0]", "require is missing", "require:" },
        { "{ name: a, require: { hostng: self } }", "policies[0].require.hostng", "unknown key", "hosting" },
        { "{ name: a, require: { hosting: } }", "policies[0].require.hosting", "nothing is said here", "remove" },
        { "{ name: a, require: { hosting: [] } }", "policies[0].require.hosting", "nothing is said here", "remove" },
        { "{ name: a, require: { hosting: mine } }", "policies[0].require.hosting", "not a known value", "self" },
        { "{ name: a, require: { origin: china } }", "policies[0].require.origin", "not a country's code", "cn" },
        { "{ name: a, require: { openness: free } }", "policies[0].require.openness", "not a known value", "open-weights" },
        { "{ name: a, require: { capability: telepathy } }", "policies[0].require.capability", "not a known value", "tools" },
        { "{ name: a, require: { provider: gpo } }", "policies[0].require.provider", "no provider has this name", "correct" },
        { "{ name: a, when: { data_class: secret }, require: { hosting: self } }", "policies[0].when.data_class", "not a known value", "public" },
        { "{ name: a, require: { hosting: self }, examples: [{ request: { data_class: internal } }] }", "policies[0].examples[0]", "an example is a request and who may see it", "allows" },
        { "{ name: a, require: { hosting: self }, examples: [{ request: { route: asistant }, allows: [] }] }", "policies[0].examples[0].request.route", "no route has this name", "assistant" },
        { "{ name: a, require: { hosting: self }, examples: [{ request: { data_class: internal }, allows: [lama] }] }", "policies[0].examples[0].allows", "no deployment", "llama" },
        { "{ name: a, require: { hosting: self }, examples: [{ request: { data_class: internal }, allows: [llama] }] }", "policies[0].examples[0]", "eligible are [llama, own], not [llama]", "correct" },
        { "{ name: a, require: { hosting: self }, examples: [{ request: { route: assistant }, allows: [openai/gpt-5, llama, own] }] }", "policies[0].examples[0]", "eligible are [llama, own]", "openai/gpt-5: hosting is vendor, not self" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Policy_WithAMistake_IsRefusedWithPlaceAndMend(string policy, string path, string message, string mend)
    {
        var result = Given.Read($"{Providers}\nroutes: {{ assistant: [llama, own, openai/gpt-5] }}\npolicies:\n  - {policy}\n", Shipped);
        Assert.Null(result.Config);
        Assert.Contains(result.Problems, problem => problem.Severity == ConfigSeverity.Error && problem.Path == path && problem.Line > 1
            && problem.Message.Contains(message, StringComparison.Ordinal) && problem.Mend.Contains(mend, StringComparison.Ordinal));
    }

    [Fact]
    public void Policies_OfOneName_AreRefused()
    {
        var result = Given.Read(Providers + "\nroutes: { a: [llama] }\npolicies: [{ name: a, require: { hosting: self } }, { name: a, require: { hosting: self } }]\n", Shipped);
        Assert.Contains(result.Problems, problem => problem.Message == "another policy has this name");
    }

    public static TheoryData<string, string> Organisations { get; } = new()
    {
        { "{ monthly_active_users: 700000001 }", "licence clause llama-3.3-mau: 700000001 monthly active users, more than 700000000" },
        { "{ jurisdictions: [us] }", "licence clause llama-3.3-mau: organisation.monthly_active_users not stated" },
        { "{ monthly_active_users: 5, jurisdictions: [us], forbidden_origins: [US] }", "organisation.forbidden_origins: origin is us" },
    };

    [Theory]
    [MemberData(nameof(Organisations))]
    public void Deployment_WhoseLicenceOrOriginIsNotMet_IsWarnedOfWithTheClause(string organisation, string reason)
    {
        var warnings = Given.Good($"{Providers}\nroutes: {{ assistant: [llama, own] }}\norganisation: {organisation}\n", Shipped).Warnings;
        var warning = Assert.Single(warnings, warning => warning.Path == "deployments.llama" && warning.Message.StartsWith("it is never asked", StringComparison.Ordinal));
        Assert.Contains(reason, warning.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("organisation.accept", warning.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void Clause_ThatSomebodyAccepted_IsMetAndNotWarnedOf()
    {
        var accepted = "accept: [{ clause: llama-3.3-mau, by: legal@example.com, at: 2026-11-01 }, { clause: llama-3.3-aup, by: legal@example.com, at: 2026-11-01 }]";
        var config = Given.Good($"{Providers}\nroutes: {{ assistant: [llama] }}\norganisation: {{ monthly_active_users: 800000000, {accepted} }}\n", Shipped);
        Assert.DoesNotContain(config.Warnings, warning => warning.Path == "deployments.llama");
    }

    [Fact]
    public void FieldOfUse_ThatNobodyAnswersFor_IsWarnedOf()
    {
        var config = Given.Good($"{Providers}\nroutes: {{ assistant: [llama] }}\norganisation: {{ monthly_active_users: 5 }}\n", Shipped);
        Assert.Contains(config.Warnings, warning => warning.Path == "deployments.llama" && warning.Message.Contains("llama-3.3-aup", StringComparison.Ordinal));
    }

    [Fact]
    public void Route_WithNobodyWhoMayEverBeAsked_IsAnError()
    {
        var result = Given.Read($"{Providers}\nroutes: {{ assistant: [llama], other: [own] }}\norganisation: {{ monthly_active_users: 800000000 }}\n", Shipped);
        Assert.Contains(result.Problems, problem => problem is { Severity: ConfigSeverity.Error, Path: "routes.assistant", Message: "none of its candidates may ever be asked" });
        Assert.DoesNotContain(result.Problems, problem => problem.Path == "routes.other");
    }

    [Theory]
    [InlineData("{ clause: llama-3.3-maw, by: a, at: 2026-11-01 }", "no licence has this clause", "llama-3.3-mau")]
    [InlineData("{ clause: llama-3.3-mau, at: 2026-11-01 }", "by is missing", "who accepted")]
    public void Accept_WithAMistake_IsRefused(string accept, string message, string mend)
    {
        var result = Given.Read($"{Providers}\nroutes: {{ assistant: [own] }}\norganisation: {{ accept: [{accept}] }}\n", Shipped);
        Assert.Contains(result.Problems, problem => problem.Severity == ConfigSeverity.Error && problem.Message == message && problem.Mend.Contains(mend, StringComparison.Ordinal));
    }
}
