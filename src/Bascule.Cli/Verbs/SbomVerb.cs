using System.CommandLine;
using System.Text.Json;
using System.Xml;
using Bascule.Cli.Publishing;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule sbom</c>, for <c>packaging/publish</c>: lists the packages of a published folder, in CycloneDX.</summary>
internal static class SbomVerb
{
    public const string FileName = "bascule.cdx.json";

    public static Command Make()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder that packaging/publish makes." };
        var packages = new Option<string>("--packages") { Description = "NuGet's folder of packages.", Required = true };
        var locked = new Option<string>("--lock") { Description = "The lock file that fixes their versions.", Required = true };
        var verb = new Command("sbom", $"Writes {FileName} into a published folder.") { folder, packages, locked };
        verb.Hidden = true;    // who runs a published folder has no packages to read
        verb.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(packages), parsed.GetRequiredValue(locked)));
        return verb;
    }

    private static async Task<int> RunAsync(string folder, string packages, string lockFile)
    {
        try
        {
            var (version, parts) = PartList.Read(folder, packages);
            var foreign = PartList.NotLocked(parts, lockFile);
            if (foreign.Count > 0)
            {
                return await CommandLine.RefuseAsync(foreign);
            }

            await using var file = File.Create(Path.Combine(folder, FileName));
            CycloneDx.Write(file, version, parts);
            return 0;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or JsonException or XmlException)
        {
            return await CommandLine.RefuseAsync($"The parts of '{folder}' can't be listed: {trouble.Message}");
        }
    }
}
