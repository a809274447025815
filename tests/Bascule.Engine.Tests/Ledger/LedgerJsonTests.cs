using Bascule.Engine.Ledger;
using CsCheck;

namespace Bascule.Engine.Tests.Ledger;

public sealed class LedgerJsonTests
{
    [Fact]
    public void Row_WrittenAndRead_IsTheSame() =>
        Rows.Any.Where(row => IsUnicode(row)).Sample(row => Assert.Equal(row, RoundTrip(row)));

    [Fact]
    public void Row_AnyText_IsWrittenAndReadWithoutThrowing() =>
        Rows.Any.Sample(row => RoundTrip(row).Id == row.Id);

    [Fact]
    public void Row_LoneSurrogate_BecomesAReplacementCharacter() =>
        Assert.Equal("a\uFFFDb", RoundTrip(Rows.Begun() with { Model = "a\uD800b" }).Model);

    [Fact]
    public void Row_OfAnotherVersion_HasDefaultsForWhatIsMissingAndSkipsWhatIsUnknown()
    {
        var id = Guid.CreateVersion7();
        var row = LedgerJsonReader.Read(System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","new":{"a":[1,2]},"at":"2026-11-20T12:00:00+00:00","dialect_in":"anthropic","status":429}"""));
        Assert.Equal(new LedgerRow { Id = id, At = Rows.Noon, DialectIn = "anthropic", Status = 429 }, row);
    }

    private static LedgerRow RoundTrip(LedgerRow row)
    {
        using var buffer = new RecordBuffer();
        buffer.Append(RecordKind.Settled, row);
        return LedgerJsonReader.Read(buffer.Written[SegmentFile.RecordHead..]);
    }

    private static bool IsUnicode(LedgerRow row) => !row.ToString().Concat(string.Concat(row.Tags.Select(tag => tag.Key + tag.Value)))
        .Concat(string.Concat(row.Attempts.Select(attempt => attempt.Deployment + attempt.Error))).Any(char.IsSurrogate);
}
