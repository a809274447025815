using Bascule.Engine.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Engine.Tests.Ledger;

/// <summary>A journal folder of one test, gone with it.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bascule-journal-").FullName;

    public Journal Open(long segmentBytes = 16 << 20, long maxBytes = 1 << 30) =>
        Journal.Open(new JournalOptions(Path) { SegmentBytes = segmentBytes, MaxBytes = maxBytes }, NullLogger<Journal>.Instance);

    /// <summary>Every record of every segment, in order, as a process that starts now would read them.</summary>
    public List<(RecordKind Kind, LedgerRow Row)> Records()
    {
        var records = new List<(RecordKind, LedgerRow)>();
        foreach (var number in SegmentFile.List(Path))
        {
            using var reader = new SegmentReader(SegmentFile.PathOf(Path, number));
            while (reader.TryRead(long.MaxValue, out var kind, out var json))
            {
                records.Add((kind, LedgerJsonReader.Read(json.Span)));
            }
        }

        return records;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
