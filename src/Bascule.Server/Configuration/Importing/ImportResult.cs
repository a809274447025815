namespace Bascule.Server.Configuration.Importing;

/// <summary>What came of an import: a config that passes <c>check</c>, or the problems that kept it from being made.</summary>
public sealed record ImportResult
{
    /// <summary>The config's text; null: there are problems.</summary>
    public string? Yaml { get; init; }

    /// <summary>What was not carried over, in the files' order.</summary>
    public IReadOnlyList<ImportNote> Notes { get; init; } = [];

    /// <summary>The environment variables that the config reads.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>What <c>check</c> warns of.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why there is no config.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    internal static ImportResult Refused(params IReadOnlyList<string> problems) => new() { Problems = problems };
}
