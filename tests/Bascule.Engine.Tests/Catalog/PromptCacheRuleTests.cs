using Bascule.Engine.Catalog;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Catalog;

public sealed class PromptCacheRuleTests
{
    private static readonly FactBook Book = FactBook.Load(Path.Combine(Repository.Root, "catalog")).Book!;

    [Theory]
    [InlineData(0, false, 1)]
    [InlineData(5, false, 1)]
    [InlineData(32.5, false, 0.5)]
    [InlineData(60, false, 0)]
    [InlineData(1440, true, 1)]
    [InlineData(1441, true, 0)]
    public void Alive_ByAge_FallsFromSureToGone(double minutes, bool isLong, double chance) => Assert.Equal(chance, RuleOf("openai", "gpt-5").Alive(TimeSpan.FromMinutes(minutes), isLong), 6);

    [Theory]
    [InlineData("anthropic", "claude-opus-4-5-20251101", PromptCacheBy.Marks, 4096)]
    [InlineData("anthropic", "claude-sonnet-4-5", PromptCacheBy.Marks, 1024)]
    [InlineData("bedrock", "eu.anthropic.claude-haiku-4-5-20251001-v1:0", PromptCacheBy.Marks, 4096)]
    [InlineData("bedrock", "amazon.nova-pro-v1:0", PromptCacheBy.Marks, 1024)]
    [InlineData("gemini", "gemini-2.5-flash", PromptCacheBy.Itself, 2048)]
    [InlineData("deepseek", "deepseek-chat", PromptCacheBy.Itself, 64)]
    [InlineData("mistral", "mistral-small-latest", PromptCacheBy.Itself, 1024)]
    public void Deployment_OfAVendor_KeepsPromptsAsRecorded(string vendor, string model, PromptCacheBy by, long least)
    {
        var rule = RuleOf(vendor, model);
        Assert.Equal((by, least), (rule.By, rule.MinTokens));
    }

    private static PromptCacheRule RuleOf(string vendor, string model) => new Deployment(new DeploymentOptions { Name = "d", Provider = "p", Upstream = model }, vendor, Book).PromptCache;
}
