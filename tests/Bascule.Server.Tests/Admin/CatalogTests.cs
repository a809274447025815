using System.Text.Json;

namespace Bascule.Server.Tests.Admin;

/// <summary>The catalog over the operators' API: facts with source and date, licences with their clauses, who uses a model.</summary>
public sealed class CatalogTests : IAsyncLifetime
{
    private readonly House _house = new();

    public ValueTask InitializeAsync() => _house.InitializeAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Theory]
    [InlineData("meta/llama-3.3-70b-instruct")]
    [InlineData("meta%2Fllama-3.3-70b-instruct")]
    [InlineData("meta-llama/Llama-3.3-70B-Instruct")]
    public async Task Catalog_AModel_TellsEachFactWithSourceAndDay(string id)
    {
        var model = await _house.JsonAsync($"/bascule/v1/catalog/{id}");
        Assert.Equal("meta/llama-3.3-70b-instruct", Text(model, "id"));
        foreach (var fact in (string[])["name", "vendor", "origin", "openness", "licence", "context", "parameters", "tools"])
        {
            Assert.NotEqual("", Text(model.GetProperty(fact), "source"));
            Assert.Matches("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$", Text(model.GetProperty(fact), "as_of"));
        }

        var licence = model.GetProperty("licence");
        Assert.Equal(("llama3.3", "llama-3.3"), (Text(licence, "value"), Text(licence, "id")));
        var cap = licence.GetProperty("clauses").EnumerateArray().Single(clause => Text(clause, "id") == "llama-3.3-mau");
        Assert.Equal(("user_cap", 700_000_000), (Text(cap, "kind"), cap.GetProperty("max_monthly_active_users").GetInt64()));
        Assert.NotEqual("", Text(model.GetProperty("price"), "source"));
        Assert.Contains("not legal advice", Text(model, "notice"));
        Assert.Equal(0, model.GetProperty("deployments").GetArrayLength());
    }

    [Fact]
    public async Task Catalog_Listed_TakesFilters()
    {
        var open = (await _house.JsonAsync("/bascule/v1/catalog?vendor=mistral&openness=open-weights&licence=Apache-2.0&capability=tools&min_context=200000")).GetProperty("data").EnumerateArray().ToArray();
        Assert.Contains(open, model => Text(model, "id") == "mistral/mistral-large-2512");
        Assert.All(open, model => Assert.Equal(("FR", "apache-2.0"), (Text(model.GetProperty("origin"), "value"), Text(model.GetProperty("licence"), "value"))));
        Assert.True((await _house.JsonAsync("/bascule/v1/catalog?max_price=0.5")).GetProperty("data").EnumerateArray()
            .All(model => model.GetProperty("price").GetProperty("output").GetDecimal() <= 0.5m));
    }

    [Theory]
    [InlineData("/bascule/v1/catalog?min_context=much", 400, "invalid_parameter")]
    [InlineData("/bascule/v1/catalog?max_price=-1", 400, "invalid_parameter")]
    [InlineData("/bascule/v1/catalog?openness=ajar", 400, "invalid_parameter")]
    [InlineData("/bascule/v1/catalog?capability=magic", 400, "invalid_parameter")]
    [InlineData("/bascule/v1/catalog/openai/gpt-55", 404, "model_not_found")]
    public async Task Catalog_AWrongQuestion_IsToldSo(string path, int status, string code)
    {
        using var response = await _house.GetAsync(path);
        Assert.Equal((status, code), await House.ErrorAsync(response));
    }

    [Fact]
    public async Task Catalog_WithoutTheAdminKey_IsRefused()
    {
        using var response = await _house.GetAsync("/bascule/v1/catalog/openai/gpt-5", House.WebKey);
        Assert.Equal(401, (int)response.StatusCode);
    }

    private static string? Text(JsonElement of, string member) => of.GetProperty(member).GetString();
}
