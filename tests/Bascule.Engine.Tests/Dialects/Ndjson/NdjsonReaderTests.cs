using System.Text;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Ndjson;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Ndjson;

public sealed class NdjsonReaderTests
{
    [Fact]
    public void Lines_WithBlanksAndCarriageReturns_AreCutToTheirJson() =>
        Assert.Equal(["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"], Lines.Data("\uFEFF {\"a\":1}\r\n\n  \n{\"b\":2} \n{\"c\":3}"));

    [Fact]
    public void LastLine_WithoutItsEnd_WaitsForTheBodysEnd()
    {
        using var reader = new NdjsonReader();
        Lines.Feed(reader, "{\"a\":1"u8);
        Assert.False(reader.TryRead(out _));
        Lines.Feed(reader, "}"u8);
        Assert.False(reader.TryRead(out _));
        reader.Complete();
        Assert.True(reader.TryRead(out var frame));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(frame.Data));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Frames_HoweverSplit_AreTheSameBytes() => Gen.Select(Gen.OneOf("{}", "\n", "\r\n", " ", "{\"a\":\"\u00e9\"}", "\uFEFF").Array[0, 12], Gen.Int[1, 9]).Sample((pieces, step) =>
    {
        var text = string.Concat(pieces);
        Assert.Equal(text, Lines.Raw(text, step));
        Assert.Equal(Lines.Data(text), Lines.Data(text, step));
    });

    [Fact]
    public void Line_PastTheBound_IsTrouble()
    {
        using var reader = new NdjsonReader();
        Lines.Feed(reader, new byte[FrameReader.MaxFrameBytes + 1]);
        Assert.False(reader.TryRead(out _));
        Assert.Contains("more than", reader.Trouble, StringComparison.Ordinal);
    }
}
