using Bascule.Engine.Catalog;
using Bascule.Server.Configuration;
using Bascule.Server.Configuration.Importing;
using Bascule.Server.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Server.Tests.Configuration.Importing;

/// <summary>An import against the shipped catalog, on a day in November 2026, and the config that comes of it.</summary>
internal static class Imported
{
    private static ConfigSurroundings Surroundings { get; } = Startup.Surroundings(
        new HostSettings { Environment = static _ => null, Time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-27T12:00:00Z")) }, FactBook.Load(Path.Combine(Given.RepositoryRoot, "catalog")).Book!);

    public static ImportResult Read(string yaml, string? keys = null) => LiteLlmImport.Read(yaml, "litellm.yaml", keys, "keys.csv", Surroundings);

    public static ImportResult ReadFiles(string file, string? keys = null) => LiteLlmImport.Read(file, keys, Surroundings);

    /// <summary>The config, read anew as <c>check</c> reads it, each variable set to something.</summary>
    public static (BasculeConfig Config, ImportResult Import) Good(string yaml, string? keys = null)
    {
        var import = Read(yaml, keys);
        Assert.True(import.Yaml is not null, string.Join('\n', import.Problems));
        var read = ConfigFile.Read(import.Yaml, "bascule.yaml", Path.GetTempPath(), Surroundings with { Environment = name => import.Variables.Contains(name) ? Value(name) : null });
        Assert.True(read.Config is not null, string.Join('\n', read.Problems) + import.Yaml);
        return (read.Config, import);
    }

    public static string Row(BasculeConfig config, string route) => string.Join(' ', config.Routes.Single(found => found.Name == route).Candidates);

    private static string Value(string name) => name switch
    {
        _ when name.EndsWith("_BASE", StringComparison.Ordinal) => "https://models.example",
        "AWS_REGION_NAME" => "eu-central-1",
        _ => "set-0123456789abcdef",
    };
}
