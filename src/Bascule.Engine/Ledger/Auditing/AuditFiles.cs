using System.Globalization;

namespace Bascule.Engine.Ledger.Auditing;

/// <summary>The log's files: <c>CHAIN-SEGMENT.jsonl</c>, both counted on, so that their names are in the order they were written.</summary>
internal static class AuditFiles
{
    public static string PathOf(string folder, AuditFile file) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{file.Chain:D8}-{file.Segment:D4}.jsonl"));

    public static AuditFile[] List(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, "*.jsonl").Select(Parse).Where(file => file.Chain > 0).OrderBy(file => file.Chain).ThenBy(file => file.Segment)];

    public static AuditFile Parse(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && int.TryParse(name.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var chain)
            && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var segment)
            ? new AuditFile(chain, segment)
            : default;
    }

    /// <summary>The last whole entry of a file, or null where it has none.</summary>
    public static AuditEntry? Last(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        var take = (int)Math.Min(length, AuditLine.MaxBytes * 2);    // a torn line and the whole one before it
        var bytes = new byte[take];
        var read = 0;
        while (read < take && RandomAccess.Read(file, bytes.AsSpan(read), length - take + read) is > 0 and var more)
        {
            read += more;
        }

        var rest = bytes.AsSpan(0, read);
        while (rest.LastIndexOf((byte)'\n') is var end && end >= 0)
        {
            var start = rest[..end].LastIndexOf((byte)'\n') + 1;
            if (AuditLine.TryRead(rest[start..end], out var entry, out _))
            {
                return entry;
            }

            rest = rest[..start];
            if (rest.Length > 0)
            {
                rest = rest[..^1];    // the newline before it
            }
        }

        return null;
    }
}

/// <summary>One segment of one chain.</summary>
/// <param name="Chain">Counted over processes, from 1.</param>
/// <param name="Segment">Counted within the chain, from 1.</param>
internal readonly record struct AuditFile(int Chain, int Segment);
