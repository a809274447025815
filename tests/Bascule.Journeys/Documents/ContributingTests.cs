using Bascule.Engine.Catalog;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bascule.Server.Configuration;
using Bascule.Server.Hosting;

namespace Bascule.Journeys.Documents;

/// <summary>The provider that CONTRIBUTING adds can be added as it says.</summary>
public sealed partial class ContributingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Vendor_OfThePage_IsAWholeConfigByItsName()
    {
        var shown = Shown().Match(Page.At("CONTRIBUTING.md").Text);
        Assert.True(shown.Success, "CONTRIBUTING.md shows no vendor");
        var catalog = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "catalog", "vendors.json")))!;
        catalog["sources"]!["acme-docs"] = new JsonObject { ["source"] = "acme.example/docs", ["as_of"] = "2026-11-26" };
        catalog["vendors"]!.AsArray().Add(JsonNode.Parse(shown.Groups[1].Value));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "catalog")))
        {
            File.Copy(file, _folder.File(Path.GetFileName(file)));
        }

        File.WriteAllText(_folder.File("vendors.json"), catalog.ToJsonString());
        var facts = FactBook.Load(_folder.Path).Book!;
        var surroundings = new ConfigSurroundings { Environment = Pretend.Variable, Vendors = KnownVendors.Of(facts), Engines = KnownEngines.Of(facts) };
        var read = ConfigFile.Read("providers: { acme: {} }\nroutes: { assistant: acme/acme-large }", "bascule.yaml", _folder.Path, surroundings);
        Assert.Empty(read.Problems);
        Assert.Equal("https://api.acme.example/v1", Assert.Single(read.Config!.Providers).BaseUrl.AbsoluteUri);
        Assert.Equal("logit_bias", Assert.Single(facts.Vendor("acme")!.QuirksFor("acme-large")).Field);
    }

    [GeneratedRegex(@"<!-- vendor -->\s+```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shown();
}
