using Bascule.Engine.Catalog;
using Bascule.Server.Configuration;
using Bascule.Server.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Server.Tests.Configuration;

/// <summary>What check says of licences, jurisdictions and who accepted what: nothing passes because a word was not understood.</summary>
public sealed class LicenceConfigTests
{
    private const string Provider = "gpu: { engine: vllm, base_url: \"http://10.0.0.5:8000\", hosting: self, jurisdiction: de }";

    private static ConfigSurroundings Shipped { get; } = Startup.Surroundings(
        new HostSettings { Environment = static _ => null, Time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-27T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)) },
        FactBook.Load(Path.Combine(Given.RepositoryRoot, "catalog")).Book!);

    private static ConfigResult Read(string deployment, string organisation = "", string provider = Provider) => Given.Read(
        $"providers: {{ {provider} }}\ndeployments: {{ one: {{ provider: gpu, {deployment} }}, spare: {{ provider: gpu, upstream: s, licence: mit, openness: open-source }} }}\n"
        + $"routes: {{ assistant: [one, spare] }}\n{(organisation.Length > 0 ? $"organisation: {organisation}\n" : "")}",
        Shipped);

    [Theory]
    [InlineData("lama-3.3", "did you mean llama-3.3")]
    [InlineData("apache2.0", "did you mean apache-2.0")]
    [InlineData("eupl-1.2", "leave it out")]
    public void Licence_ThatTheCatalogDoesNotKnow_IsRefusedWithTheNearest(string licence, string mend)
    {
        var result = Read($"upstream: m, licence: {licence}");
        Assert.Null(result.Config);
        var problem = Assert.Single(result.Problems, problem => problem.Path == "deployments.one.licence");
        Assert.Equal((ConfigSeverity.Error, 2), (problem.Severity, problem.Line));
        Assert.Contains(mend, problem.Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LLAMA3.3")]
    [InlineData("apache-2.0")]
    public void Licence_ByAWordThatTheCatalogKnows_IsTaken(string licence) => Assert.NotNull(Read($"upstream: m, licence: {licence}").Config);

    [Theory]
    [InlineData("open-weights", "{}", true)]
    [InlineData("open-weights", "{ commercial: false }", false)]
    [InlineData("closed", "{}", false)]
    [InlineData("open-weights", "{ accept: [{ clause: mistral-modified-mit-revenue, by: legal@example.com, at: 2026-11-01 }] }", false)]
    public void ConditionsOfCommercialUse_AreNamedUntilSomebodyAnswers(string openness, string organisation, bool warned)
    {
        var config = Read($"upstream: m, licence: mistral-modified-mit, openness: {openness}", organisation == "{}" ? "{ jurisdictions: [fr] }" : organisation).Config!;
        Assert.Equal(warned, config.Warnings.Any(warning => warning.Path == "deployments.one" && warning.Message.Contains("mistral-modified-mit-revenue", StringComparison.Ordinal)));
    }

    [Fact]
    public void FieldOfUse_OfALicenceWhoseModelSaysNothingOfItsOpenness_IsNamed()
    {
        var config = Read("upstream: m, licence: openrail-m", "{ monthly_active_users: 5, jurisdictions: [fr] }").Config!;
        Assert.Contains(config.Warnings, warning => warning.Path == "deployments.one" && warning.Message.Contains("which no machine can check", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("upstream: m, openness: open-weights", "{ jurisdictions: [fr] }", true)]
    [InlineData("upstream: m, openness: open-weights", "", false)]
    [InlineData("upstream: m, openness: closed", "{ jurisdictions: [fr] }", false)]
    [InlineData("upstream: m, openness: open-weights, licence: mit", "{ jurisdictions: [fr] }", false)]
    public void OpenWeights_WhoseLicenceNobodyStates_AreWarnedOf(string deployment, string organisation, bool warned)
    {
        var config = Read(deployment, organisation).Config!;
        Assert.Equal(warned, config.Warnings.Any(warning => warning is { Path: "deployments.one", Message: "licence not stated: nothing of it is checked" }));
    }

    [Theory]
    [InlineData("catalog: meta/llama-4-scout-17b-instruct", "{ monthly_active_users: 5 }", "licence clause llama-4-eu-multimodal: organisation.jurisdictions not stated")]
    [InlineData("catalog: meta/llama-4-scout-17b-instruct", "{ monthly_active_users: 5, jurisdictions: [us] }", null)]
    [InlineData("catalog: meta/llama-3.3-70b-instruct", "{ monthly_active_users: 5 }", null)]
    [InlineData("licence: tencent-hunyuan", "{ monthly_active_users: 5 }", "licence clause tencent-hunyuan-region: organisation.jurisdictions not stated")]
    [InlineData("licence: tencent-hunyuan", "{ monthly_active_users: 5, jurisdictions: [gb] }", "licence clause tencent-hunyuan-region: grants nothing to organisations of gb")]
    public void Region_IsNotMetUnlessTheOrganisationSaysWhereItIs(string deployment, string organisation, string? reason)
    {
        var warning = Read($"upstream: m, openness: open-weights, {deployment}", organisation).Config!.Warnings
            .FirstOrDefault(warning => warning.Path == "deployments.one" && warning.Message.StartsWith("it is never asked", StringComparison.Ordinal));
        Assert.Equal(reason is not null, warning is not null);
        Assert.Contains(reason ?? "", warning?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ jurisdictions: [uk] }", "organisation.jurisdictions[0]", "gb")]
    [InlineData("{ jurisdictions: [germany] }", "organisation.jurisdictions[0]", "eu or eea")]
    [InlineData("{ forbidden_origins: [xx] }", "organisation.forbidden_origins[0]", "ISO 3166")]
    [InlineData("{ accept: [{ clause: llama-3.3-mau, by: a, at: 2026-11-29 }] }", "organisation.accept", "the day on which it was accepted")]
    public void Organisation_WithAMistake_IsRefusedWithPlaceAndMend(string organisation, string path, string mend)
    {
        var result = Read("upstream: m", organisation);
        Assert.Contains(result.Problems, problem => problem.Severity == ConfigSeverity.Error && problem.Path == path && problem.Line == 4 && problem.Mend.Contains(mend, StringComparison.Ordinal));
    }

    [Fact]
    public void Accept_OfTodayElsewhere_IsTaken() => Assert.NotNull(Read("upstream: m", "{ jurisdictions: [EU, eea, no], accept: [{ clause: llama-3.3-mau, by: a, at: 2026-11-28 }] }").Config);

    [Theory]
    [InlineData("frankfurt", true)]
    [InlineData("uk", true)]
    [InlineData("GB", false)]
    [InlineData("eea", false)]
    public void Jurisdiction_OfAProvider_ThatLiesNowhere_IsWarnedOf(string jurisdiction, bool warned)
    {
        var config = Read("upstream: m", provider: Provider.Replace("jurisdiction: de", $"jurisdiction: {jurisdiction}", StringComparison.Ordinal)).Config!;
        Assert.Equal(warned, config.Warnings.Any(warning => warning.Path == "providers.gpu.jurisdiction"));
    }
}
