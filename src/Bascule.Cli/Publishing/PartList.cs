using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace Bascule.Cli.Publishing;

/// <summary>Reads what a published folder is made of: its <c>bascule.deps.json</c> names the packages, the packages themselves say hash and licence.</summary>
internal static class PartList
{
    private const string Runtime = "runtimepack.";

    /// <summary>The packages, by name, and the version of the whole.</summary>
    /// <param name="folder">The published folder.</param>
    /// <param name="packages">NuGet's folder of packages.</param>
    /// <exception cref="JsonException">The file is not one of the SDK's.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static (string Version, IReadOnlyList<Part> Parts) Read(string folder, string packages)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "bascule.deps.json")));
        var root = document.RootElement;
        if (!root.TryGetProperty("libraries", out var libraries) || !root.TryGetProperty("targets", out var targets))
        {
            throw new JsonException("bascule.deps.json names no libraries.");
        }

        var needs = NeedsOf(targets);
        var version = "";
        var parts = new List<Part>();
        foreach (var library in libraries.EnumerateObject())
        {
            var cut = library.Name.LastIndexOf('/');
            var (name, its, kind) = (library.Name[..cut], library.Name[(cut + 1)..], library.Value.GetProperty("type").GetString());
            if (kind is "package" or "runtimepack")
            {
                parts.Add(Of(kind == "runtimepack" ? name[Runtime.Length..] : name, its, kind == "runtimepack", packages) with { Needs = needs.GetValueOrDefault(library.Name, []) });
            }
            else if (name == "bascule")
            {
                version = its;
            }
        }

        return (version, [.. parts.OrderBy(part => part.Name, StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>The packages whose version is not the one that the lock file fixes, and those that it does not know, a line each.</summary>
    public static IReadOnlyList<string> NotLocked(IReadOnlyList<Part> parts, string lockFile)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(lockFile));
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var framework in document.RootElement.GetProperty("dependencies").EnumerateObject())
        {
            foreach (var package in framework.Value.EnumerateObject())
            {
                if (package.Value.TryGetProperty("resolved", out var resolved))
                {
                    known[package.Name] = resolved.GetString()!;
                }
            }
        }

        return [.. parts.Where(part => !part.IsRuntime && known.GetValueOrDefault(part.Name) != part.Version)
            .Select(part => $"{part.Name} {part.Version} is not what the lock file says: {known.GetValueOrDefault(part.Name) ?? "nothing"}")];
    }

    private static Dictionary<string, IReadOnlyList<string>> NeedsOf(JsonElement targets)
    {
        var needs = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var library in targets.EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
        {
            if (library.Value.TryGetProperty("dependencies", out var dependencies))
            {
                needs[library.Name] = [.. dependencies.EnumerateObject().Select(one => $"{one.Name}/{one.Value.GetString()}")];
            }
        }

        return needs;
    }

    private static Part Of(string name, string version, bool runtime, string packages)
    {
        var part = new Part(name, version, runtime);
        var (id, folder) = (name.ToLowerInvariant(), Path.Combine(packages, name.ToLowerInvariant(), version.ToLowerInvariant()));
        var (hash, spec) = (Path.Combine(folder, $"{id}.{version.ToLowerInvariant()}.nupkg.sha512"), Path.Combine(folder, $"{id}.nuspec"));
        if (File.Exists(hash))
        {
            part = part with { Sha512 = Convert.ToHexStringLower(Convert.FromBase64String(File.ReadAllText(hash).Trim())) };
        }

        return File.Exists(spec) ? Licensed(part, spec) : part;
    }

    private static Part Licensed(Part part, string spec)
    {
        using var reader = XmlReader.Create(spec, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var metadata = XDocument.Load(reader).Root?.Elements().FirstOrDefault(element => element.Name.LocalName == "metadata");
        var licence = metadata?.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
        if (licence?.Attribute("type")?.Value == "expression")
        {
            return part with { Licence = licence.Value.Trim() };
        }

        return part with { LicencePlace = licence?.Value.Trim() ?? metadata?.Elements().FirstOrDefault(element => element.Name.LocalName == "licenseUrl")?.Value.Trim() };
    }
}
