using Bascule.Engine.Catalog.Reading;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Catalog.Importing;

/// <summary>What an import did with an entry of the list.</summary>
public enum ImportOutcome
{
    /// <summary>A model, or a name of one, that the catalog did not have.</summary>
    New,

    /// <summary>Another price than the one in effect: it counts from the import's day on, the old one until then.</summary>
    Changed,

    /// <summary>The same price: read again, and so no longer old.</summary>
    Same,

    Skipped,
}

/// <summary>One entry of the list and what became of it.</summary>
public sealed record ImportLine(string Vendor, string Upstream, string? Model, ImportOutcome Outcome, string Why);

/// <summary>The models of the overlay that an import makes, and a line for each entry of the list.</summary>
public sealed record ImportResult(IReadOnlyList<ModelFacts> Overlay, IReadOnlyList<ImportLine> Lines);

/// <summary>Compares a price list with the catalog and makes the overlay that brings the catalog up to it. The shipped files are never touched.</summary>
public static class PriceImport
{
    /// <param name="before">The models of the overlay that this import replaces: what it knew is kept.</param>
    /// <param name="asOf">The day from which changed prices count.</param>
    public static ImportResult Plan(FactBook book, IReadOnlyList<ModelFacts> before, PriceList list, DateOnly asOf)
    {
        var overlay = before.ToDictionary(model => model.Id, StringComparer.OrdinalIgnoreCase);
        var lines = list.Skipped.Select(entry => new ImportLine("", entry.Name, null, ImportOutcome.Skipped, entry.Why)).ToList();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var listed in list.Models)
        {
            if (book.Vendor(listed.VendorId) is not { } vendor)
            {
                lines.Add(new(listed.VendorId, listed.Upstream, null, ImportOutcome.Skipped, $"no vendor {listed.VendorId} in the catalog"));
            }
            else if (!seen.Add($"{vendor.Id}/{listed.Upstream}"))
            {
                lines.Add(new(vendor.Id, listed.Upstream, null, ImportOutcome.Skipped, "listed twice: the first one counts"));
            }
            else
            {
                var (line, above) = Entry(book, listed with { VendorId = vendor.Id }, list.Source, asOf);
                lines.Add(line);
                if (above is not null)
                {
                    overlay[above.Id] = overlay.TryGetValue(above.Id, out var below) ? ModelMerge.Over(below, above) : above;
                }
            }
        }

        return new([.. overlay.Values.OrderBy(model => model.Id, StringComparer.Ordinal)], lines);
    }

    private static (ImportLine Line, ModelFacts? Above) Entry(FactBook book, ListedModel listed, string source, DateOnly asOf)
    {
        var id = $"{Maker(listed)}/{listed.Upstream}";
        var model = book.FindModel(listed.VendorId, listed.Upstream) ?? listed.Weights.Select(weights => book.FindModel(null, weights)).FirstOrDefault(found => found is not null) ?? book.Model(id);
        var offer = book.OfferOf(listed.VendorId, listed.Upstream);
        var current = offer?.Prices.PriceAt(new DateTimeOffset(asOf, TimeOnly.MinValue, TimeSpan.Zero));
        var entry = Filled(listed, current, source, asOf);
        var named = offer?.Names.Value.Contains(listed.Upstream, StringComparer.OrdinalIgnoreCase) == true;
        ImportLine Line(ImportOutcome outcome, string why) => new(listed.VendorId, listed.Upstream, model?.Id ?? id, outcome, why);
        if (current is not null && IsSame(current, entry))
        {
            // A dated name that goes by the price of the plain one needs no offer of its own.
            return (Line(ImportOutcome.Same, "the price is the same"), named ? Above(entry with { From = current.From }) : null);
        }

        return current is null
            ? (Line(ImportOutcome.New, model is null ? "a new model" : offer is null ? $"a new name at {listed.VendorId}" : "a first price"), Above(entry))
            : (Line(ImportOutcome.Changed, Changes(current.Price, entry)), Above(entry));

        ModelFacts Above(PriceEntry price)
        {
            var sold = new Offer(listed.VendorId, new([listed.Upstream], source, asOf), new([price]));
            return (model is null ? Fresh(id, listed, source, asOf) : new ModelFacts(model.Id) { Name = model.Name }) with
            {
                EndOfLife = listed.EndOfLife is { } end && end != model?.EndOfLife?.Value ? new(end, source, asOf) : null,
                Offers = [sold],
            };
        }
    }

    /// <summary>The first part of the id: who made it, where that is not who sells it.</summary>
    private static string Maker(ListedModel listed) => listed.VendorId switch
    {
        "gemini" => "google",
        "moonshot" => "moonshotai",
        "vertex" when listed.Upstream.StartsWith("gemini", StringComparison.Ordinal) => "google",
        "vertex" when listed.Upstream.StartsWith("claude", StringComparison.Ordinal) => "anthropic",
        "azure" when listed.Upstream.StartsWith("gpt-", StringComparison.Ordinal) => "openai",
        _ => listed.VendorId,
    };

    private static ModelFacts Fresh(string id, ListedModel listed, string source, DateOnly asOf)
    {
        return new(id)
        {
            Name = Said(listed.Title ?? listed.Upstream)!,
            ContextWindow = Stated(listed.Context),
            MaxInput = Stated(listed.MaxInput),
            MaxOutput = Stated(listed.MaxOutput),
            Input = Said(listed.Input),
            Output = Said(listed.Output),
            Tools = Stated(listed.Tools),
            JsonSchema = Stated(listed.JsonSchema),
            Reasoning = Stated(listed.Reasoning),
            Caching = Stated(listed.Caching),
            Weights = listed.Weights.Count > 0 ? Said(listed.Weights) : null,
        };

        Fact<T>? Said<T>(T? value)
            where T : class => value is null ? null : new(value, source, asOf);

        Fact<T>? Stated<T>(T? value)
            where T : struct => value is { } known ? new(known, source, asOf) : null;
    }

    /// <summary>Kinds of tokens that the list does not price keep the price they have, as long as input and output cost the same.</summary>
    private static PriceEntry Filled(ListedModel listed, PriceEntry? current, string source, DateOnly asOf)
    {
        var alike = current is not null && current.Price.InputNanoPerMillion == listed.Price.InputNanoPerMillion && current.Price.OutputNanoPerMillion == listed.Price.OutputNanoPerMillion;
        var batch = listed.Batch is { } said ? new BatchPrice(said, source, asOf) : null;
        if (!alike)
        {
            return new(asOf, listed.Price, listed.Tiers, source, asOf) { Batch = batch };
        }

        var price = listed.Price with
        {
            CachedInputNanoPerMillion = listed.Price.CachedInputNanoPerMillion ?? current!.Price.CachedInputNanoPerMillion,
            CacheWriteNanoPerMillion = listed.Price.CacheWriteNanoPerMillion ?? current!.Price.CacheWriteNanoPerMillion,
            CacheWriteHourNanoPerMillion = listed.Price.CacheWriteHourNanoPerMillion ?? current!.Price.CacheWriteHourNanoPerMillion,
        };
        return new(asOf, price, listed.Tiers.Count > 0 ? listed.Tiers : current!.Tiers, source, asOf) { Batch = batch ?? current!.Batch };
    }

    private static bool IsSame(PriceEntry one, PriceEntry other) =>
        one.Price == other.Price && one.Tiers.SequenceEqual(other.Tiers) && one.Batch?.Price == other.Batch?.Price;

    private static string Changes(Price before, PriceEntry after)
    {
        var changes = new List<string>();
        Note("input", before.InputNanoPerMillion, after.Price.InputNanoPerMillion);
        Note("cached input", before.CachedInputNanoPerMillion, after.Price.CachedInputNanoPerMillion);
        Note("cache write", before.CacheWriteNanoPerMillion, after.Price.CacheWriteNanoPerMillion);
        Note("cache write for an hour", before.CacheWriteHourNanoPerMillion, after.Price.CacheWriteHourNanoPerMillion);
        Note("output", before.OutputNanoPerMillion, after.Price.OutputNanoPerMillion);
        return changes.Count > 0 ? string.Join(", ", changes) : "tiers or batches";

        void Note(string kind, long? was, long? now)
        {
            if (was != now)
            {
                changes.Add($"{kind} {Text(was)} to {Text(now)}");
            }
        }

        static string Text(long? nano) => nano is { } known ? Money.ToText(known) : "none";
    }
}
