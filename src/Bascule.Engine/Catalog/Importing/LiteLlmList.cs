using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Catalog.Importing;

/// <summary>LiteLLM's list: an object of model names, each with its provider and USD per token.</summary>
internal static partial class LiteLlmList
{
    private const string Source = "LiteLLM's model_prices_and_context_window.json";

    /// <summary>Its word for a provider, and the vendor of ours with the prefix that its names carry.</summary>
    private static readonly Dictionary<string, (string Vendor, string Prefix)> Vendors = new(StringComparer.Ordinal)
    {
        ["openai"] = ("openai", "openai/"), ["text-completion-openai"] = ("openai", ""), ["anthropic"] = ("anthropic", "anthropic/"), ["gemini"] = ("gemini", "gemini/"),
        ["azure"] = ("azure", "azure/"), ["azure_ai"] = ("azure", "azure_ai/"), ["bedrock"] = ("bedrock", "bedrock/"), ["bedrock_converse"] = ("bedrock", "bedrock/"),
        ["mistral"] = ("mistral", "mistral/"), ["codestral"] = ("mistral", "codestral/"), ["deepseek"] = ("deepseek", "deepseek/"), ["xai"] = ("xai", "xai/"), ["groq"] = ("groq", "groq/"),
        ["together_ai"] = ("together", "together_ai/"), ["fireworks_ai"] = ("fireworks", "fireworks_ai/"), ["perplexity"] = ("perplexity", "perplexity/"),
        ["cerebras"] = ("cerebras", "cerebras/"), ["moonshot"] = ("moonshot", "moonshot/"), ["zai"] = ("zai", "zai/"), ["zhipu"] = ("zai", "zhipu/"), ["cohere"] = ("cohere", "cohere/"),
        ["cohere_chat"] = ("cohere", "cohere_chat/"), ["openrouter"] = ("openrouter", "openrouter/"), ["databricks"] = ("databricks", "databricks/"),
        ["sambanova"] = ("sambanova", "sambanova/"), ["nvidia_nim"] = ("nvidia", "nvidia_nim/"), ["dashscope"] = ("alibaba", "dashscope/"), ["github"] = ("github", "github/"),
        ["huggingface"] = ("huggingface", "huggingface/"), ["cloudflare"] = ("cloudflare", "cloudflare/"),
    };

    private static readonly string[] Modes = ["chat", "completion", "responses", "embedding"];

    public static PriceListLoad Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.EnumerateObject().Any(entry => entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty("litellm_provider", out _)))
        {
            var other = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out _) ? " It looks like OpenRouter's: --format openrouter." : "";
            return new(null, $"this is not LiteLLM's list: an object of model names is wanted, each with litellm_provider and input_cost_per_token.{other}");
        }

        var models = new List<ListedModel>();
        var skipped = new List<SkippedEntry>();
        var wrongUnits = 0;
        foreach (var entry in root.EnumerateObject().Where(entry => entry.Name != "sample_spec"))
        {
            var rate = new Rate(entry.Value);
            var model = Entry(entry.Name, entry.Value, rate, out var why);
            wrongUnits += rate.IsOfWrongUnit ? 1 : 0;
            if (model is not null && rate.Wrong is null)
            {
                models.Add(model);
            }
            else
            {
                skipped.Add(new(entry.Name, rate.Wrong ?? why));
            }
        }

        return wrongUnits > models.Count
            ? new(null, $"{wrongUnits} prices cannot be USD per token, which LiteLLM's list has: is the file in USD per million tokens? {Example(skipped)}")
            : new(new(Source, models, skipped), null);
    }

    private static string Example(List<SkippedEntry> skipped) =>
        skipped.Find(entry => entry.Why.Contains("not USD per token", StringComparison.Ordinal)) is { } entry ? $"{entry.Name}: {entry.Why}" : "";

    private static ListedModel? Entry(string name, JsonElement entry, Rate rate, out string why)
    {
        why = "";
        if (entry.ValueKind != JsonValueKind.Object)
        {
            return Left("not an object", out why);
        }

        if (Text(entry, "litellm_provider") is not { } provider)
        {
            return Left("litellm_provider is missing", out why);
        }

        if (Of(provider) is not var (vendor, prefix))
        {
            return Left($"provider {provider} is none of ours", out why);
        }

        var mode = Text(entry, "mode") ?? "chat";
        if (!Modes.Contains(mode))
        {
            return Left($"mode {mode} is not billed by tokens of text", out why);
        }

        var embeds = mode == "embedding";
        if (rate.PerMillion("input_cost_per_token") is not { } input || (rate.PerMillion("output_cost_per_token") ?? (embeds ? 0 : null)) is not { } output)
        {
            return Left("no price per token", out why);
        }

        return new(vendor, name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name, Figures(rate, "", input, output, default))
        {
            Tiers = Tiers(entry, rate, input, output),
            Batch = rate.PerMillion("input_cost_per_token_batches") is { } batchIn && rate.PerMillion("output_cost_per_token_batches") is { } batchOut
                ? Price.FromUsdPerMillion(batchIn, null, null, batchOut) : null,
            Context = Count(entry, "max_input_tokens") ?? Count(entry, "max_tokens"),
            MaxOutput = embeds ? null : Count(entry, "max_output_tokens"),
            Input = Modalities(entry),
            Output = embeds ? ["embedding"] : Flag(entry, "supports_audio_output") == true ? ["text", "audio"] : ["text"],
            Tools = embeds ? null : Flag(entry, "supports_function_calling"),
            JsonSchema = embeds ? null : Flag(entry, "supports_response_schema"),
            Reasoning = embeds ? null : Flag(entry, "supports_reasoning"),
            Caching = embeds ? null : Flag(entry, "supports_prompt_caching"),
            EndOfLife = Text(entry, "deprecation_date") is { } day && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? day : null,
        };
    }

    private static (string Vendor, string Prefix)? Of(string provider) =>
        Vendors.TryGetValue(provider, out var known) ? known : provider.StartsWith("vertex_ai", StringComparison.Ordinal) ? ("vertex", "vertex_ai/") : null;

    private static Price Figures(Rate rate, string suffix, decimal input, decimal output, Price plain)
    {
        var hour = rate.PerMillion($"cache_creation_input_token_cost_above_1hr{suffix}");
        return Price.FromUsdPerMillion(
            input,
            rate.PerMillion($"cache_read_input_token_cost{suffix}") ?? Usd(plain.CachedInputNanoPerMillion),
            // Nothing for a write means that it is not billed apart.
            rate.PerMillion($"cache_creation_input_token_cost{suffix}") is > 0 and var write ? write : Usd(plain.CacheWriteNanoPerMillion),
            output,
            // An hour's write costs twice the input; the list has some that are of another model.
            hour <= 4 * input ? hour : null);
    }

    private static PriceTier[] Tiers(JsonElement entry, Rate rate, decimal input, decimal output)
    {
        var plain = Figures(rate, "", input, output, default);
        return [.. entry.EnumerateObject()
            .Select(member => Above().Match(member.Name))
            .Where(above => above.Success)
            .Select(above => long.Parse(above.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            .Distinct().Order()
            .Select(bound => (bound, Suffix: $"_above_{bound}k_tokens"))
            .Select(tier => new PriceTier(tier.bound * 1000, Figures(
                rate, tier.Suffix, rate.PerMillion("input_cost_per_token" + tier.Suffix) ?? input, rate.PerMillion("output_cost_per_token" + tier.Suffix) ?? output, plain)))];
    }

    private static string[] Modalities(JsonElement entry) =>
        [.. new[] { ("text", null), ("image", "supports_vision"), ("audio", "supports_audio_input"), ("video", "supports_video_input"), ("file", "supports_pdf_input") }
            .Where(modality => modality.Item2 is null || Flag(entry, modality.Item2) == true)
            .Select(modality => modality.Item1)];

    private static decimal? Usd(long? nano) => nano is { } known ? Money.ToUsd(known) : null;

    private static string? Text(JsonElement entry, string member) => entry.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement entry, string member) =>
        entry.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static long? Count(JsonElement entry, string member) =>
        entry.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count > 0 ? count : null;

    private static ListedModel? Left(string reason, out string why)
    {
        why = reason;
        return null;
    }

    [GeneratedRegex("^input_cost_per_token_above_([0-9]{1,6})k_tokens$")]
    private static partial Regex Above();
}
