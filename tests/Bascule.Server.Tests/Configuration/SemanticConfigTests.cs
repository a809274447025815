using Bascule.Server.Configuration;

namespace Bascule.Server.Tests.Configuration;

/// <summary><c>cache.semantic</c> as configs write it, and what check finds out about it.</summary>
public sealed class SemanticConfigTests
{
    private const string Providers = """
        providers:
          openai: {}
          anthropic: {}
          gpu: { engine: vllm, base_url: "http://10.0.0.5:8000", hosting: self }
        """;

    [Fact]
    public void Semantic_InFull_IsReadAndExpandsToItself()
    {
        var config = Given.Good(Yaml("embedder: gpu/bge, min_similarity: 0.9, max_false_hits: 0.02, judge: openai/gpt-5, check_share: 0.2, timeout: 1s"));
        var semantic = config.Routes[0].Cache!.Semantic!;
        Assert.Equal(("gpu/bge", 0.9, 0.02, "openai/gpt-5", 0.2, TimeSpan.FromSeconds(1)), (semantic.Embedder, semantic.MinSimilarity, semantic.MaxFalseHits, semantic.Judge, semantic.CheckShare, semantic.Timeout));
        var again = Given.Good(ConfigText.Expand(config).Replace("\"***\"", "sk-openai-0123456789", StringComparison.Ordinal));
        Assert.Equal(semantic, again.Routes[0].Cache!.Semantic);
    }

    [Fact]
    public void Semantic_WithItsEmbedderAlone_HasTheUsualValues()
    {
        var semantic = Given.Good(Yaml("embedder: openai/text-embedding-3-small")).Routes[0].Cache!.Semantic!;
        Assert.Equal((0.95, 0.01, null, 0.1, TimeSpan.FromMilliseconds(300)), (semantic.MinSimilarity, semantic.MaxFalseHits, semantic.Judge, semantic.CheckShare, semantic.Timeout));
    }

    [Theory]
    [InlineData("min_similarity: 0.9", "routes.r.cache.semantic", "who makes the vectors", "embedder:")]
    [InlineData("embedder: nobody/m", "routes.r.cache.semantic.embedder", "no provider is called 'nobody'", "providers")]
    [InlineData("embedder: anthropic/claude-sonnet-4-5", "routes.r.cache.semantic.embedder", "makes no vectors", "embedding")]
    [InlineData("embedder: gpu/bge, min_similarity: 0.5", "routes.r.cache.semantic.min_similarity", "not a similarity", "0.95")]
    [InlineData("embedder: gpu/bge, min_similarity: 0.955", "routes.r.cache.semantic.min_similarity", "not a similarity", "hundredths")]
    [InlineData("embedder: gpu/bge, max_false_hits: 0", "routes.r.cache.semantic.max_false_hits", "not a share", "0.01")]
    [InlineData("embedder: gpu/bge, check_share: 0", "routes.r.cache.semantic.check_share", "not a share", "0.1")]
    [InlineData("embedder: gpu/bge, judge: somebody-else", "routes.r.cache.semantic.judge", "no deployment has this name", "deployments")]
    [InlineData("embedder: gpu/bge, thresold: 1", "routes.r.cache.semantic.thresold", "unknown key", "")]
    public void Semantic_WithAMistake_IsRefusedWithPlaceAndMend(string semantic, string path, string message, string mend)
    {
        var result = Given.Read(Yaml(semantic));
        Assert.Null(result.Config);
        Assert.Contains(result.Problems, problem => problem.Severity == ConfigSeverity.Error && problem.Path == path && problem.Message.Contains(message, StringComparison.Ordinal) && problem.Mend.Contains(mend, StringComparison.Ordinal));
    }

    [Fact]
    public void Semantic_WithoutATtl_IsRefused() =>
        Assert.Contains(Given.Read(Providers + "\nroutes: { r: { candidates: [gpu/m], cache: { semantic: { embedder: gpu/bge } } } }\n").Problems, problem => problem.Path == "routes.r.cache.ttl");

    [Theory]
    [InlineData("{}", "internal", true)]
    [InlineData("{ data_class: confidential }", "confidential", true)]
    [InlineData("{ data_class: confidential }", "internal", false)]
    [InlineData("{ tier: free }", "internal", false)]
    public void Embedder_ThatPolicyNeverAllows_IsWarnedOf(string when, string dataClass, bool warned)
    {
        var config = Given.Good($"{Providers}\nroutes: {{ r: {{ candidates: [gpu/m], data_class: {dataClass}, cache: {{ ttl: 1h, semantic: {{ embedder: openai/text-embedding-3-small, judge: gpu/m }} }} }} }}\npolicies: [{{ name: home, when: {when}, require: {{ hosting: self }} }}]\n");
        Assert.Equal(warned, config.Warnings.Any(warning => warning.Path == "routes.r.cache.semantic.embedder" && warning.Message.Contains("policy 'home'", StringComparison.Ordinal)));
        Assert.DoesNotContain(config.Warnings, warning => warning.Path == "routes.r.cache.semantic.judge");
    }

    private static string Yaml(string semantic) => $"{Providers}\nroutes: {{ r: {{ candidates: [gpu/m], cache: {{ ttl: 1h, semantic: {{ {semantic} }} }} }} }}\n";
}
