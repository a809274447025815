using System.Globalization;

namespace Bascule.Engine.Ledger.Auditing;

/// <summary>Entries of a log's files, newest first, page by page. Lines that cannot be read are left out: the proof names them.</summary>
public static class AuditReader
{
    /// <summary>Entries of one page.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>Which entries, every member given must match.</summary>
    /// <param name="Act">The whole act, or its beginning up to a dot: <c>key</c> means <c>key.rotate</c> too.</param>
    public sealed record Question(int Limit = 100, string? Cursor = null, DateTimeOffset? Since = null, string? Act = null, string? Who = null);

    /// <summary>One page and where the next begins (null: no more).</summary>
    public sealed record Page(IReadOnlyList<AuditEntry> Entries, string? Next);

    /// <summary>Whether <paramref name="text"/> may stand as a cursor.</summary>
    public static bool IsCursor(string text) => TryCursor(text, out _, out _, out _);

    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Page List(string folder, Question question)
    {
        var found = new List<AuditEntry>();
        var (chain, segment, below) = (int.MaxValue, int.MaxValue, long.MaxValue);
        if (question.Cursor is not null && TryCursor(question.Cursor, out chain, out segment, out below))
        {
            // Behind this entry.
        }

        foreach (var file in AuditFiles.List(folder).Reverse())
        {
            if (file.Chain > chain || (file.Chain == chain && file.Segment > segment))
            {
                continue;
            }

            // One segment at a time is in memory: it is small, and its newest entry stands last.
            var entries = Read(AuditFiles.PathOf(folder, file), question);
            for (var i = entries.Count - 1; i >= 0; i--)
            {
                if (file.Chain == chain && file.Segment == segment && entries[i].Number >= below)
                {
                    continue;
                }

                if (found.Count == question.Limit)
                {
                    return new Page(found, string.Create(CultureInfo.InvariantCulture, $"{file.Chain}.{file.Segment}.{entries[i].Number + 1}"));
                }

                found.Add(entries[i]);
            }
        }

        return new Page(found, null);
    }

    private static List<AuditEntry> Read(string path, Question question)
    {
        var entries = new List<AuditEntry>();
        using var lines = new AuditLineReader(path);
        while (lines.TryRead(out var line))
        {
            if (AuditLine.TryRead(line, out var entry, out _) && Matches(entry, question))
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private static bool Matches(AuditEntry entry, Question question) =>
        (question.Since is not { } since || entry.At >= since)
        && (question.Who is not { } who || entry.Who == who)
        && (question.Act is not { } act || entry.Act == act || (entry.Act.Length > act.Length && entry.Act[act.Length] == '.' && entry.Act.StartsWith(act, StringComparison.Ordinal)));

    private static bool TryCursor(string text, out int chain, out int segment, out long number)
    {
        (chain, segment, number) = (0, 0, 0);
        var parts = text.Split('.');
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out chain)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out segment)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
