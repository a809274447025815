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
            var page = Page.At(path);
            foreach (var named in page.Links.Concat(page.Spans).Select(name => Target(page, name)).Where(target => Page.All.Any(known => known.Path == target)))
            {
                if (reached.Add(named))
                {
                    next.Enqueue(named);
                }
            }
        }

        Assert.Empty(Page.All.Select(page => page.Path).Except(reached));
    }

    /// <summary>The path that a link or a name on a page means, relative to the repository.</summary>
    private static string Target(Page from, string name) => Path.GetRelativePath(
        Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(from.Path)!, name.Split('#')[0])));

    private static bool Leads(Page from, string link)
    {
        var parts = link.Split('#', 2);
        var file = Path.Combine(Repository.Root, parts[0].Length == 0 ? from.Path : Target(from, parts[0]));
        return (File.Exists(file) || Directory.Exists(file))
            && (parts.Length == 1 || Page.At(Path.GetRelativePath(Repository.Root, file)).Anchors.Contains(parts[1]));
    }

    [GeneratedRegex(@"(?<![\w.])/(?:work|home|root|Users|tmp)/\S*|[A-Z]:\\\w+")]
    private static partial Regex MachinePath();
}
