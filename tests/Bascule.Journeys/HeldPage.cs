namespace Bascule.Journeys;

/// <summary>A page that users read about what was measured: its parts are written by the tests that measure them, each between two marks of its own.</summary>
internal sealed class HeldPage(string name)
{
    private readonly string _file = Path.Combine(Repository.Root, "docs", name);
    private readonly Lock _writing = new();

    /// <summary>What goes through between dialects.</summary>
    public static HeldPage Conformance { get; } = new("conformance.md");

    /// <summary>What becomes of faults.</summary>
    public static HeldPage Resilience { get; } = new("resilience.md");

    /// <summary>Holds a part of the page to what was measured; <c>BASCULE_WRITE_DOCS=1</c> writes it.</summary>
    /// <param name="mark">What must stand in the part for it to be comparable: what it was measured on. Null: it always is.</param>
    /// <param name="sound">What was measured is fit to be written.</param>
    public void Hold(string part, string measured, string? mark, bool sound)
    {
        var (begin, end) = ($"<!-- {part}: begin -->\n", $"<!-- {part}: end -->");
        var text = measured.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        lock (_writing)
        {
            var page = File.ReadAllText(_file);
            var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
            Assert.True(from >= 0 && to > from, $"docs/{name} has no part '{part}'.");
            var written = page[(from + begin.Length)..to];
            if (Environment.GetEnvironmentVariable("BASCULE_WRITE_DOCS") == "1" && sound)
            {
                File.WriteAllText(_file, page[..(from + begin.Length)] + text + page[to..]);
                written = text;
            }

            Assert.SkipUnless(mark is null || written.Contains(mark, StringComparison.Ordinal), "the page was measured on other recordings: BASCULE_WRITE_DOCS=1 writes it anew");
            Assert.Equal(written, text);
        }
    }
}
