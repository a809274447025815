using Bascule.Engine.Catalog;
using Bascule.Server.Configuration;
using Bascule.Server.Hosting;

namespace Bascule.Journeys.Documents;

/// <summary>Each config that a page or a sample shows is what the loader takes.</summary>
public sealed class ConfigBlockTests : IDisposable
{
    private static readonly ConfigSurroundings Surroundings =
        Startup.Surroundings(new HostSettings { Environment = Pretend.Variable }, FactBook.Load(Path.Combine(Repository.Root, "catalog")).Book!);

    private readonly string _folder = Directory.CreateTempSubdirectory("bascule-pages-").FullName;

    public ConfigBlockTests() => Pretend.Files(_folder);

    public static TheoryData<string> Blocks => [.. Page.All.SelectMany(page => page.Blocks).Where(block => block.Language == "yaml").Select(block => block.At)];

    public static TheoryData<string> Samples => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.yaml").Select(path => Path.GetFileName(path)).Order()];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_OfAPage_IsWhatThePageSays(string at)
    {
        var block = Block.Of(at);
        var read = ConfigFile.Read(block.Text, "bascule.yaml", _folder, Surroundings);
        switch (block.Mark)
        {
            case "":
                Assert.True(read.Config is not null, string.Join('\n', read.Problems));
                break;
            case "refused":
                Assert.True(read.Config is null, $"{at} is said to be refused, and is not");
                break;
            case "fragment":
                Assert.DoesNotContain(read.Problems, problem => problem.Message == "unknown key" || problem.Message.StartsWith("not yet supported", StringComparison.Ordinal));
                break;
            default:
                Assert.Fail($"{at} has the mark '{block.Mark}', which says nothing about a config");
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_IsLoaded_HasNoProblem(string name)
    {
        var read = ConfigFile.Read(File.ReadAllText(Path.Combine(Repository.Root, "samples", name)), name, _folder, Surroundings);
        Assert.Empty(read.Problems);
    }

    [Fact]
    public void Readme_Configs_AreSeen() => Assert.Contains(Page.At("README.md").Blocks, block => block.Language == "yaml");
}
