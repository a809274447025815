using Bascule.Server.Tests.Configuration;
using Bascule.Server.Tests.Hosting;

namespace Bascule.Server.Tests.Endpoints;

/// <summary>Which web pages may call.</summary>
public sealed class CorsTests
{
    [Theory]
    [InlineData("*", "https://any.example", "*")]
    [InlineData("*", "https://any.example", null, "/bascule/v1/keys")]
    [InlineData("https://chat.example", "https://chat.example", "https://chat.example")]
    [InlineData("https://chat.example", "https://any.example", null)]
    public async Task Origin_WhileKeysAreAskedFor_IsAllowedAsListed(string listed, string origin, string? allowed, string path = "/v1/chat/completions")
    {
        var file = Path.Combine(Given.Folder(), "bascule.yaml");
        await using var host = await Started.FromAsync(file, Started.Yaml($"listen: [\"http://127.0.0.1:0\"], cors: [\"{listed}\"]"));
        using var client = new HttpClient();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri(host.Addresses[0], path));
        preflight.Headers.Add("origin", origin);
        preflight.Headers.Add("access-control-request-method", "POST");
        using var answer = await client.SendAsync(preflight);
        Assert.Equal(allowed, answer.Headers.TryGetValues("access-control-allow-origin", out var values) ? string.Join(",", values) : null);
    }
}
