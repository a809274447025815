namespace Bascule.Journeys;

/// <summary>The page that users read about what goes through: its parts are written by the tests that measure them, each between two marks of its own.</summary>
internal static class ConformancePage
{
    private static readonly string File = Path.Combine(Repository.Root, "docs", "conformance.md");
    private static readonly Lock Writing = new();

    /// <summary>Holds a part of the page to what was measured; <c>BASCULE_WRITE_DOCS=1</c> writes it.</summary>
    /// <param name="mark">What must stand in the part for it to be comparable: what it was measured on. Null: it always is.</param>
    /// <param name="sound">What was measured is fit to be written.</param>
    public static void Hold(string part, string measured, string? mark, bool sound)
    {
        var (begin, end) = ($"<!-- {part}: begin -->\n", $"<!-- {part}: end -->");
        var text = measured.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        lock (Writing)
        {
            var page = System.IO.File.ReadAllText(File);
            var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
            Assert.True(from >= 0 && to > from, $"docs/conformance.md has no part '{part}'.");
            var written = page[(from + begin.Length)..to];
            if (Environment.GetEnvironmentVariable("BASCULE_WRITE_DOCS") == "1" && sound)
            {
                System.IO.File.WriteAllText(File, page[..(from + begin.Length)] + text + page[to..]);
                written = text;
            }

            Assert.SkipUnless(mark is null || written.Contains(mark, StringComparison.Ordinal), "the page was measured on other recordings: BASCULE_WRITE_DOCS=1 writes it anew");
            Assert.Equal(written, text);
        }
    }
}
