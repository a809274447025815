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
    [InlineData("(https://docs.example.com), `https://docs.example.com`; {'a': 'https://docs.example.com', 'b': 1}")]
    [InlineData("[x](https://docs.example.com)[y](https://docs.example.com) | https://docs.example.com | <https://docs.example.com>")]
    [InlineData("R&amp;D, a &lt; b, https:\\/\\/docs.example.com\\/a?b=1&amp;c=2")]
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
    [InlineData("https://docs.example.com,.evil.example/x y", "https://docs.example.com,.evil.example/x")]
    [InlineData("https://docs.example.com).evil.example/x", "https://docs.example.com).evil.example/x")]
    [InlineData("https://docs.example.com'.evil.example?x", "https://docs.example.com'.evil.example?x")]
    [InlineData("![a](https:&#47;&#47;evil.example/p)", "https:&#47;&#47;evil.example/p")]
    [InlineData("![a](https&colon;//evil.example/p)", "https&colon;//evil.example/p")]
    [InlineData("![a](https\\://evil.example/p)", "https\\://evil.example/p")]
    [InlineData("![a](https:&#10;//evil.example/p)", "https:&#10;//evil.example/p")]
    [InlineData("![a](//docs.example.com\\.evil.example/p)", "//docs.example.com\\.evil.example/p")]
    [InlineData("<img src=\"https:\n//evil.example/p\">", "https:\n//evil.example/p")]
    public void Address_OfAnotherHost_IsFoundWhole(string text, string address) => Assert.Equal(address, Assert.Single(Find(text)));

    private static List<string> Find(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var found = new List<Finding>();
        Finder.Find(bytes, found);
        return [.. found.Select(one => Encoding.UTF8.GetString(bytes, one.Start, one.Length))];
    }
}
