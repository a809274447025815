using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bascule.Journeys.Corpus;

/// <summary>The part of the conformance page that says how much recorded traffic goes through, by dialect and provider.</summary>
internal static class CorpusTable
{
    private const string Head = """
        ## Recorded traffic

        Recorded exchanges of real providers, replayed by an upstream on a real socket and asked for through a running gateway, each whole answer, stream and error:

        - **same dialect**: the caller speaks the provider's own dialect. The provider must see the caller's bytes but for the allowed edits, the caller the provider's bytes;
          an error must come with the status, type and words that the contract gives it. Dialects that only providers speak have no such column.
        - **other dialect**: the caller speaks another dialect, taken in turn; the recorded request is translated into it first. Words, reasoning, signatures, tool calls, reason to stop, usage,
          citations and errors must be those of the recording, as a reader of its own finds them there. What the provider is asked must be a request that it takes, with the recorded
          words, tool calls and results, pictures, tools and settings.
        - **asked elsewhere**: the recorded request is asked of a provider of another dialect, taken in turn; what it says must arrive, or be named in `x-bascule-dropped`.

        In the first two the ledger's row must hold the recorded model and usage, or say that it is an estimate where none was recorded.

        *Partly*: everything but what the other dialect has no place for; those are listed below (`asked-` is of the request).

        """;

    /// <summary>The line that says which recordings the page was measured on.</summary>
    public static string Mark(IReadOnlyList<Outcome> outcomes)
    {
        var hashes = string.Join(' ', outcomes.Select(one => one.Recording.Hash).Order(StringComparer.Ordinal));
        return $"<!-- {outcomes.Count} recordings, {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashes)))[..16]} -->";
    }

    public static string Section(IReadOnlyList<Outcome> outcomes)
    {
        var page = new StringBuilder(Head).AppendLine().AppendLine(Mark(outcomes)).AppendLine().Append(Table(outcomes)).AppendLine()
            .AppendLine("### What has no place in the other dialect").AppendLine().AppendLine("| what | recordings | why |").AppendLine("|---|--:|---|");
        var reasons = outcomes
            .SelectMany(one => one.Problems.Select(found => (one.Recording.Hash, found.Problem.Feature, Why: NotCarriable.Why(one.Recording, found.Replay, found.Problem))))
            .Where(one => one.Why is not null).Distinct().GroupBy(one => (one.Feature, one.Why)).OrderBy(group => group.Key.Feature, StringComparer.Ordinal).ThenBy(group => group.Key.Why, StringComparer.Ordinal);
        foreach (var group in reasons)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| {group.Key.Feature} | {group.Count()} | {group.Key.Why} |");
        }

        return page.ToString();
    }

    public static string Table(IReadOnlyList<Outcome> outcomes)
    {
        var table = new StringBuilder()
            .AppendLine("| dialect | provider | recordings | same dialect | other dialect | asked elsewhere | partly | failed |")
            .AppendLine("|---|---|--:|--:|--:|--:|--:|--:|");
        foreach (var group in outcomes.GroupBy(one => (one.Recording.Format.Name, one.Recording.Provider)).OrderBy(group => group.Key))
        {
            Row(table, group.Key.Name, group.Key.Provider, [.. group]);
        }

        Row(table, "**all**", "", outcomes);
        return table.ToString();
    }

    private static void Row(StringBuilder table, string dialect, string provider, IReadOnlyList<Outcome> outcomes) => table.AppendLine(
        CultureInfo.InvariantCulture,
        $"| {dialect} | {provider} | {outcomes.Count} | {Share(outcomes, Way.Same)} | {Share(outcomes, Way.Other)} | {Share(outcomes, Way.Elsewhere)} | {outcomes.Count(one => one.Partly)} | {outcomes.Count(one => one.Failed)} |");

    /// <summary>How many came through whole, of how many were replayed that way where not all were.</summary>
    private static string Share(IReadOnlyList<Outcome> outcomes, Way way)
    {
        var asked = outcomes.Select(one => one.Whole(way)).OfType<bool>().ToArray();
        var whole = asked.Count(one => one);
        return asked.Length == 0 ? "" : asked.Length == outcomes.Count ? $"{whole}" : $"{whole} of {asked.Length}";
    }
}
