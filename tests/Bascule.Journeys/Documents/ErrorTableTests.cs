using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Journeys.Documents;

/// <summary>The tables of <c>docs/errors.md</c> say what the code does: statuses, types and codes, both ways.</summary>
public sealed partial class ErrorTableTests
{
    private static readonly Dictionary<string, string[]> Table = Page.At("docs/errors.md").Rows
        .Where(cells => cells.Length == 5 && Enum.TryParse<FailureKind>(Plain(cells[0]), out _))
        .ToDictionary(cells => Plain(cells[0]));

    public static TheoryData<FailureKind> Kinds => [.. Enum.GetValues<FailureKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_OfAKind_SaysStatusAndTypeInBothDialects(FailureKind kind)
    {
        var row = Table[kind.ToString()];
        Assert.Equal(Told(kind, "openai-chat"), row[2]);
        Assert.Equal(Told(kind, "anthropic"), row[3]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_OfAKind_NamesEveryCodeOfTheSources(FailureKind kind)
    {
        var used = Used().Where(pair => pair.Kind == kind.ToString()).Select(pair => pair.Code).Distinct().Order(StringComparer.Ordinal);
        var told = Code().Matches(Table[kind.ToString()][1]).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);
        Assert.Equal(used, told);
    }

    /// <summary>Status and type as a caller gets them, e.g. <c>404 `not_found_error`</c>.</summary>
    private static string Told(FailureKind kind, string dialect)
    {
        var failure = new Failure(Blame.Provider, kind, "code", "message");
        var written = new ArrayBufferWriter<byte>();
        DialectSet.FindCaller(dialect)!.WriteError(failure, "id", written);
        using var error = JsonDocument.Parse(written.WrittenMemory);
        var type = error.RootElement.GetProperty("error").GetProperty("type").GetString();
        return $"{failure.StatusFor(knowsOverload: dialect == "anthropic")} `{type}`";
    }

    private static IEnumerable<(string Kind, string Code)> Used()
    {
        var sources = new[] { "src/Bascule.Engine", "src/Bascule.Server" }
            .SelectMany(under => Directory.EnumerateFiles(Path.Combine(Repository.Root, under), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .ToArray();
        return sources.SelectMany(source => Made().Matches(source).Select(match => (match.Groups[1].Value, match.Groups[2].Value)))
            .Concat(sources.SelectMany(source => Refused().Matches(source).Select(match => ("Forbidden", match.Groups[1].Value))))
            .Concat(sources.SelectMany(source => Missing().Matches(source).Select(match => ("UnknownPath", match.Groups[1].Value))))
            .Append(("Unreachable", "upstream_unreachable"));    // the one place that chooses between two kinds
    }

    private static string Plain(string cell) => cell.Trim('`');

    [GeneratedRegex(@"FailureKind\.(\w+),\s*""([a-z_]+)""")]
    private static partial Regex Made();

    [GeneratedRegex(@"return Refuse\(""([a-z_]+)""")]
    private static partial Regex Refused();

    [GeneratedRegex(@"NotFound\(""([a-z_]+)""")]
    private static partial Regex Missing();

    [GeneratedRegex(@"`([a-z_]+)`")]
    private static partial Regex Code();
}
