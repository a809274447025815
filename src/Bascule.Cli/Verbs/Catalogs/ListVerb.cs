using System.CommandLine;
using System.Globalization;
using Bascule.Cli.Terminal;
using Bascule.Engine.Catalog;
using Bascule.Engine.Pricing;
using Bascule.Server.Admin.Facts;

namespace Bascule.Cli.Verbs.Catalogs;

/// <summary><c>bascule catalog list</c>: the models that fit.</summary>
internal static class ListVerb
{
    public static Command Make()
    {
        var word = new Argument<string?>("WORD") { Description = "A part of the id or the name.", Arity = ArgumentArity.ZeroOrOne };
        var vendor = new Option<string?>("--vendor") { Description = "Who made it: openai, mistral ...", HelpName = "VENDOR" };
        var open = new Option<string?>("--openness") { Description = string.Join(", ", OpennessWords.All) + ".", HelpName = "WORD" };
        open.AcceptOnlyFromAmong([.. OpennessWords.All]);
        var licence = new Option<string?>("--licence") { Description = "A licence, or a word for it: apache-2.0, llama3.3 ...", HelpName = "LICENCE" };
        var able = new Option<string?>("--capability") { Description = string.Join(", ", CatalogFilter.AbilityNames) + ".", HelpName = "WORD" };
        able.AcceptOnlyFromAmong([.. CatalogFilter.AbilityNames]);
        var context = new Option<long?>("--min-context") { Description = "Tokens of input and output together.", HelpName = "TOKENS" };
        var price = new Option<decimal?>("--max-price") { Description = "USD per million tokens, of input and of output.", HelpName = "USD" };
        var (config, json) = (CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("list", "The models that fit.") { word, vendor, open, licence, able, context, price, config, json };
        verb.SetAction((parsed, _) => CatalogVerb.WithBookAsync(parsed.GetValue(config), (book, settings) => RunAsync(
            book,
            new CatalogFilter
            {
                Word = parsed.GetValue(word),
                Vendor = parsed.GetValue(vendor),
                Openness = OpennessWords.Parse(parsed.GetValue(open)),
                Licence = parsed.GetValue(licence),
                Ability = parsed.GetValue(able),
                MinContext = parsed.GetValue(context),
                MaxPrice = parsed.GetValue(price),
            },
            settings.Time.GetUtcNow(),
            parsed.GetValue(json))));
        return verb;
    }

    private static async Task<int> RunAsync(FactBook book, CatalogFilter filter, DateTimeOffset now, bool asJson)
    {
        ModelFacts[] models = [.. filter.Of(book, now)];
        if (asJson)
        {
            await Console.Out.WriteLineAsync(Plain.Json(json =>
            {
                json.WriteStartArray();
                foreach (var model in models)
                {
                    ModelJson.Write(json, book, model, now);
                }

                json.WriteEndArray();
            }));
            return models.Length > 0 ? 0 : CommandLine.No;
        }

        var table = Tables.New(("model", false), ("openness", false), ("origin", false), ("licence", false), ("parameters", true), ("context", true), ("input $/M", true), ("output $/M", true), ("at", false));
        foreach (var model in models)
        {
            var price = ModelJson.PriceOf(model, now);
            Tables.Add(
                table, model.Id, model.Openness?.Value.ToWord() ?? "-", model.Origin?.Value ?? "-", model.Licence?.Value ?? "-", Large(model.Parameters?.Value),
                model.ContextWindow?.Value.ToString(CultureInfo.InvariantCulture) ?? "-", Usd(price?.Price.Price.InputNanoPerMillion), Usd(price?.Price.Price.OutputNanoPerMillion), price?.Vendor ?? "-");
        }

        Tables.Show(table);
        await CatalogVerb.WarnAsync(book, models);
        return models.Length > 0 ? 0 : CommandLine.No;
    }

    internal static string Usd(long? nano) => nano is { } known ? Money.ToText(known) : "-";

    internal static string Large(long? count) => count switch
    {
        null => "-",
        >= 1_000_000_000_000 => $"{(count.Value / 1e12).ToString("0.##", CultureInfo.InvariantCulture)}T",
        >= 1_000_000_000 => $"{(count.Value / 1e9).ToString("0.##", CultureInfo.InvariantCulture)}B",
        _ => $"{(count.Value / 1e6).ToString("0.##", CultureInfo.InvariantCulture)}M",
    };
}
