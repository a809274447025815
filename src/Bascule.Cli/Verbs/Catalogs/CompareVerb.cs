using System.CommandLine;
using Bascule.Cli.Terminal;
using Bascule.Engine.Catalog;
using Bascule.Server.Admin.Facts;

namespace Bascule.Cli.Verbs.Catalogs;

/// <summary><c>bascule catalog compare</c>: models beside each other, a line a fact.</summary>
internal static class CompareVerb
{
    // More columns than that are no table that anybody reads.
    private const int MaxModels = 8;

    public static Command Make()
    {
        var ids = new Argument<string[]>("ID") { Description = "Two models or more.", Arity = new ArgumentArity(2, MaxModels) };
        var (config, json) = (CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("compare", "Models beside each other.") { ids, config, json };
        verb.SetAction((parsed, _) => CatalogVerb.WithBookAsync(
            parsed.GetValue(config), (book, settings) => RunAsync(book, parsed.GetValue(ids)!, settings.Time.GetUtcNow(), parsed.GetValue(json))));
        return verb;
    }

    private static async Task<int> RunAsync(FactBook book, string[] ids, DateTimeOffset now, bool asJson)
    {
        var models = new List<ModelFacts>();
        foreach (var id in ids)
        {
            if (book.Named(id) is not { } model)
            {
                return await ShowVerb.UnknownAsync(book, id);
            }

            models.Add(model);
        }

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
            return 0;
        }

        var columns = models.ConvertAll(model => ModelLine.Of(book, model, now));
        var table = Tables.New(models.Select(model => (model.Id, false)).Prepend(("fact", false)));
        for (var row = 0; row < columns[0].Count; row++)
        {
            var name = row < columns[0].Count - 1 ? columns[0][row].Name : "price";
            Tables.Add(table, columns.Select(lines => row < columns[0].Count - 1 ? lines[row].Value : $"{lines[row].Value}{lines[row].Name["price".Length..]}").Prepend(name));
        }

        Tables.Show(table);
        await CatalogVerb.WarnAsync(book, models);
        return 0;
    }
}
