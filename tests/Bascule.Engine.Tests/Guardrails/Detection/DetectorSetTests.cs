using System.Text;
using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Engine.Tests.Guardrails.Detection;

public sealed class DetectorSetTests
{
    [Fact]
    public void TryMake_UnknownName_NamesTheKnownOnes()
    {
        Assert.False(DetectorSet.TryMake(["email", "e-mail"], [], out _, out var error));
        Assert.Contains("'e-mail'", error);
        Assert.Contains("email", error);
    }

    [Theory]
    [InlineData("email", "x", "built-in")]
    [InlineData("", "x", "name")]
    [InlineData("own", "", "empty")]
    [InlineData("own", "a*", "everywhere")]
    [InlineData("own", "(a", "regular expression")]
    [InlineData("own", "(?<=a)b", "look-around")]
    [InlineData("own", @"(a)\1", "back-references")]
    [InlineData("own", "a{2000}", "1000 times")]
    public void TryRegex_WrongOne_SaysWhy(string name, string pattern, string word)
    {
        Assert.False(CustomDetector.TryRegex(name, pattern, out _, out var error));
        Assert.Contains(word, error);
    }

    [Fact]
    public void TryRegex_TooLong_SaysWhy() => Assert.False(CustomDetector.TryRegex("own", new string('a', CustomDetector.MaxPatternLength + 1), out _, out _));

    [Fact]
    public void TryWords_WrongOnes_SayWhy()
    {
        Assert.False(CustomDetector.TryWords("own", [], out _, out _));
        Assert.False(CustomDetector.TryWords("own", ["a", " "], out _, out _));
        Assert.False(CustomDetector.TryWords("own", [new string('a', CustomDetector.MaxWordLength + 1)], out _, out _));
        Assert.False(CustomDetector.TryWords("own", [.. Enumerable.Range(0, CustomDetector.MaxWords + 1).Select(i => $"w{i}")], out _, out _));
    }

    [Fact]
    public void Find_CustomRegex_GivesBytesNotCharacters()
    {
        Assert.True(CustomDetector.TryRegex("ticket", @"\bT-\d{4}\b", out var ticket, out _));
        Assert.True(DetectorSet.TryMake(["ticket", "email"], [ticket], out var set, out _));
        Assert.Equal(["ticket:T-1234", "email:a@b.de", "ticket:T-9999"], Search.In(set, "äöü𝄞 T-1234 a@b.de ﬁ T-9999 T-12345"));
    }

    [Fact]
    public void Find_CustomWords_AreWholeAndInAnyCase()
    {
        Assert.True(CustomDetector.TryWords("project", ["Nordlicht", "Blue Whale", "Über"], out var words, out _));
        Assert.True(DetectorSet.TryMake(["project"], [words], out var set, out _));
        Assert.Equal(
            ["project:nordlicht", "project:BLUE WHALE", "project:über", "project:Nordlicht"],
            Search.In(set, "ä nordlicht, Nordlichter; BLUE WHALE und über. xNordlicht Nordlicht"));
    }

    [Fact]
    public void Find_Twice_KeepsWhatWasThere()
    {
        var set = Search.Make("email");
        var found = new List<Finding> { new("earlier", 90, 3) };
        set.Find("a@b.de"u8, found);
        Assert.Equal([new Finding("earlier", 90, 3), new Finding("email", 0, 6)], found);
    }

    [Fact]
    public void Find_PlainAscii_AllocatesNothing()
    {
        var set = Search.Make([.. DetectorSet.Names]);
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("The quick brown fox has 17 reasons to jump over x = 42; ", 100)));
        var found = new List<Finding>();
        set.Find(text, found);
        var before = GC.GetAllocatedBytesForCurrentThread();
        set.Find(text, found);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(found);
    }

    [Fact]
    public void Find_ArbitraryBytes_NeverThrowsAndStaysInRange()
    {
        Assert.True(CustomDetector.TryRegex("own", @"\w{3}\d", out var own, out _));
        Assert.True(CustomDetector.TryWords("list", ["ab", "é"], out var list, out _));
        Assert.True(DetectorSet.TryMake([.. DetectorSet.Names, "own", "list"], [own, list], out var set, out _));
        var random = new Random(5);
        var pieces = new[] { "@", "%40", "&#64;", "://", ":", "=", "password=", "-----BEGIN ", "\u200b", "０", "é", "+49 ", "4111", " ", "-", "AKIA", "eyJ", "Dear ", "DE89", "." };
        for (var round = 0; round < 3000; round++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            var text = bytes.AsSpan().ToArray();
            for (var put = random.Next(40); put > 0 && text.Length > 20; put--)
            {
                var piece = Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]);
                piece.CopyTo(text, random.Next(text.Length - piece.Length));
            }

            Search.Find(set, text);
        }
    }
}
