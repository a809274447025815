using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Bascule.Engine.Tests.House;

/// <summary>The rules of the house that a compiler does not hold. Each was proved by breaking it once (docs/decisions/0002).</summary>
public sealed partial class HouseTests
{
    private static readonly string[] Ladder =
    [
        "Conversation", "Telemetry", "Pricing", "Catalog", "Dialects", "Providers", "Limits", "Resilience", "Keeping",
        "Ledger", "Access", "Policy", "Guardrails", "Routing", "Caching", "Ingress",
    ];

    [Fact]
    public void Ladder_EveryRoom_UsesOnlyRoomsBelow()
    {
        var wrong = Repository.Sources("src/Bascule.Engine")
            .Select(file => (file.Path, file.Text, Room: RoomOf(file.Path)))
            .Where(file => file.Room is not null)
            .SelectMany(file => EngineNamespace().Matches(file.Text).Concat(RoomPrefix().Matches(file.Text))
                .Select(match => match.Groups[1].Value)
                .Where(used => Array.IndexOf(Ladder, used) > Array.IndexOf(Ladder, file.Room))
                .Select(used => $"{file.Path}: {file.Room} uses {used}, which stands above it"))
            .Distinct();
        Assert.Empty(wrong);
    }

    [Fact]
    public void Rooms_EveryFolderOfTheEngine_IsOnTheLadder()
    {
        var rooms = Directory.GetDirectories(Path.Combine(Repository.Root, "src/Bascule.Engine"))
            .Select(Path.GetFileName)
            .Where(name => name is not ("bin" or "obj" or "Steps"));    // the journey's own steps, which see what it accumulates
        Assert.Empty(rooms.Except(Ladder));
    }

    [Fact]
    public void Files_InTheWholeTree_HaveAtMost400Lines()
    {
        var files = new[] { "src", "tests", "bench" }.SelectMany(Repository.Sources)
            .Select(file => (file.Path, Lines: file.Text.AsSpan().Count('\n'))).ToArray();
        var sizes = files.Where(file => file.Path.StartsWith("src", StringComparison.Ordinal)).Select(file => file.Lines).Order().ToArray();
        TestContext.Current.SendDiagnosticMessage(
            $"src: {sizes.Length} files, median {sizes[sizes.Length / 2]} lines, p90 {sizes[sizes.Length * 9 / 10]}, longest {sizes[^1]}");
        Assert.Empty(files.Where(file => file.Lines > 400).Select(file => $"{file.Path}: {file.Lines} lines"));
    }

    [Fact]
    public void HttpContext_OutsideIngress_IsNotNamed()
    {
        var wrong = Repository.Sources("src/Bascule.Engine")
            .Where(file => RoomOf(file.Path) != "Ingress")
            .Where(file => HttpContextWord().IsMatch(file.Text))
            .Select(file => file.Path);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Rooms_ExchangeAndRulebook_AreNotNamed()
    {
        var wrong = Repository.Sources("src/Bascule.Engine")
            .Where(file => RoomOf(file.Path) is not null)
            .Where(file => RootWord().IsMatch(file.Text))
            .Select(file => file.Path);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Engine_ProjectFile_ReferencesNoPackageAndNoProject()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "src/Bascule.Engine/Bascule.Engine.csproj"));
        Assert.Empty(project.Descendants().Where(e => e.Name.LocalName is "PackageReference" or "ProjectReference").Select(e => e.ToString()));
    }

    [Fact]
    public void Assemblies_AtTheirRoot_HaveAtMostFiveFiles()
    {
        var wrong = Directory.GetDirectories(Path.Combine(Repository.Root, "src"))
            .Select(folder => (folder, Count: Directory.GetFiles(folder, "*.cs").Length))
            .Where(project => project.Count > 5)
            .Select(project => $"{Path.GetFileName(project.folder)}: {project.Count} files");
        Assert.Empty(wrong);
    }

    private static string? RoomOf(string path)
    {
        var parts = path.Split('/');
        return parts.Length > 3 && parts[2] != "Steps" ? parts[2] : null;
    }

    [GeneratedRegex(@"Bascule\.Engine\.([A-Z]\w+)")]
    private static partial Regex EngineNamespace();

    // A room named without the assembly's prefix: Routing.RoutePlan.
    [GeneratedRegex(@"(?<![\w.""])(Conversation|Telemetry|Pricing|Catalog|Dialects|Providers|Limits|Resilience|Keeping|Ledger|Access|Guardrails|Policy|Routing|Caching|Ingress)\.[A-Z]")]
    private static partial Regex RoomPrefix();

    [GeneratedRegex(@"\bI?HttpContext\w*\b")]
    private static partial Regex HttpContextWord();

    [GeneratedRegex(@"(?<!Interlocked\.)\b(Exchange|Rulebook)\b")]
    private static partial Regex RootWord();
}
