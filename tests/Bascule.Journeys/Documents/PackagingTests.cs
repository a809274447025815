using System.Globalization;
using System.Text.RegularExpressions;
using Bascule.Server.Configuration;

namespace Bascule.Journeys.Documents;

/// <summary>What the unit and the container file say fits the gateway they start.</summary>
public sealed partial class PackagingTests
{
    [Fact]
    public void Unit_AtStop_WaitsLongerThanADrain()
    {
        var unit = File.ReadAllText(Path.Combine(Repository.Root, "packaging/bascule.service"));
        var waits = int.Parse(StopSeconds().Match(unit).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        Assert.True(TimeSpan.FromSeconds(waits) > new ServerOptions { DataDir = "data" }.Drain, $"TimeoutStopSec={waits}s would cut a drain short");
    }

    [Fact]
    public void ContainerFile_ItsProject_IsThere()
    {
        var file = File.ReadAllText(Path.Combine(Repository.Root, "Containerfile"));
        Assert.All(Project().Matches(file), match => Assert.True(File.Exists(Path.Combine(Repository.Root, match.Value)), match.Value));
        Assert.Contains("USER $APP_UID", file, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "bascule.dll")), "the image starts bascule.dll");
    }

    [GeneratedRegex(@"^TimeoutStopSec=(\d+)s$", RegexOptions.Multiline)]
    private static partial Regex StopSeconds();

    [GeneratedRegex(@"src/\S+\.csproj")]
    private static partial Regex Project();
}
