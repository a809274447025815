using Bascule.Engine.Ledger;
using CsCheck;

namespace Bascule.Engine.Tests.Ledger;

public sealed class FilterTests
{
    [Fact]
    public void Cursor_WrittenAndRead_IsTheSame() =>
        Gen.Long[0, DateTime.MaxValue.Ticks].Sample(ticks =>
        {
            var cursor = new LedgerCursor(new DateTimeOffset(ticks, TimeSpan.Zero), Guid.CreateVersion7());
            return LedgerCursor.TryParse(cursor.ToString(), out var read) && read == cursor;
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("12")]
    [InlineData("-1.0199a7c0000070008000000000000000")]
    [InlineData("99999999999999999999.0199a7c0000070008000000000000000")]
    [InlineData("3999999999999999999.0199a7c0000070008000000000000000")]
    [InlineData("12.0199a7c0000070008000000000000000'; DROP TABLE ledger")]
    public void Cursor_NotOne_IsRefused(string? text) => Assert.False(LedgerCursor.TryParse(text, out _));

    [Fact]
    public void Cursor_ArbitraryText_NeverThrows() => Gen.String.Sample(text => !LedgerCursor.TryParse(text, out _));

    [Theory]
    [InlineData("429", 429, 429, null)]
    [InlineData("4xx", 400, 499, null)]
    [InlineData("5XX", 500, 599, null)]
    [InlineData("ok", 0, 999, true)]
    [InlineData("error", 0, 999, false)]
    public void Status_Filter_IsUnderstood(string text, int low, int high, bool? ok)
    {
        Assert.True(StatusFilter.TryParse(text, out var filter));
        Assert.Equal(new StatusFilter(low, high, ok), filter);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("6xx")]
    [InlineData("42")]
    [InlineData("-429")]
    [InlineData("200 OR 1=1")]
    public void Status_NotAFilter_IsRefused(string? text) => Assert.False(StatusFilter.TryParse(text, out _));

    [Theory]
    [InlineData("tag.app", true)]
    [InlineData("provider", true)]
    [InlineData("tag.", false)]
    [InlineData("user", false)]
    [InlineData(null, false)]
    public void Dimension_Name_IsKnownOrRefused(string? text, bool known) => Assert.Equal(known, UsageDimension.TryParse(text, out _));
}
