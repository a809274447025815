using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bascule.Journeys.Corpus;

/// <summary>The page that says how much recorded traffic goes through, by dialect and provider.</summary>
internal static class ConformanceTable
{
    private const string Head = """
        # Conformance with recorded traffic

        Recorded exchanges of real providers, replayed by an upstream on a real socket and asked for through a running gateway; each whole answer, stream and error once in
        each of two ways:

        - **same dialect**: the caller speaks the provider's own dialect. The provider must see the caller's bytes but for the allowed edits, the caller the provider's bytes;
          an error must come with the status, type and words that the contract gives it.
        - **other dialect**: the caller speaks the other dialect; the recorded request is translated into it first. Words, reasoning, signatures, tool calls, reason to stop, usage,
          citations and errors must be those of the recording, as a reader of its own finds them there. What the provider is asked must be a request that it takes, with the recorded
          words, tool calls and results, pictures, tools and settings.

        In both the ledger's row must hold the recorded model and usage, or say that it is an estimate where none was recorded.

        *Partly*: everything but what the other dialect has no place for; those are listed below (`asked-` is of the request). A test measures this table and holds this page to it;
        `BASCULE_WRITE_DOCS=1` writes it anew.

        """;

    /// <summary>The line that says which recordings the page was measured on.</summary>
    public static string Mark(IReadOnlyList<Outcome> outcomes)
    {
        var hashes = string.Join(' ', outcomes.Select(one => one.Recording.Hash).Order(StringComparer.Ordinal));
        return $"<!-- {outcomes.Count} recordings, {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashes)))[..16]} -->";
    }

    public static string Page(IReadOnlyList<Outcome> outcomes)
    {
        var page = new StringBuilder(Head).AppendLine().AppendLine(Mark(outcomes)).AppendLine().Append(Table(outcomes)).AppendLine().AppendLine("## What has no place in the other dialect").AppendLine()
            .AppendLine("| what | recordings | why |").AppendLine("|---|--:|---|");
        foreach (var group in NotCarriable.All.GroupBy(entry => (entry.Feature, entry.Reason)))
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| {group.Key.Feature} | {group.Count()} | {group.Key.Reason} |");
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    public static string Table(IReadOnlyList<Outcome> outcomes)
    {
        var table = new StringBuilder()
            .AppendLine("| dialect | provider | recordings | same dialect | other dialect | partly | failed |")
            .AppendLine("|---|---|--:|--:|--:|--:|--:|");
        foreach (var group in outcomes.GroupBy(one => (one.Recording.Dialect, one.Recording.Provider)).OrderBy(group => group.Key))
        {
            Row(table, group.Key.Dialect, group.Key.Provider, [.. group]);
        }

        Row(table, "**all**", "", outcomes);
        return table.ToString();
    }

    private static void Row(StringBuilder table, string dialect, string provider, IReadOnlyList<Outcome> outcomes) => table.AppendLine(
        CultureInfo.InvariantCulture,
        $"| {dialect} | {provider} | {outcomes.Count} | {outcomes.Count(one => one.Same.Count == 0)} | {outcomes.Count(one => one.Other.Count == 0)} | {outcomes.Count(one => one.Partly)} | {outcomes.Count(one => one.Failed)} |");
}
