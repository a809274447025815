namespace Bascule.Cli.Publishing;

/// <summary>A package that a published folder holds.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsRuntime">It is .NET itself, which no lock file names.</param>
internal sealed record Part(string Name, string Version, bool IsRuntime)
{
    /// <summary>The SHA-512 of the package, lower-case hex; null: the package is not on this machine.</summary>
    public string? Sha512 { get; init; }

    /// <summary>An SPDX expression, where the package has one.</summary>
    public string? Licence { get; init; }

    /// <summary>Where the licence stands, where the package says only that: an address, or the name of a file in it.</summary>
    public string? LicencePlace { get; init; }

    /// <summary>What it needs, as <c>NAME/VERSION</c>.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Its package URL.</summary>
    public string Purl => PurlOf(Name, Version);

    public static string PurlOf(string name, string version) => $"pkg:nuget/{name}@{version}";
}
