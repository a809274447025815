using Bascule.Engine.Providers;

namespace Bascule.Engine.Tests.Providers;

public sealed class GoogleAddressTests
{
    [Theory]
    [InlineData("https://g.example", "gemini-2.5-pro", false, null, "https://g.example/v1beta/models/gemini-2.5-pro:generateContent")]
    [InlineData("https://g.example/v1beta", "gemini-2.5-pro", true, null, "https://g.example/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse")]
    [InlineData("https://g.example/proxy/v1/", "models/a", true, "?alt=sse&x=1", "https://g.example/proxy/v1/models/a:streamGenerateContent?alt=sse&x=1")]
    [InlineData("https://g.example", "tunedModels/a b", true, "", "https://g.example/v1beta/tunedModels/a%20b:streamGenerateContent")]
    public void Gemini_Address_HoldsModelAndMethod(string root, string upstream, bool stream, string? query, string expected) =>
        Assert.Equal(expected, Vendor.For("gemini")!.ChatAddress(Options(root), new ChatAsk("gemini", upstream, stream, query)));

    [Theory]
    [InlineData("https://v.example", "p", "eu", "gemini-2.5-pro", "https://v.example/v1/projects/p/locations/eu/publishers/google/models/gemini-2.5-pro:generateContent")]
    [InlineData("https://v.example/v1beta1", "p", "eu", "publishers/meta/models/llama", "https://v.example/v1beta1/projects/p/locations/eu/publishers/meta/models/llama:generateContent")]
    [InlineData("https://v.example/v1/projects/q/locations/us", null, null, "m", "https://v.example/v1/projects/q/locations/us/publishers/google/models/m:generateContent")]
    [InlineData("https://v.example/v1/projects/q/locations/us/publishers/google", "p", "eu", "m", "https://v.example/v1/projects/q/locations/us/publishers/google/models/m:generateContent")]
    [InlineData("https://v.example", null, null, "m", "https://v.example/v1/publishers/google/models/m:generateContent")]
    [InlineData("https://v.example", "p", "eu", "endpoints/12", "https://v.example/v1/projects/p/locations/eu/endpoints/12:generateContent")]
    public void Vertex_Address_HoldsProjectAndLocation(string root, string? project, string? location, string upstream, string expected) =>
        Assert.Equal(expected, Vendor.For("vertex")!.ChatAddress(Options(root) with { Project = project, Location = location }, new ChatAsk("gemini", upstream, false, "")));

    [Theory]
    [InlineData("gemini")]
    [InlineData("vertex")]
    public void Sign_Key_StandsInTheHeader(string dialect)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://g.example/");
        Vendor.For(dialect)!.Sign(request, Options("https://g.example") with { ApiKey = "secret" });
        Assert.Equal("secret", Assert.Single(request.Headers.GetValues("x-goog-api-key")));
        Assert.False(request.Headers.Contains("authorization"));
    }

    private static ProviderOptions Options(string root) => new() { Name = "g", Dialect = "gemini", BaseUrl = new Uri(root) };
}
