using Bascule.Engine.Catalog;

namespace Bascule.Engine.Tests.Catalog;

/// <summary>Globs of names.</summary>
public sealed class GlobTests
{
    [Theory]
    [InlineData("gpt-*", "gpt-4o", true)]
    [InlineData("gpt-*", "gpt", false)]
    [InlineData("GPT-*", "gpt-4O", true)]
    [InlineData("o1*", "o1", true)]
    [InlineData("*-latest", "mistral-small-latest", true)]
    [InlineData("*-latest", "mistral-small-latest-2", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("*", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a.c", "abc", false)]
    public void Matches_APattern_TakesStarsForAnyRun(string pattern, string name, bool matches) =>
        Assert.Equal(matches, Glob.Matches(pattern, name));

    [Theory]
    [InlineData("gpt-4o", true)]
    [InlineData("gpt-oss-120b", false)]
    [InlineData("o3", false)]
    public void MatchesAny_WithAnException_GivesItBack(string name, bool matches) =>
        Assert.Equal(matches, Glob.MatchesAny(["!gpt-oss-*", "gpt-*"], name));
}
