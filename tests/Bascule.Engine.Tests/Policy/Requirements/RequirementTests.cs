using Bascule.Engine.Catalog;
using Bascule.Engine.Policy.Requirements;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Tests.Policy.Requirements;

/// <summary>What is stated of a deployment meets a requirement or not; what is not stated never does.</summary>
public sealed class RequirementTests
{
    private static readonly ProviderOptions Stated = new()
    {
        Name = "gpu", Dialect = "openai-chat", BaseUrl = new Uri("http://10.0.0.5/v1"), Hosting = "self", Jurisdiction = "de", MaxRetention = TimeSpan.FromDays(1),
        TrainsOnData = false, Certifications = ["soc2", "iso27001"], Engine = "vllm",
    };

    private static readonly DeploymentOptions Model = new()
    {
        Name = "llama", Provider = "gpu", Upstream = "m", Origin = "us", Licence = "llama-3.3", Openness = Openness.OpenWeights, Price = new PriceOptions(0.5m, null, null, 1.5m),
    };

    public static TheoryData<Requirement, string?> Cases => new()
    {
        { new FactIs(DeploymentFact.Hosting, ["self"]), null },
        { new FactIs(DeploymentFact.Hosting, ["vendor"]), "hosting is self, not vendor" },
        { new FactIs(DeploymentFact.Jurisdiction, ["eu"]), null },
        { new FactIs(DeploymentFact.Jurisdiction, ["eea"]), null },
        { new FactIs(DeploymentFact.Jurisdiction, ["us", "fr"]), "jurisdiction is de, not us or fr" },
        { new FactIs(DeploymentFact.Origin, ["US"]), null },
        { new FactIs(DeploymentFact.Licence, ["llama-*", "mit"]), null },
        { new FactIs(DeploymentFact.Openness, ["open-source"]), "openness is open-weights, not open-source" },
        { new FactIs(DeploymentFact.Provider, ["gpu"]), null },
        { new FactIs(DeploymentFact.Deployment, ["ll*"]), null },
        { new FactIs(DeploymentFact.Engine, ["vllm"]), null },
        { new FactIs(DeploymentFact.Vendor, ["openai"]), "vendor not stated" },
        { new FactIs(DeploymentFact.Model, ["meta/*"]), "model not stated" },
        { new MaxRetention(TimeSpan.FromDays(30)), null },
        { new MaxRetention(TimeSpan.Zero), "max_retention is 1d, more than 0d" },
        { new TrainsOnData(false), null },
        { new TrainsOnData(true), "trains_on_data is false" },
        { new Certified(["SOC2", "iso27001"]), null },
        { new Certified(["soc2", "hipaa-baa"]), "certification hipaa-baa not stated" },
        { new MaxPrice(0.5m, 1.5m), null },
        { new MaxPrice(0.4m, null), "input price is 0.5, more than 0.4" },
        { new MaxPrice(null, 1.49m), "output price is 1.5, more than 1.49" },
        { new MinContext(1), "context window not stated" },
        { new Capable(["tools"]), "capability tools not stated" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Requirement_OfWhatIsStated_IsMetOrSaysWhyNot(Requirement requirement, string? reason) =>
        Assert.Equal(reason, requirement.Unmet(new DeploymentFacts(new Deployment(Model, null, FactBook.Empty), Stated, default)));

    public static TheoryData<Requirement> All => new(Cases.Select(row => row.Data.Item1).Where(one => one is not FactIs { Fact: DeploymentFact.Hosting or DeploymentFact.Provider or DeploymentFact.Deployment }));

    [Theory]
    [MemberData(nameof(All))]
    public void Requirement_OfWhatIsNotStated_IsNeverMet(Requirement requirement)
    {
        var silent = new ProviderOptions { Name = "x", Dialect = "openai-chat", BaseUrl = new Uri("http://10.0.0.5/v1") };
        var unknown = new Deployment(new DeploymentOptions { Name = "x/m", Provider = "x", Upstream = "m" }, null, FactBook.Empty);
        Assert.Contains("not stated", requirement.Unmet(new DeploymentFacts(unknown, silent, default)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eu", "eu", true)]
    [InlineData("FR", "eu", true)]
    [InlineData("no", "eu", false)]
    [InlineData("no", "eea", true)]
    [InlineData("eu", "eea", true)]
    [InlineData("eu", "de", false)]
    [InlineData("gb", "eu", false)]
    [InlineData("ch", "eea", false)]
    public void Jurisdiction_OfAMember_LiesInItsUnion(string stated, string wanted, bool lies) => Assert.Equal(lies, Jurisdictions.LiesIn(stated, wanted));
}
