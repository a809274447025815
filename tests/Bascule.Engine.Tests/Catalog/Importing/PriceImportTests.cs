using Bascule.Engine.Catalog;
using Bascule.Engine.Catalog.Importing;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Catalog.Importing;

/// <summary>Public price lists become an overlay: new, changed and same prices told apart, the rest left out with the reason.</summary>
public sealed class PriceImportTests : IDisposable
{
    private static readonly FactBook Book = FactBook.Load(Path.Combine(Repository.Root, "catalog")).Book!;

    private static readonly DateOnly Today = new(2026, 11, 27);

    private readonly string _folder = Directory.CreateTempSubdirectory("bascule-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void LiteLlm_EachEntry_IsTakenOrLeftOutWithTheReason()
    {
        var lines = Import("litellm", """
            {
              "sample_spec": { "litellm_provider": "one of these" },
              "gpt-5": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1.25e-07 },
              "gpt-4o": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 2e-06, "output_cost_per_token": 8e-06 },
              "gemini/gemini-9": { "litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": "0.000001", "output_cost_per_token": "0.000004", "max_input_tokens": 500000,
                "max_output_tokens": 1000, "supports_vision": true, "supports_function_calling": true, "deprecation_date": "2027-01-01",
                "input_cost_per_token_above_200k_tokens": 2e-06, "output_cost_per_token_above_200k_tokens": 8e-06 },
              "text-embedding-9": { "litellm_provider": "openai", "mode": "embedding", "input_cost_per_token": 2e-08, "max_input_tokens": 8191 },
              "dall-e": { "litellm_provider": "openai", "mode": "image_generation", "input_cost_per_image": 0.04 },
              "x": { "litellm_provider": "nobody", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06 },
              "free": { "litellm_provider": "openai", "mode": "chat" },
              "odd": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": -1, "output_cost_per_token": 1e-06 },
              "word": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": "cheap", "output_cost_per_token": 1e-06 },
              "dear": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 2.5, "output_cost_per_token": 10 },
              "torn": 5
            }
            """).Lines;
        Assert.Equal(
            [
                "Changed gpt-4o openai/gpt-4o: input 2.5 to 2, cached input 1.25 to none, output 10 to 8",
                "New gemini-9 google/gemini-9: a new model",
                "New text-embedding-9 openai/text-embedding-9: a new model",
                "Same gpt-5 openai/gpt-5: the price is the same",
                "Skipped dall-e : mode image_generation is not billed by tokens of text",
                "Skipped dear : input_cost_per_token 2.5 would be more than 6000 USD per million tokens: it is not USD per token",
                "Skipped free : no price per token",
                "Skipped odd : input_cost_per_token is negative",
                "Skipped torn : not an object",
                "Skipped word : input_cost_per_token is no number",
                "Skipped x : provider nobody is none of ours",
            ],
            lines.Select(line => $"{line.Outcome} {line.Upstream} {line.Model}: {line.Why}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void LiteLlm_AModelThatIsNew_BringsItsFactsAndTiers()
    {
        var model = Import("litellm", """
            { "gemini/gemini-9": { "litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 4e-06, "max_input_tokens": 500000, "supports_pdf_input": true,
              "supports_reasoning": true, "input_cost_per_token_above_200k_tokens": 2e-06, "output_cost_per_token_above_200k_tokens": 8e-06, "input_cost_per_token_batches": 5e-07, "output_cost_per_token_batches": 2e-06 } }
            """).Overlay.Single();
        var price = Assert.Single(model.Offers).Prices.PriceAt(new DateTimeOffset(Today, TimeOnly.MinValue, TimeSpan.Zero))!;
        Assert.Equal(("google/gemini-9", 500_000, true), (model.Id, model.ContextWindow!.Value, model.Reasoning!.Value));
        Assert.Equal(["text", "file"], model.Input!.Value);
        Assert.Equal((1_000_000_000, 2_000_000_000), (price.For(200_000).InputNanoPerMillion, price.For(200_001).InputNanoPerMillion));
        Assert.Equal(500_000_000, price.Batch!.Price.InputNanoPerMillion);
        Assert.Equal((Today, "LiteLLM's model_prices_and_context_window.json"), (price.From!.Value, price.Source));
    }

    [Fact]
    public void LiteLlm_WhatTheListDoesNotPrice_KeepsItsPrice()
    {
        // The list has no cache prices and no batches; input and output cost the same.
        var result = Import("litellm", """{ "claude-opus-4-5": { "litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 5e-06, "output_cost_per_token": 2.5e-05 } }""");
        var price = result.Overlay.Single().Offers.Single().Prices.Entries.Single();
        Assert.Equal(ImportOutcome.Same, result.Lines.Single().Outcome);
        Assert.Equal((500_000_000, 10_000_000_000, Today), (price.Price.CachedInputNanoPerMillion, price.Price.CacheWriteHourNanoPerMillion, price.AsOf));
    }

    [Fact]
    public void LiteLlm_ImportedAgain_KeepsThePricesOfBefore()
    {
        var first = Import("litellm", """{ "gpt-5": { "litellm_provider": "openai", "input_cost_per_token": 2e-06, "output_cost_per_token": 1e-05 } }""", new DateOnly(2026, 9, 1));
        Write(first, "catalog.d/litellm.json");
        var book = FactBook.Load(Path.Combine(Repository.Root, "catalog"), Path.Combine(_folder, "catalog.d")).Book!;
        var second = PriceImport.Plan(book, first.Overlay, Read("litellm", """{ "gpt-5": { "litellm_provider": "openai", "input_cost_per_token": 3e-06, "output_cost_per_token": 1e-05 } }""").List!, Today);
        Write(second, "catalog.d/litellm.json");
        book = FactBook.Load(Path.Combine(Repository.Root, "catalog"), Path.Combine(_folder, "catalog.d")).Book!;
        Assert.Equal(
            [1_250_000_000L, 2_000_000_000L, 3_000_000_000L],
            new[] { "2026-08-01", "2026-10-01", "2026-12-01" }.Select(day => book.OfferOf("openai", "gpt-5")?.Prices.PriceAt(DateTimeOffset.Parse(day + "T00:00:00Z"))!.Price.InputNanoPerMillion));
    }

    [Fact]
    public void OpenRouter_EachEntry_IsTakenOrLeftOutWithTheReason()
    {
        var result = Import("openrouter", """
            { "data": [
              { "id": "openai/gpt-5", "name": "OpenAI: GPT-5", "pricing": { "prompt": "0.00000125", "completion": "0.00001", "request": "0", "input_cache_read": "0.000000125" } },
              { "id": "maker/new-1", "name": "Maker: New One", "context_length": 32000, "architecture": { "input_modalities": ["text", "image", "smell"], "output_modalities": ["text"] },
                "pricing": { "prompt": "0.000001", "completion": "0.000002" }, "top_provider": { "max_completion_tokens": 4000 }, "supported_parameters": ["tools", "reasoning"] },
              { "id": "somebody/gemma-copy", "hugging_face_id": "google/gemma-3-27b-it", "pricing": { "prompt": "0.000001", "completion": "0.000002" } },
              { "id": "openrouter/auto", "pricing": { "prompt": "-1", "completion": "-1" } },
              { "id": "no/price" }, 7, { "pricing": {} }
            ] }
            """);
        Assert.Equal(
            [
                "New maker/new-1 openrouter/maker/new-1: a new model",
                "New somebody/gemma-copy google/gemma-3-27b-it: a new name at openrouter",
                "Same openai/gpt-5 openai/gpt-5: the price is the same",
                "Skipped data[5] : a model without an id",
                "Skipped data[6] : a model without an id",
                "Skipped no/price : no pricing",
                "Skipped openrouter/auto : it costs what it is routed to",
            ],
            result.Lines.Select(line => $"{line.Outcome} {line.Upstream} {line.Model}: {line.Why}").Order(StringComparer.Ordinal));
        var made = result.Overlay.Single(model => model.Id == "openrouter/maker/new-1");
        Assert.Equal(("New One", 32_000, 4_000, true), (made.Name.Value, made.ContextWindow!.Value, made.MaxOutput!.Value, made.Tools!.Value));
        Assert.Equal(["text", "image"], made.Input!.Value);
    }

    [Theory]
    [InlineData("litellm", """{ "data": [] }""", "this is not LiteLLM's list: an object of model names is wanted, each with litellm_provider and input_cost_per_token. It looks like OpenRouter's: --format openrouter.")]
    [InlineData("openrouter", """{ "gpt-5": { "litellm_provider": "openai" } }""", "It looks like LiteLLM's: --format litellm.")]
    [InlineData("litellm", "[1, 2]", "this is not LiteLLM's list")]
    [InlineData("openrouter", "7", "this is not OpenRouter's list")]
    [InlineData("litellm", "{\n  \"gpt-5\": {,\n", "line 2, column 13: not JSON")]
    [InlineData("litellm", "", "not JSON")]
    [InlineData("litellm", """{ "gpt-5": { "litellm_provider": "openai", "input_cost_per_token": 1.25, "output_cost_per_token": 10 } }""", "is the file in USD per million tokens?")]
    [InlineData("openrouter", """{ "data": [{ "id": "a/b", "pricing": { "prompt": "1.25", "completion": "10" } }] }""", "is the file in USD per million tokens?")]
    public void Read_WhatIsNoSuchList_SaysSo(string format, string text, string problem)
    {
        var load = Read(format, text);
        Assert.Null(load.List);
        Assert.Contains(problem, load.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AFileThatIsTooLarge_IsRefusedUnread()
    {
        var path = Path.Combine(_folder, "large.json");
        using (var stream = File.Create(path))
        {
            stream.SetLength((64 << 20) + 1);
        }

        Assert.Contains("a price list has at most 67108864", PriceListFile.Read(path, "litellm").Problem, StringComparison.Ordinal);
        Assert.Contains("cannot be read", PriceListFile.Read(path + "x", "litellm").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ThePublishedSample_TakesMostOfIt()
    {
        var sample = Path.Combine(Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "../shared/corpus"), "../catalog/litellm-prices.json");
        Assert.SkipUnless(File.Exists(sample), "the published price list is not beside the repository: set BASCULE_CORPUS");
        var result = PriceImport.Plan(Book, [], PriceListFile.Read(sample, "litellm").List!, Today);
        Assert.True(result.Lines.Count(line => line.Outcome != ImportOutcome.Skipped) > 150);
        Assert.True(result.Lines.Count(line => line.Outcome == ImportOutcome.Same) > 60);
    }

    private ImportResult Import(string format, string text, DateOnly? asOf = null)
    {
        var load = Read(format, text);
        Assert.Null(load.Problem);
        return PriceImport.Plan(Book, [], load.List!, asOf ?? Today);
    }

    private PriceListLoad Read(string format, string text)
    {
        var path = Path.Combine(_folder, "list.json");
        File.WriteAllText(path, text);
        return PriceListFile.Read(path, format);
    }

    private void Write(ImportResult result, string name)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = File.Create(path);
        OverlayWriter.Write(stream, "test", result.Overlay);
    }
}
