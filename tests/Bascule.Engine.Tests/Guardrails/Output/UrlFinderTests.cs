using System.Text;
using Bascule.Engine.Guardrails.Detection;
using Bascule.Engine.Guardrails.Output;

namespace Bascule.Engine.Tests.Guardrails.Output;

/// <summary>Addresses lead to listed hosts, or are found.</summary>
public sealed class UrlFinderTests
{
    private static readonly UrlFinder Finder = new(["docs.example.com", "*.intra.example", "müller.example"]);

    [Theory]
    [InlineData("See https://docs.example.com/a?b=c, and HTTPS://DOCS.EXAMPLE.COM:443.")]
    [InlineData("[here](https://wiki.intra.example/x) ![p](http://a.b.intra.example/p.png)")]
    [InlineData("https://xn--mller-kva.example/ https://müller.example/")]
    [InlineData("a/b//c // comment\nx = 1 / 2; time 12:30, C:\\Users\\ann, ratio 3:4, key: value")]
    [InlineData("std::vector<int> http is a protocol; see README.md and www. nothing")]
    [InlineData("[relative](/docs/a.md) [anchor](#top) mailto:ann@example.com")]
    public void Text_WithListedHostsOnly_HasNone(string text) => Assert.Empty(Find(text));

    [Theory]
    [InlineData("See https://evil.example/?q=1 now", "https://evil.example/?q=1")]
    [InlineData("![x](https://evil.example/p.png?d=secret)", "https://evil.example/p.png?d=secret")]
    [InlineData("![x](//evil.example/p.png)", "//evil.example/p.png")]
    [InlineData("<img src=\"//evil.example/p\">", "//evil.example/p")]
    [InlineData("[a]: //evil.example/x", "//evil.example/x")]
    [InlineData("go to www.evil.example/x please", "www.evil.example/x")]
    [InlineData("https://docs.example.com.evil.example/", "https://docs.example.com.evil.example/")]
    [InlineData("https://docs.example.com@evil.example/", "https://docs.example.com@evil.example/")]
    [InlineData("https://docs.example.com:pw@evil.example/", "https://docs.example.com:pw@evil.example/")]
    [InlineData("https:\\\\evil.example\\x", "https:\\\\evil.example\\x")]
    [InlineData("http:/evil.example", "http:/evil.example")]
    [InlineData("https://docs.example.com%2eevil.example", "https://docs.example.com%2eevil.example")]
    [InlineData("ftp://evil.example", "ftp://evil.example")]
    [InlineData("intra.example itself: https://intra.example", "https://intra.example")]
    [InlineData("[x](javascript:alert(1))", "javascript:alert(1")]
    [InlineData("background:url(//evil.example/p)", "//evil.example/p")]
    public void Address_OfAnotherHost_IsFoundWhole(string text, string address) => Assert.Equal(address, Assert.Single(Find(text)));

    private static List<string> Find(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var found = new List<Finding>();
        Finder.Find(bytes, found);
        return [.. found.Select(one => Encoding.UTF8.GetString(bytes, one.Start, one.Length))];
    }
}
