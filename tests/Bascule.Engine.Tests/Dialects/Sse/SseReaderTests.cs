using System.Text;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Sse;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Sse;

public sealed class SseReaderTests
{
    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "|a;|b")]
    [InlineData("data: a\r\n\r\ndata: b\r\n\r\n", "|a;|b")]
    [InlineData("data: a\r\rdata: b\r\r", "|a;|b")]
    [InlineData("data:a\n\n", "|a")]
    [InlineData("data:  a \n\n", "| a ")]
    [InlineData(": OPENROUTER PROCESSING\n\ndata: a\n\n", "|a")]
    [InlineData(": x\ndata: a\n\n", "|a")]
    [InlineData("data: a\ndata: b\n\n", "|a\nb")]
    [InlineData("data: a\ndata:\ndata: bcd\ndata: e\n\n", "|a\n\nbcd\ne")]
    [InlineData("event: error\nid: 7\nretry: 3\ndata: a\n\n", "error|a")]
    [InlineData("\uFEFFdata: a\n\n", "|a")]
    [InlineData("data: a\n\ndata: b", "|a;|b")]
    [InlineData("data: a\n", "|a")]
    [InlineData("data\n\n", "|")]
    [InlineData("\n\n\ndata: a\n\n", "|a")]
    [InlineData("", "")]
    public void SseReader_Stream_GivesItsEventsHoweverItIsSplit(string stream, string events)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                Assert.Equal(events, string.Join(';', SseFrames.Cut(bytes, first, second).Select(frame => $"{frame.Name}|{frame.Data}")));
            }
        }
    }

    [Fact]
    public void SseReader_AnyStream_KeepsEveryByteInTheRawFrames()
    {
        Gen.Select(Gen.OneOf("data: a", "data:b", ": c", "event: d", "", "id: 1", "data: \u00e9\U0001F600").Array[0, 12], Gen.OneOf("\n", "\r\n", "\r"), Gen.Int[1, 9])
            .Sample((lines, end, step) =>
            {
                var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + end)));
                Assert.Equal(SseFrames.Raw(bytes, bytes.Length + 1), SseFrames.Raw(bytes, step));
                Assert.Equal(Encoding.UTF8.GetString(bytes), SseFrames.Raw(bytes, step));
            });
    }

    [Fact]
    public void SseReader_DataAt_PointsAtTheData()
    {
        using var reader = new SseReader();
        SseFrames.Feed(reader, "data: x\n\nevent: e\ndata: hello\n\n"u8);
        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out var frame));
        Assert.Equal("hello", Encoding.UTF8.GetString(frame.Raw.Slice(frame.DataAt, frame.Data.Length)));
    }

    [Fact]
    public void SseReader_EndlessLine_IsTooLarge()
    {
        using var reader = new SseReader();
        var block = new byte[1 << 20];
        block.AsSpan().Fill((byte)'x');
        for (var fed = 0; fed <= FrameReader.MaxFrameBytes && reader.Trouble is null; fed += block.Length)
        {
            SseFrames.Feed(reader, block);
            Assert.False(reader.TryRead(out _));
        }

        Assert.NotNull(reader.Trouble);
    }

    [Fact]
    public void SseReader_ArbitraryBytes_NeitherThrowsNorHangs()
    {
        Gen.Select(Gen.OneOf(Gen.Byte, Gen.OneOf((byte)'\n', (byte)'\r', (byte)':', (byte)'d')).Array[0, 200], Gen.Int[1, 20])
            .Sample((bytes, step) => Assert.Equal(SseFrames.Raw(bytes, 1), SseFrames.Raw(bytes, step)));
    }
}
