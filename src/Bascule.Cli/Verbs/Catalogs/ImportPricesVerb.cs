using System.CommandLine;
using System.Globalization;
using Bascule.Cli.Terminal;
using Bascule.Engine.Catalog;
using Bascule.Engine.Catalog.Importing;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Verbs.Catalogs;

/// <summary><c>bascule catalog import</c>: a public price list becomes a file that is laid over the shipped catalog.</summary>
internal static class ImportPricesVerb
{
    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "The list, as it was downloaded." };
        var format = new Option<string>("--format") { Description = "litellm: model_prices_and_context_window.json; openrouter: the answer of /api/v1/models.", HelpName = "FORMAT", Required = true };
        format.AcceptOnlyFromAmong([.. PriceListFile.FormatNames]);
        var to = new Option<string?>("--out") { Description = "The file to write. Left out: catalog.d/FORMAT.json beside the config.", HelpName = "FILE" };
        var day = new Option<string?>("--as-of") { Description = "The day from which changed prices count (2026-11-27). Left out: today.", HelpName = "DAY" };
        var dry = new Option<bool>("--dry-run") { Description = "Says what would be taken and writes nothing." };
        var (config, json) = (CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("import", "Reads a public price list into a file that is laid over the shipped catalog.") { file, format, to, day, dry, config, json };
        verb.SetAction((parsed, _) => CatalogVerb.WithBookAsync(parsed.GetValue(config), (book, settings) => RunAsync(
            book, settings, new Wish(parsed.GetValue(file)!, parsed.GetValue(format)!, parsed.GetValue(to), parsed.GetValue(day), parsed.GetValue(dry), parsed.GetValue(json)))));
        return verb;
    }

    private static async Task<int> RunAsync(FactBook book, HostSettings settings, Wish wish)
    {
        var today = DateOnly.FromDateTime(settings.Time.GetUtcNow().UtcDateTime);
        var asOf = today;
        if (wish.AsOf is { } said && (!DateOnly.TryParseExact(said, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out asOf) || asOf > today))
        {
            return await CommandLine.RefuseAsync("--as-of is a day that has come, such as 2026-11-27.");
        }

        var load = PriceListFile.Read(wish.File, wish.Format);
        if (load.List is not { } list)
        {
            return await CommandLine.RefuseAsync(Plain.Text(load.Problem));
        }

        var target = wish.To ?? Path.Combine(settings.OverlayFolder, wish.Format + ".json");
        var problems = new List<string>();
        var before = File.Exists(target) ? book.ReadOverlay(target, problems) : [];
        if (problems.Count > 0)
        {
            return await CommandLine.RefuseAsync(problems.Select(Plain.Text).Append($"{target} is left as it is: mend it, or remove it and import again."));
        }

        var result = PriceImport.Plan(book, before ?? [], list, asOf);
        if (!wish.Dry && await WriteAsync(target, list, result, asOf) is { } trouble)
        {
            return await CommandLine.RefuseAsync(trouble);
        }

        await (wish.Json ? ImportReport.JsonAsync(result, wish.Dry ? null : target) : ImportReport.ShowAsync(result, wish.Dry ? null : target));
        return 0;
    }

    /// <summary>Writes beside the target and moves it there: a gateway that starts meanwhile reads a whole file.</summary>
    private static async Task<string?> WriteAsync(string target, PriceList list, ImportResult result, DateOnly asOf)
    {
        var half = target + ".half";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
            await using (var stream = File.Create(half))
            {
                OverlayWriter.Write(stream, $"Imported from {list.Source}, as of {asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}. Laid over the shipped catalog at start; the next import keeps the prices of before.", result.Overlay);
            }

            File.Move(half, target, overwrite: true);
            return null;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return $"{target}: cannot be written: {wrong.Message}";
        }
    }

    private sealed record Wish(string File, string Format, string? To, string? AsOf, bool Dry, bool Json);
}
