using System.Text.RegularExpressions;

namespace Bascule.Journeys.Documents;

/// <summary>What holds for every page: links lead somewhere, nothing names the machine it was written on, the first page stays short.</summary>
public sealed partial class PageTests
{
    private const int MaxReadmeLines = 160;

    public static TheoryData<string> Pages => [.. Page.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_OfAPage_LeadSomewhere(string path)
    {
        var page = Page.At(path);
        var dead = page.Links.Where(link => !link.Contains("://", StringComparison.Ordinal) && !Leads(page, link));
        Assert.Empty(dead);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_AnyLine_NamesNoMachine(string path) => Assert.Empty(MachinePath().Matches(Page.At(path).Text).Select(match => match.Value));

    [Fact]
    public void Readme_IsOneScreen() => Assert.InRange(Page.At("README.md").Text.Count(letter => letter == '\n'), 1, MaxReadmeLines);

    [Fact]
    public void Docs_EveryPage_IsReachedFromTheReadme()
    {
        var reached = new HashSet<string> { "README.md" };
        var next = new Queue<string>(reached);
        while (next.TryDequeue(out var path))
        {
            foreach (var link in Page.At(path).Links.Where(link => !link.Contains("://", StringComparison.Ordinal)))
            {
                var target = Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(path)!, link.Split('#')[0])));
                if (Page.All.Any(page => page.Path == target) && reached.Add(target))
                {
                    next.Enqueue(target);
                }
            }
        }

        Assert.Empty(Page.All.Select(page => page.Path).Except(reached));
    }

    private static bool Leads(Page from, string link)
    {
        var parts = link.Split('#', 2);
        var file = parts[0].Length == 0
            ? Path.Combine(Repository.Root, from.Path)
            : Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(from.Path)!, parts[0]));
        return (File.Exists(file) || Directory.Exists(file))
            && (parts.Length == 1 || Page.At(Path.GetRelativePath(Repository.Root, file)).Anchors.Contains(parts[1]));
    }

    [GeneratedRegex(@"(?<![\w.])/(?:work|home|root|Users|tmp)/\S*|[A-Z]:\\\w+")]
    private static partial Regex MachinePath();
}
