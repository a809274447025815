using System.CommandLine;
using Bascule.Cli.Terminal;
using Bascule.Engine.Catalog;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Verbs.Catalogs;

/// <summary><c>bascule catalog</c>: what is known of models, where from and since when.</summary>
internal static class CatalogVerb
{
    public static Command Make()
    {
        var verb = new Command("catalog", "Models and licences: lists, shows, compares, tells old facts, imports prices.");
        verb.Subcommands.Add(ListVerb.Make());
        verb.Subcommands.Add(ShowVerb.Make());
        verb.Subcommands.Add(CompareVerb.Make());
        verb.Subcommands.Add(AgesVerb.Make());
        verb.Subcommands.Add(ImportPricesVerb.Make());
        return verb;
    }

    /// <summary>The catalog as a gateway of this config has it: shipped, with the files of <c>catalog.d</c> beside the config over it.</summary>
    public static async Task<int> WithBookAsync(string? config, Func<FactBook, HostSettings, Task<int>> then)
    {
        try
        {
            var settings = new HostSettings { ConfigFile = CommonOptions.FileOf(config) };
            return await then(Startup.LoadFacts(settings), settings);
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons.Select(Plain.Text));
        }
    }

    /// <summary>What is said when some facts are old.</summary>
    public static async Task WarnAsync(FactBook book, IReadOnlyCollection<ModelFacts> models)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var stale = models.Count(model => FactAges.Of(model, today).Any(fact => FactAges.IsStale(fact.AsOf, today)));
        if (stale > 0)
        {
            await Console.Error.WriteLineAsync($"{stale} of {models.Count} models have facts that are older than {FactAges.StaleAfterDays} days: bascule catalog check.");
        }
    }
}
