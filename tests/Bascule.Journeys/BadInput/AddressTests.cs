using System.Text;

namespace Bascule.Journeys.BadInput;

/// <summary>Wrong addresses, methods, content types, and what a gateway without keys refuses.</summary>
public sealed class AddressTests(OpenHouse house) : IClassFixture<OpenHouse>
{
    [Theory]
    [InlineData("/v1/chat/completions", Ask.OpenAi)]
    [InlineData("/v1/messages", Ask.Anthropic)]
    public async Task Method_NotPost_Is405NamingIt(string path, string dialect)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var told = await house.Gateway.Client.AskAsync(dialect, request);

        Assert.Equal((405, "POST"), (told.Status, told.Header("allow")));
        Assert.Contains("POST", told.Error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(Ask.OpenAi, "text/plain")]
    [InlineData(Ask.Anthropic, "application/x-www-form-urlencoded")]
    [InlineData(Ask.OpenAi, "multipart/form-data; boundary=x")]
    [InlineData(Ask.OpenAi, null)]
    public async Task ContentType_NotJson_Is415(string dialect, string? type)
    {
        using var request = Ask.Request(dialect, Ask.Body(dialect, "assistant"));
        request.Content!.Headers.Remove("content-type");
        if (type is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("content-type", type);
        }

        var told = await house.Gateway.Client.AskAsync(dialect, request);

        Assert.Equal(415, told.Status);
        Assert.Contains("application/json", told.Error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("/v1/chat/completion", Ask.OpenAi, "unknown_path")]
    [InlineData("/", Ask.OpenAi, "unknown_path")]
    [InlineData("/v1/batches", Ask.OpenAi, "not_yet_supported")]
    [InlineData("/v1/files", Ask.OpenAi, "not_yet_supported")]
    [InlineData("/v1/messages/nonsense", Ask.Anthropic, "nothing at this address")]
    public async Task Path_Unknown_Is404(string path, string dialect, string word)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        var told = await house.Gateway.Client.AskAsync(dialect, request);

        Assert.Equal(404, told.Status);
        Assert.Contains(word, told.Error.GetRawText());
    }

    [Theory]
    [InlineData(Ask.OpenAi, "assistent", "'assistant'")]
    [InlineData(Ask.Anthropic, "asistant", "'assistant'")]
    [InlineData(Ask.OpenAi, "nothing-like-it-at-all", "/v1/models")]
    [InlineData(Ask.Anthropic, "nobody/claude", "/v1/models")]
    public async Task Model_Unknown_Is404WithWhatMayBeMeant(string dialect, string model, string word)
    {
        var told = await house.Gateway.Client.AskAsync(dialect, Ask.Body(dialect, model));

        Assert.Equal(404, told.Status);
        Assert.Equal(dialect == Ask.Anthropic ? "not_found_error" : "invalid_request_error", told.Error.GetProperty("type").GetString());
        Assert.Contains(word, told.Error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("host", "evil.example", "server.hosts")]
    [InlineData("origin", "https://evil.example", "server.cors")]
    [InlineData("x-forwarded-for", "1.2.3.4", "BASCULE_API_KEY")]
    [InlineData("x-forwarded-proto", "https", "BASCULE_API_KEY")]
    [InlineData("forwarded", "for=1.2.3.4", "BASCULE_API_KEY")]
    [InlineData("x-real-ip", "1.2.3.4", "BASCULE_API_KEY")]
    [InlineData("via", "1.1 proxy", "BASCULE_API_KEY")]
    public async Task WithoutKeys_MarksOfOthers_403WithTheMend(string header, string value, string mend)
    {
        foreach (var dialect in new[] { Ask.OpenAi, Ask.Anthropic })
        {
            var told = await house.Gateway.Client.AskAsync(dialect, Ask.Body(dialect, "assistant"), (header, value));

            Assert.Equal(403, told.Status);
            Assert.Equal("permission_error", told.Error.GetProperty("type").GetString());
            Assert.Contains(mend, told.Error.GetProperty("message").GetString());
        }
    }

    [Theory]
    [InlineData("host", "localhost:1234")]
    [InlineData("host", "app.localhost")]
    [InlineData("host", "[::1]:80")]
    [InlineData("host", "gateway.lan")]
    [InlineData("origin", "https://good.example")]
    public async Task WithoutKeys_OwnNames_Pass(string header, string value)
    {
        var told = await house.Gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), (header, value));

        Assert.Equal(200, told.Status);
    }
}
