using System.Text.Json.Nodes;
using Bascule.Engine.Catalog;
using Bascule.Engine.Catalog.Licences;

namespace Bascule.Engine.Tests.Catalog;

/// <summary>What is wrong with a catalog is told with file and place, all of it at once, and no half-read book is handed out.</summary>
public sealed class BadCatalogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bascule-catalog-").FullName;
    private readonly JsonObject _vendors = JsonNode.Parse(
        """
        {
          "sources": { "a": { "source": "a list", "as_of": "2026-07-02" } },
          "vendors": [
            { "id": "acme", "s": "a", "name": "Acme", "dialect": "openai-chat", "base_url": "https://acme.example/v1", "keys": ["ACME_API_KEY"],
              "patterns": ["acme-*"], "default_model": "acme-1", "hosting": "vendor",
              "quirks": [{ "field": "max_tokens", "action": "rename", "to": "max_completion_tokens", "models": "acme-*" }] }
          ],
          "engines": [
            { "id": "motor", "s": "a", "name": "Motor", "dialect": "openai-chat", "port": 9000, "base_path": "/v1", "probes": [{ "path": "/version", "member": "motor" }] }
          ]
        }
        """)!.AsObject();

    private readonly JsonObject _models = JsonNode.Parse(
        """
        {
          "sources": { "a": { "source": "a list", "as_of": "2026-07-02" } },
          "models": [
            { "id": "acme/acme-1", "s": "a", "name": "Acme 1", "openness": "closed", "context": 1000, "in": ["text"], "tools": true,
              "offers": { "acme": { "names": ["acme-1"], "prices": [{ "from": "2026-01-01", "input": 1, "output": 2,
                "tiers": [{ "input_tokens_over": 500, "input": 2, "output": 4 }] }] } } }
          ]
        }
        """)!.AsObject();

    private readonly JsonObject _licences = JsonNode.Parse(
        """
        {
          "sources": { "a": { "source": "a licence", "as_of": "2026-07-02" } },
          "licences": [
            { "id": "acme-1.0", "s": "a", "name": "Acme Licence", "aliases": ["acme"], "clauses": [
              { "id": "acme-mau", "kind": "user_cap", "max_monthly_active_users": 5, "text": "Five." },
              { "id": "acme-eu", "kind": "region", "jurisdictions": ["eu"], "text": "Not there." },
              { "id": "acme-outputs", "kind": "train_other_models", "rule": "forbidden", "text": "No." }] }
          ]
        }
        """)!.AsObject();

    private JsonObject Vendor => _vendors["vendors"]![0]!.AsObject();

    private JsonObject Model => _models["models"]![0]!.AsObject();

    private JsonObject Clause => _licences["licences"]![0]!["clauses"]![0]!.AsObject();

    private JsonObject Price => Model["offers"]!["acme"]!["prices"]![0]!.AsObject();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_AGoodFolder_IsABook()
    {
        var load = Load();
        Assert.Empty(load.Problems);
        Assert.Equal("acme/acme-1", load.Book!.FindModel("acme", "ACME-1")!.Id);
    }

    [Fact]
    public void Load_NegativePrice_SaysWhere() => Assert.Equal(
        ["models.json: models[0].offers.acme.prices[0].input: -1 is no price per million tokens: 0 to 1000000 USD"],
        ProblemsOf(() => Price["input"] = -1));

    [Fact]
    public void Load_PriceWithoutOutput_SaysWhere() => Assert.Equal(
        ["models.json: models[0].offers.acme.prices[0].tiers[0].output: missing: where a price is unknown, the whole price is left out"],
        ProblemsOf(() => Price["tiers"]![0]!.AsObject().Remove("output")));

    [Fact]
    public void Load_PriceAsText_SaysWhere() => Assert.Equal(
        ["models.json: models[0].offers.acme.prices[0].output: a number is wanted"], ProblemsOf(() => Price["output"] = "2"));

    [Fact]
    public void Load_TwoPricesFromOneDay_SaysWhere() => Assert.Equal(
        ["models.json: models[0].offers.acme.prices: two prices from 2026-01-01"],
        ProblemsOf(() => Model["offers"]!["acme"]!["prices"]!.AsArray().Add(Price.DeepClone())));

    [Fact]
    public void Load_UnknownField_SaysWhere() => Assert.Equal(
        ["vendors.json: vendors[0].key: unknown field", "vendors.json: extra: unknown field"],
        ProblemsOf(() => Vendor["key"] = "ACME_API_KEY", () => _vendors["extra"] = 1).Order(StringComparer.Ordinal).Reverse());

    [Fact]
    public void Load_FactWithoutSource_SaysWhereForEachFact()
    {
        var problems = ProblemsOf(() => Model.Remove("s"));
        Assert.Contains("models.json: models[0].context: no source: neither the fact nor a record around it has \"s\"", problems);
        Assert.Contains("models.json: models[0].offers.acme.prices[0].s: no source: neither the fact nor a record around it has \"s\"", problems);
    }

    [Fact]
    public void Load_SourceThatIsNotInTheTable_SaysWhich() => Assert.Equal(
        ["models.json: models[0].openness: source 'b' is not in the file's sources"],
        ProblemsOf(() => Model["openness"] = new JsonObject { ["value"] = "closed", ["s"] = "b" }));

    [Fact]
    public void Load_SourceWithoutADay_SaysWhere() => Assert.Contains(
        "models.json: sources.a.as_of: a day such as 2026-07-02 is wanted",
        ProblemsOf(() => _models["sources"]!["a"]!["as_of"] = "July"));

    [Theory]
    [InlineData("openness", "\"ajar\"", "'ajar' is none of closed, open-weights, open-source")]
    [InlineData("context", "-5", "a whole number, not negative, is wanted")]
    [InlineData("context", "\"big\"", "a whole number, not negative, is wanted")]
    [InlineData("tools", "\"yes\"", "true or false is wanted")]
    [InlineData("in", "[\"smell\"]", "'smell' is none of text, image, audio, video, file, embedding")]
    [InlineData("in", "\"text\"", "a list of texts is wanted")]
    [InlineData("name", "\"\"", "a text is wanted")]
    [InlineData("released", "\"soon\"", "'soon' is not a date such as 2026-07-02 or 2026-07")]
    [InlineData("origin", "\"usa\"", "'usa' is not an ISO 3166 country of two capitals")]
    [InlineData("offers", "[]", "an object is wanted")]
    public void Load_WrongValue_SaysWhatIsWanted(string member, string value, string problem) =>
        Assert.Equal([$"models.json: models[0].{member}: {problem}"], ProblemsOf(() => Model[member] = JsonNode.Parse(value)));

    [Theory]
    [InlineData("name")]
    [InlineData("dialect")]
    [InlineData("keys")]
    [InlineData("patterns")]
    [InlineData("default_model")]
    public void Load_VendorWithoutANeededFact_SaysWhich(string member) =>
        Assert.Contains($"vendors.json: vendors[0].{member}: missing", ProblemsOf(() => Vendor.Remove(member)));

    [Fact]
    public void Load_RenameWithoutTo_SaysWhere() => Assert.Equal(
        ["vendors.json: vendors[0].quirks[0].action: rename or role with a 'to', or drop without"],
        ProblemsOf(() => Vendor["quirks"]![0]!.AsObject().Remove("to")));

    [Fact]
    public void Load_AddressThatIsNone_SaysWhere() => Assert.Equal(
        ["vendors.json: vendors[0].base_url: 'ftp://acme' is not an http or https address"], ProblemsOf(() => Vendor["base_url"] = "ftp://acme"));

    [Fact]
    public void Load_EngineWithABadPortAndNoProbe_SaysBoth()
    {
        var engine = _vendors["engines"]![0]!;
        Assert.Equal(
            ["vendors.json: engines[0].port: 70000 is no port", "vendors.json: engines[0].probes: missing: without one nothing tells this engine from another"],
            ProblemsOf(() => engine["port"] = 70000, () => engine["probes"] = new JsonArray()));
    }

    [Fact]
    public void Load_EngineWhoseHealthIsNoPath_SaysSo() => Assert.Equal(
        ["vendors.json: engines[0].health: 'health' is no path: it begins with '/'"], ProblemsOf(() => _vendors["engines"]![0]!["health"] = "health"));

    [Fact]
    public void Load_AnOfferOfNobody_NamesIt() => Assert.Equal(
        ["models.json: acme/acme-1: offers.nobody: no such vendor in vendors.json"],
        ProblemsOf(() => Model["offers"]!["nobody"] = new JsonObject { ["names"] = new JsonArray("x") }));

    [Fact]
    public void Load_NamesTwice_NamesThem() => Assert.Equal(
        ["models.json: models: 'acme/acme-1' is there twice", "models.json: offers.acme: 'acme-1' is there twice"],
        ProblemsOf(() => _models["models"]!.AsArray().Add(Model.DeepClone())));

    [Fact]
    public void Load_BrokenJson_SaysLineAndColumn()
    {
        Write();
        File.WriteAllText(Path.Combine(_folder, "models.json"), "{\n  \"models\": [,]\n}");
        var problem = Assert.Single(FactBook.Load(_folder).Problems);
        Assert.StartsWith("models.json: line 2, column 14: not JSON: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AMemberTwice_IsRefused()
    {
        Write();
        File.WriteAllText(Path.Combine(_folder, "models.json"), """{ "sources": {}, "models": [], "models": [] }""");
        Assert.Contains("models", Assert.Single(FactBook.Load(_folder).Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "models.json: an object is wanted")]
    [InlineData("{}", "models.json: sources: missing; an object of id: { \"source\", \"as_of\" }")]
    public void Load_AnotherShape_IsRefused(string text, string problem)
    {
        Write();
        File.WriteAllText(Path.Combine(_folder, "models.json"), text);
        var load = FactBook.Load(_folder);
        Assert.Null(load.Book);
        Assert.Equal(problem, load.Problems[0]);
    }

    [Fact]
    public void Licence_ByIdOrAlias_IsItsClauses()
    {
        var book = Load().Book!;
        var licence = book.Licence("ACME")!;
        Assert.Same(licence, book.Licence("acme-1.0"));
        Assert.Equal(5, licence.Clauses[0].MaxMonthlyActiveUsers);
        Assert.Equal(["eu"], licence.Clauses[1].Jurisdictions);
        Assert.Equal((ClauseRule.Forbidden, "a licence"), (licence.Clauses[2].Rule!.Value, licence.Clauses[2].Source));
        Assert.Null(book.Licence("unheard-of"));
    }

    [Fact]
    public void Load_WrongClauses_SayWhere() => Assert.Equal(
        [
            "licences.json: licences[0].clauses[0].id: 'Acme MAU' is not made of small letters, digits, dots and hyphens",
            "licences.json: licences[0].clauses[0].rule: is not of this kind of clause",
            "licences.json: licences[0].clauses[0].max_monthly_active_users: missing: this kind of clause says it",
        ],
        ProblemsOf(() => Clause["id"] = "Acme MAU", () => Clause.Remove("max_monthly_active_users"), () => Clause["rule"] = "allowed"));

    [Fact]
    public void Load_ALicenceThatIsNotThere_SaysWhere() => Assert.Equal(
        ["models.json: acme/acme-1: licence: 'beware' is not in licences.json"], ProblemsOf(() => Model["licence"] = "beware"));

    [Fact]
    public void Load_OneClauseTwice_NamesIt() => Assert.Equal(
        ["licences.json: clauses: 'acme-mau' is there twice"],
        ProblemsOf(() => _licences["licences"]![0]!["clauses"]!.AsArray().Add(Clause.DeepClone())));

    [Fact]
    public void Load_AnEmptyFolder_MissesAllFiles()
    {
        var load = FactBook.Load(_folder);
        Assert.Null(load.Book);
        Assert.Collection(
            load.Problems,
            problem => Assert.StartsWith("vendors.json: cannot be read", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("models.json: cannot be read", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("licences.json: cannot be read", problem, StringComparison.Ordinal));
    }

    private IReadOnlyList<string> ProblemsOf(params Action[] damages)
    {
        foreach (var damage in damages)
        {
            damage();
        }

        var load = Load();
        Assert.Null(load.Book);
        return load.Problems;
    }

    private FactBookLoad Load()
    {
        Write();
        return FactBook.Load(_folder);
    }

    private void Write()
    {
        File.WriteAllText(Path.Combine(_folder, "vendors.json"), _vendors.ToJsonString());
        File.WriteAllText(Path.Combine(_folder, "models.json"), _models.ToJsonString());
        File.WriteAllText(Path.Combine(_folder, "licences.json"), _licences.ToJsonString());
    }
}
