using Bascule.Clouds.Azure;
using Bascule.Engine.Catalog;
using Bascule.Server.Configuration;
using Bascule.Server.Configuration.Auto;

namespace Bascule.Server.Hosting;

/// <summary>Reads what a start rests on: the catalog, and the config or what auto mode finds.</summary>
public static class Startup
{
    /// <summary>The shipped catalog with the operator's own facts over it.</summary>
    /// <exception cref="StartRefusedException">One of them cannot be read.</exception>
    public static FactBook LoadFacts(HostSettings settings)
    {
        var load = FactBook.Load(settings.CatalogFolder, settings.OverlayFolder);
        return load.Book ?? throw new StartRefusedException(load.Problems);
    }

    /// <summary>What a config is read against.</summary>
    public static ConfigSurroundings Surroundings(HostSettings settings, FactBook facts) => new()
    {
        Environment = settings.Environment,
        Stored = new(settings.Waits, settings.Time),
        Vault = AzureVault.Default(settings.Time).Read,
        Vendors = KnownVendors.Of(facts),
        Engines = KnownEngines.Of(facts),
        EmbeddingModel = (deployment, vendor) => new Deployment(deployment, vendor, facts).Model is { MakesVectors: true } model ? model.Id : null,
        Facts = facts,
        Time = settings.Time,
        Folder = settings.Folder,
        StoredKeys = static database => database.KeyNames(),
        Listen = settings.Listen,
    };

    /// <summary>The config file, or what auto mode finds.</summary>
    /// <exception cref="StartRefusedException">It has errors; every one is a reason.</exception>
    public static async Task<ConfigResult> ReadConfigAsync(HostSettings settings, ConfigSurroundings surroundings, Uri? sandbox, CancellationToken cancel)
    {
        ConfigResult result;
        if (settings.ConfigFile is { } file)
        {
            result = ConfigFile.Load(file, surroundings);
        }
        else
        {
            var engines = settings.ProbeEngines ? await Configuration.Auto.EngineProbe.FindAsync([.. surroundings.Engines.Select(engine => (engine.Id, engine.Port))], settings.Time, cancel) : [];
            result = AutoConfig.Build(surroundings, engines, sandbox!, settings.Folder);
        }

        return result.Config is null ? throw new StartRefusedException([.. result.Problems.Select(problem => problem.ToString())]) : result;
    }
}
