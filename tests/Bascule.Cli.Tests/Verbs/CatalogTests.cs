using System.Text.Json;

namespace Bascule.Cli.Tests.Verbs;

/// <summary><c>bascule catalog</c>: what is known of models, with sources; prices taken over from lists.</summary>
public sealed class CatalogTests
{
    [Fact]
    public async Task Show_AsJson_HasLicenceOriginOpennessContextAndPriceWithSourceAndDay()
    {
        using var folder = new Folder();
        var (code, output, _) = await Started.ToEndAsync(folder, "catalog", "show", "meta/llama-3.3-70b-instruct", "--json");
        Assert.Equal(0, code);
        var model = JsonElement.Parse(output);
        foreach (var fact in (string[])["licence", "origin", "openness", "context", "price"])
        {
            Assert.NotEqual("", model.GetProperty(fact).GetProperty("source").GetString());
            Assert.Matches("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$", model.GetProperty(fact).GetProperty("as_of").GetString());
        }

        Assert.Equal(("llama3.3", "US", "open-weights", 128_000), (
            model.GetProperty("licence").GetProperty("value").GetString(), model.GetProperty("origin").GetProperty("value").GetString(),
            model.GetProperty("openness").GetProperty("value").GetString(), model.GetProperty("context").GetProperty("value").GetInt64()));
        Assert.True(model.GetProperty("price").GetProperty("output").GetDecimal() > 0);
        Assert.NotEmpty(model.GetProperty("licence").GetProperty("clauses").EnumerateArray());
    }

    [Fact]
    public async Task Show_AsText_SaysTheClausesAndThatItIsNoAdvice()
    {
        using var folder = new Folder();
        var (code, output, _) = await Started.ToEndAsync(folder, "catalog", "show", "meta-llama/Llama-4-Scout-17B-16E-Instruct");
        Assert.Equal(0, code);
        Assert.Contains("llama-4-eu-multimodal (region)", output);
        Assert.Contains("not legal advice", output);
    }

    [Theory]
    [InlineData("gpt-55", "'gpt-55' is not in the catalog. Near to it: gpt-5")]
    [InlineData("a\u001b[2J", "'a?[2J' is not in the catalog.")]
    public async Task Show_AModelThatIsNotThere_NamesTheNearest(string id, string said)
    {
        using var folder = new Folder();
        var (code, output, errors) = await Started.ToEndAsync(folder, "catalog", "show", id);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(said, errors);
    }

    [Fact]
    public async Task List_WithFilters_HasOnlyWhatFits()
    {
        using var folder = new Folder();
        var (code, output, _) = await Started.ToEndAsync(folder, "catalog", "list", "--vendor", "Ai2", "--openness", "open-source", "--json");
        Assert.Equal(0, code);
        Assert.Equal(["allenai/olmo-3-32b-think"], JsonElement.Parse(output).EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.Equal(1, (await Started.ToEndAsync(folder, "catalog", "list", "nobody-made-this")).Code);
        Assert.Equal(2, (await Started.ToEndAsync(folder, "catalog", "list", "--capability", "magic")).Code);
    }

    [Fact]
    public async Task Compare_TwoModels_ShowsThemBesideEachOther()
    {
        using var folder = new Folder();
        var (code, output, _) = await Started.ToEndAsync(folder, "catalog", "compare", "openai/gpt-5", "anthropic/claude-opus-4-8");
        Assert.Equal(0, code);
        Assert.Matches("context +400000 +1000000", output);
        Assert.Equal(2, (await Started.ToEndAsync(folder, "catalog", "compare", "openai/gpt-5")).Code);
    }

    [Fact]
    public async Task Check_AnOldFactOfAnOverlay_IsTold()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.File("catalog.d"));
        folder.Write("catalog.d/mine.json", """{ "sources": { "m": { "source": "an old note", "as_of": "2024-01-01" } }, "models": [{ "id": "house/old", "s": "m", "name": "Old", "context": 1000 }] }""");
        var (code, output, _) = await Started.ToEndAsync(folder, "catalog", "check", "--json");
        Assert.Equal(0, code);
        var old = JsonElement.Parse(output).GetProperty("stale")[0];
        Assert.Equal("an old note", old.GetProperty("source").GetString());
        Assert.Equal(["house/old: name", "house/old: context"], old.GetProperty("facts").EnumerateArray().Select(fact => fact.GetString()));
        Assert.Equal(1, (await Started.ToEndAsync(folder, "catalog", "check", "--strict")).Code);
        Assert.Contains("1 of 1 models have facts that are older than 180 days", (await Started.ToEndAsync(folder, "catalog", "list", "house/old")).Errors);
    }

    [Fact]
    public async Task Import_APriceList_IsLaidOverTheCatalogAndSaysWhatItTook()
    {
        using var folder = new Folder();
        folder.Write("list.json", """
            { "gpt-5": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-05 },
              "house-1": { "litellm_provider": "mistral", "mode": "chat", "input_cost_per_token": 1e-07, "output_cost_per_token": 2e-07, "max_input_tokens": 32000 },
              "picture": { "litellm_provider": "openai", "mode": "image_generation" } }
            """);
        var (code, output, _) = await Started.ToEndAsync(folder, "catalog", "import", "list.json", "--format", "litellm", "--as-of", "2026-07-10");
        Assert.Equal(0, code);
        Assert.Contains("input 1.25 to 1", output);
        Assert.Contains("1 new, 1 changed, 0 the same, 1 skipped.", output);
        var shown = JsonElement.Parse((await Started.ToEndAsync(folder, "catalog", "show", "openai/gpt-5", "--json")).Output).GetProperty("price");
        Assert.Equal((1m, "2026-07-10", "LiteLLM's model_prices_and_context_window.json"), (shown.GetProperty("input").GetDecimal(), shown.GetProperty("from").GetString(), shown.GetProperty("source").GetString()));
        Assert.Equal(0, (await Started.ToEndAsync(folder, "catalog", "show", "mistral/house-1")).Code);
        Assert.Equal(["litellm.json"], Directory.GetFiles(folder.File("catalog.d")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Import_WhatIsNoList_ChangesNothing()
    {
        using var folder = new Folder();
        folder.Write("list.json", """{ "data": [] }""");
        var (code, _, errors) = await Started.ToEndAsync(folder, "catalog", "import", "list.json", "--format", "litellm");
        Assert.Equal(2, code);
        Assert.Contains("--format openrouter", errors);
        Assert.False(Directory.Exists(folder.File("catalog.d")));
    }
}
