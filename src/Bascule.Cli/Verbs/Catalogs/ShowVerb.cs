using System.CommandLine;
using System.Globalization;
using Bascule.Cli.Terminal;
using Bascule.Engine.Catalog;
using Bascule.Engine.Catalog.Licences;
using Bascule.Engine.Routing;
using Bascule.Server.Admin.Facts;

namespace Bascule.Cli.Verbs.Catalogs;

/// <summary><c>bascule catalog show</c>: one model, each fact with source and date, and its licence clause by clause.</summary>
internal static class ShowVerb
{
    public static Command Make()
    {
        var id = new Argument<string>("ID") { Description = "A model's id, or a name that a vendor or its weights go by." };
        var (config, json) = (CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("show", "One model: each fact with its source and date, its licence clause by clause.") { id, config, json };
        verb.SetAction((parsed, _) => CatalogVerb.WithBookAsync(
            parsed.GetValue(config), (book, settings) => RunAsync(book, parsed.GetValue(id)!, settings.Time.GetUtcNow(), parsed.GetValue(json))));
        return verb;
    }

    /// <summary>Says that there is no such model, and which are near.</summary>
    public static async Task<int> UnknownAsync(FactBook book, string id)
    {
        var near = NearNames.Of(id, book.Models.Select(model => model.Id).Concat(book.Models.Select(model => model.Id[(model.Id.IndexOf('/', StringComparison.Ordinal) + 1)..])));
        await Console.Error.WriteLineAsync($"'{Plain.Text(id)}' is not in the catalog.{(near.Count > 0 ? $" Near to it: {string.Join(", ", near)}." : " bascule catalog list shows what is.")}");
        return CommandLine.No;
    }

    private static async Task<int> RunAsync(FactBook book, string id, DateTimeOffset now, bool asJson)
    {
        if (book.Named(id) is not { } model)
        {
            return await UnknownAsync(book, id);
        }

        if (asJson)
        {
            await Console.Out.WriteLineAsync(Plain.Json(json => ModelJson.Write(json, book, model, now)));
            return 0;
        }

        await Console.Out.WriteLineAsync(model.Id);
        var table = Tables.New(("fact", false), ("value", false), ("as of", false), ("source", false));
        foreach (var line in ModelLine.Of(book, model, now).Where(line => line.AsOf is not null))
        {
            Tables.Add(table, line.Name, line.Value, line.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), line.Source);
        }

        foreach (var offer in model.Offers.Where(offer => offer.Prices.PriceAt(now) is not null).Skip(1))
        {
            var price = offer.Prices.PriceAt(now)!;
            Tables.Add(table, $"price at {offer.VendorId}", ModelLine.Price(price), price.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), price.Source);
        }

        Tables.Show(table);
        if (model.Licence is { } word && book.Licence(word.Value) is { } licence)
        {
            await ShowAsync(licence);
        }

        foreach (var offer in model.Offers.Where(offer => offer.Terms is not null))
        {
            await Console.Out.WriteLineAsync($"Sold by {offer.VendorId} under {offer.Terms!.Value}, not under the licence of the weights.");
        }

        await CatalogVerb.WarnAsync(book, [model]);
        return 0;
    }

    private static async Task ShowAsync(LicenceFacts licence)
    {
        await Console.Out.WriteLineAsync($"{licence.Name.Value}{(licence.Text is { } text ? $" ({text.Value})" : "")}");
        foreach (var clause in licence.Clauses)
        {
            var rule = clause.Rule is { } said ? $" {ClauseWords.Of(said)}" : "";
            await Console.Out.WriteLineAsync($"  {clause.Id} ({ClauseWords.Of(clause.Kind)}{rule}): {clause.Text}");
            await Console.Out.WriteLineAsync($"    {clause.Source}, {clause.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        }

        await Console.Out.WriteLineAsync(LicenceFacts.Notice);
    }
}
