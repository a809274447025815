using System.Text;
using System.Text.Json;
using Bascule.Engine.Dialects.Json;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Json;

public sealed class ScriptBytesTests
{
    [Theory]
    [InlineData("Hello world", 11, 0, 0, 0, 0)]
    [InlineData("It costs 12.50, doesn't it, my dear friend?", 34, 0, 0, 0, 9)]
    [InlineData("Gr\u00fc\u00dfe", 7, 0, 0, 0, 0)]
    [InlineData("\u041f\u0440\u0438\u0432\u0435\u0442", 0, 12, 0, 0, 0)]
    [InlineData("\u4f60\u597d\uff0c\u30ab\ud55c", 0, 0, 15, 0, 0)]
    [InlineData("\u0645\u0631\u062d", 0, 0, 0, 6, 0)]
    [InlineData("\U0001F600", 0, 0, 0, 4, 0)]
    [InlineData("\u201c\u2026\u201d", 0, 0, 0, 0, 9)]
    public void Add_AText_CountsItsScripts(string text, int latin, int cyrillic, int cjk, int other, int code)
    {
        var counted = Count(Encoding.UTF8.GetBytes(text));
        Assert.Equal((latin, cyrillic, cjk, other, code), (counted.Latin, counted.Cyrillic, counted.Cjk, counted.Other, counted.Code));
    }

    [Fact]
    public void Add_EscapedText_CountsAsIfItWereWrittenPlainly()
    {
        const string text = "a \u4f60 \U0001F600 \u0431";
        var escaped = JsonEncodedText.Encode(text).EncodedUtf8Bytes;    // the default encoder escapes all of these
        Assert.Contains((byte)'\\', escaped.ToArray());
        Assert.Equal(Count(Encoding.UTF8.GetBytes(text)), Count(escaped));
    }

    [Fact]
    public void Add_AnyText_CountsEachByteOnceHoweverItIsSplit() =>
        Gen.Select(Gen.OneOf("a", "word ", "1", "{", "\u00e9", "\u4f60", "\u0431", "\U0001F600", "sixteen letters!").Array[0, 40], Gen.Int[0, 40]).Sample((pieces, at) =>
        {
            var whole = Count(Encoding.UTF8.GetBytes(string.Concat(pieces)));
            Assert.Equal(Encoding.UTF8.GetByteCount(string.Concat(pieces)), whole.Total);
            var split = new ScriptBytes();
            split.Add(Encoding.UTF8.GetBytes(string.Concat(pieces.Take(at))));
            split.Add(Encoding.UTF8.GetBytes(string.Concat(pieces.Skip(at))));
            Assert.Equal(whole, split);
        });

    [Fact]
    public void Add_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 80].Sample(bytes => Assert.True(Count(bytes).Total >= 0));

    private static ScriptBytes Count(ReadOnlySpan<byte> text)
    {
        var counted = new ScriptBytes();
        counted.Add(text);
        return counted;
    }
}
