using System.Text.Json;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Catalog.Importing;

/// <summary>OpenRouter's list: <c>data</c> with models, each with an id and USD per token as text.</summary>
internal static class OpenRouterList
{
    private const string Source = "OpenRouter's /api/v1/models";
    private const string Vendor = "openrouter";

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private static readonly string[] Known = ["text", "image", "audio", "video", "file"];

    public static PriceListLoad Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
        {
            var other = root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Any(entry => entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty("litellm_provider", out _))
                ? " It looks like LiteLLM's: --format litellm." : "";
            return new(null, $"this is not OpenRouter's list: an object with 'data', a list of models, is wanted.{other}");
        }

        var models = new List<ListedModel>();
        var skipped = new List<SkippedEntry>();
        var (index, wrongUnits) = (0, 0);
        foreach (var entry in data.EnumerateArray())
        {
            var name = Text(entry, "id") ?? $"data[{index}]";
            index++;
            var rate = new Rate(entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("pricing", out var pricing) && pricing.ValueKind == JsonValueKind.Object ? pricing : Nothing);
            var model = Entry(name, entry, rate, out var why);
            wrongUnits += rate.IsOfWrongUnit ? 1 : 0;
            if (model is not null && rate.Wrong is null)
            {
                models.Add(model);
            }
            else
            {
                skipped.Add(new(name, rate.Wrong ?? why));
            }
        }

        return wrongUnits > models.Count
            ? new(null, $"{wrongUnits} prices cannot be USD per token, which OpenRouter's list has: is the file in USD per million tokens?")
            : new(new(Source, models, skipped), null);
    }

    private static ListedModel? Entry(string name, JsonElement entry, Rate rate, out string why)
    {
        why = "";
        if (entry.ValueKind != JsonValueKind.Object || Text(entry, "id") is null)
        {
            return Left("a model without an id", out why);
        }

        if (!entry.TryGetProperty("pricing", out var pricing) || pricing.ValueKind != JsonValueKind.Object)
        {
            return Left("no pricing", out why);
        }

        if (Text(pricing, "prompt") is "-1" || Text(pricing, "completion") is "-1")
        {
            return Left("it costs what it is routed to", out why);
        }

        if (rate.PerMillion("prompt") is not { } input || rate.PerMillion("completion") is not { } output)
        {
            return Left("no price per token", out why);
        }

        var takes = Texts(entry, "supported_parameters");
        var form = entry.TryGetProperty("architecture", out var architecture) ? architecture : default;
        var top = entry.TryGetProperty("top_provider", out var provider) ? provider : default;
        return new(Vendor, name, Price.FromUsdPerMillion(input, rate.PerMillion("input_cache_read"), rate.PerMillion("input_cache_write"), output))
        {
            Title = Text(entry, "name") is { } title ? title[(title.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon ? colon + 2 : 0)..] : null,
            Context = Count(entry, "context_length"),
            MaxOutput = Count(top, "max_completion_tokens"),
            Input = Texts(form, "input_modalities")?.Intersect(Known).ToArray(),
            Output = Texts(form, "output_modalities")?.Intersect(Known).ToArray(),
            Tools = takes?.Contains("tools"),
            JsonSchema = takes?.Contains("structured_outputs"),
            Reasoning = takes?.Contains("reasoning"),
            Weights = Text(entry, "hugging_face_id") is { Length: > 0 } weights ? [weights] : [],
        };
    }

    private static string? Text(JsonElement entry, string member) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[]? Texts(JsonElement entry, string member) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
            : null;

    private static long? Count(JsonElement entry, string member) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count > 0 ? count : null;

    private static ListedModel? Left(string reason, out string why)
    {
        why = reason;
        return null;
    }
}
