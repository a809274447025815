using Bascule.Engine.Catalog;
using Bascule.Server.Configuration;
using Bascule.Server.Hosting;

namespace Bascule.Server.Tests.Configuration;

/// <summary>The environment and the vendors that the tests' configs are read against.</summary>
internal static class Given
{
    public const string LongKey = "0123456789abcdef0123456789abcdef";

    public static IReadOnlyList<KnownVendor> Vendors { get; } =
    [
        new("openai", "openai-chat", new Uri("https://api.openai.com/v1"), ["OPENAI_API_KEY"], "gpt-5"),
        new("anthropic", "anthropic", new Uri("https://api.anthropic.com"), ["ANTHROPIC_API_KEY"], "claude-sonnet-4-5"),
        new("gemini", "gemini", new Uri("https://generativelanguage.googleapis.com"), ["GEMINI_API_KEY", "GOOGLE_API_KEY"], "gemini-2.5-pro") { Aliases = ["google"] },
        new("laterday", "spoken-by-nobody", new Uri("https://api.laterday.example"), ["LATERDAY_API_KEY"]),
        new("groq", "openai-chat", new Uri("https://api.groq.com/openai/v1"), ["GROQ_API_KEY", "GROQ_KEY"]) { Aliases = ["groqcloud"], Jurisdiction = "us" },
    ];

    public static ConfigSurroundings Surroundings(params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(pair => pair.Name, pair => pair.Value);
        return new ConfigSurroundings { Environment = name => variables.GetValueOrDefault(name), Vendors = Vendors, Engines = Engines, EmbeddingModel = Catalog.EmbeddingModel, Facts = Catalog.Facts };
    }

    public static ConfigSurroundings WithKeys(params (string Name, string Value)[] more) =>
        Surroundings([("OPENAI_API_KEY", "sk-openai-0123456789"), ("ANTHROPIC_API_KEY", "sk-ant-0123456789"), .. more]);

    public static ConfigResult Read(string yaml, ConfigSurroundings? surroundings = null) =>
        ConfigFile.Read(yaml, "bascule.yaml", Path.GetTempPath(), surroundings ?? WithKeys());

    public static BasculeConfig Good(string yaml, ConfigSurroundings? surroundings = null)
    {
        var result = Read(yaml, surroundings);
        Assert.True(result.Config is not null, string.Join('\n', result.Problems));
        return result.Config;
    }

    /// <summary>A folder of its own for one test, below the machine's temporary one.</summary>
    public static string Folder() => Directory.CreateTempSubdirectory("bascule-config-").FullName;

    public static string RepositoryRoot { get; } = Root();

    /// <summary>The shipped catalog's.</summary>
    public static IReadOnlyList<KnownEngine> Engines => Catalog.Engines;

    private static ConfigSurroundings Catalog { get; } =
        Startup.Surroundings(new HostSettings { Environment = static _ => null }, FactBook.Load(Path.Combine(RepositoryRoot, "catalog")).Book!);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Bascule.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("no Bascule.slnx above the tests");
    }
}
