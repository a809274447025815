using System.Text.RegularExpressions;

namespace Bascule.Journeys.Documents;

/// <summary>One page of the repository's words: its fenced blocks, links, tables and code spans.</summary>
internal sealed partial class Page
{
    private static readonly Lazy<IReadOnlyList<Page>> Read = new(ReadAll);

    private Page(string path, string text)
    {
        (Path, Text) = (path, text);
        Blocks = [.. ReadBlocks()];
        Prose = Fence().Replace(text, "");
    }

    /// <summary>Every page: those at the root and those below <c>docs</c>.</summary>
    public static IReadOnlyList<Page> All => Read.Value;

    /// <summary>Relative to the repository.</summary>
    public string Path { get; }

    public string Text { get; }

    /// <summary>The text without its fenced blocks.</summary>
    public string Prose { get; }

    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>Where the links lead, as written.</summary>
    public IEnumerable<string> Links => Link().Matches(Prose).Select(match => match.Groups[1].Value);

    /// <summary>What stands between back-ticks outside blocks.</summary>
    public IEnumerable<string> Spans => Span().Matches(Prose).Select(match => match.Groups[1].Value);

    /// <summary>The cells of every table's rows, heads left out.</summary>
    public IEnumerable<string[]> Rows => Prose.Split('\n')
        .Where(line => line.StartsWith('|'))
        .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())
        .Where(cells => !cells.All(cell => cell.Trim('-', ':').Length == 0));

    /// <summary>The anchors of its headings, as the usual hosts make them.</summary>
    public IEnumerable<string> Anchors => Prose.Split('\n')
        .Where(line => line.StartsWith('#'))
        .Select(line => NotAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    public static Page At(string path) => All.Single(page => page.Path == path);

    private static IReadOnlyList<Page> ReadAll() =>
        [.. Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(path => new Page(System.IO.Path.GetRelativePath(Repository.Root, path), File.ReadAllText(path)))];

    private IEnumerable<Block> ReadBlocks()
    {
        foreach (Match match in Fence().Matches(Text))
        {
            var line = Text.AsSpan(0, match.Index).Count('\n') + 1;
            var before = Text[..match.Index].TrimEnd('\n').Split('\n')[^1];
            var mark = Mark().Match(before);
            yield return new Block($"{Path}:{line}", match.Groups[1].Value, match.Groups[2].Value, mark.Success ? mark.Groups[1].Value : "");
        }
    }

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^<!-- (.+) -->$")]
    private static partial Regex Mark();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotAnchor();
}

/// <summary>One fenced block.</summary>
/// <param name="At">Page and line.</param>
/// <param name="Language">The word behind the fence.</param>
/// <param name="Text">What stands in it.</param>
/// <param name="Mark">What the HTML comment on the line before says: <c>fragment</c>, <c>refused</c>, <c>prints: a, b</c>; or empty.</param>
internal sealed record Block(string At, string Language, string Text, string Mark)
{
    /// <summary>The words that running it must print.</summary>
    public string[] Prints => Mark.StartsWith("prints: ", StringComparison.Ordinal) ? Mark[8..].Split(", ") : [];

    public static Block Of(string at) => Page.All.SelectMany(page => page.Blocks).Single(block => block.At == at);
}
