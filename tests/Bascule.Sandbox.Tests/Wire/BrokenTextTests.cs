using System.Text;

namespace Bascule.Sandbox.Tests.Wire;

/// <summary>Strings that are no text: halves of surrogate pairs, and bytes that are no UTF-8.</summary>
public sealed class BrokenTextTests(Sandbox sandbox) : IClassFixture<Sandbox>
{
    [Theory]
    [InlineData("""a\ud800b""")]
    [InlineData("""a\ud800""")]
    [InlineData("""\udc00\ud800""")]
    [InlineData("""\uD83D\n\uDE00""")]
    [InlineData("""\\\uD83D""")]
    [InlineData("a\u00ff")]
    public async Task Content_ThatIsNoText_IsRefusedInTheDialectsShape(string content)
    {
        foreach (var anthropic in new[] { false, true })
        {
            using var response = await PostAsync(content, anthropic);
            Assert.Equal(400, (int)response.StatusCode);
            var json = await Sandbox.JsonAsync(response);
            Assert.Equal("invalid_request_error", json.GetProperty("error").GetProperty("type").GetString());
            Assert.Equal(anthropic, json.TryGetProperty("request_id", out _));
        }
    }

    [Theory]
    [InlineData("""\uD83D\uDE00 \u00e4 \\ud800 \n""")]
    [InlineData("""\\""")]
    [InlineData("plain")]
    public async Task Content_OfWholeCharacters_IsTaken(string content)
    {
        foreach (var anthropic in new[] { false, true })
        {
            using var response = await PostAsync(content, anthropic);
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    /// <summary>In Latin-1, so that a letter above 7 bits is a byte that UTF-8 does not have there.</summary>
    private async Task<HttpResponseMessage> PostAsync(string content, bool anthropic)
    {
        var body = $$"""{"model":"sandbox-open","max_tokens":50,"messages":[{"role":"user","content":"{{content}}"}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, anthropic ? "/v1/messages" : "/v1/chat/completions") { Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("anthropic-version", "2023-06-01");
        return await sandbox.Client.SendAsync(request);
    }
}
