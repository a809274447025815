using System.Net;
using System.Text.Json;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Faults;

public sealed class FaultTests(Box sandbox) : IClassFixture<Box>
{
    private Task<HttpResponseMessage> AskAsync(bool anthropic, string suffix, bool stream, params (string, string)[] headers)
    {
        var fields = $$""" "model":"sandbox-open{{suffix}}","max_tokens":200,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"write 30 words"}] """;
        return anthropic ? sandbox.MessagesAsync($"{{{fields}}}", headers) : sandbox.ChatAsync($"{{{fields}}}", headers);
    }

    [Theory]
    [InlineData(401, "invalid_request_error", "authentication_error")]
    [InlineData(429, "requests", "rate_limit_error")]
    [InlineData(500, "server_error", "api_error")]
    [InlineData(503, "service_unavailable_error", "api_error")]
    [InlineData(529, "service_unavailable_error", "overloaded_error")]
    public async Task Status_AskedBySuffix_ComesInEachDialect(int status, string openAi, string anthropic)
    {
        foreach (var (isAnthropic, type) in new[] { (false, openAi), (true, anthropic) })
        {
            using var response = await AskAsync(isAnthropic, $"+{status}", stream: true);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal(type, (await Box.JsonAsync(response)).GetProperty("error").GetProperty("type").GetString());
            Assert.Equal(status == 429, response.Headers.RetryAfter is not null);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Status_AskedByHeader_Comes(bool anthropic)
    {
        using var response = await AskAsync(anthropic, "", stream: false, ("x-sandbox-fault", "503"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Fault_Unknown_IsNotFound(bool anthropic)
    {
        using var response = await AskAsync(anthropic, "+nonsense", stream: false);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Reset_Asked_DropsTheConnection(bool anthropic) =>
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(anthropic, "+reset", stream: false));

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public async Task Cut_Asked_BreaksOffTheBody(bool anthropic, bool stream)
    {
        using var response = await AskAsync(anthropic, "+cut", stream);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var body = await response.Content.ReadAsStreamAsync();
        using var got = new MemoryStream();
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(got));
        Assert.True(got.Length > 0);
    }

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public async Task Stall_Asked_SendsAPieceAndThenNothing(bool anthropic, bool stream)
    {
        using var response = await AskAsync(anthropic, "+stall", stream);
        await using var body = await response.Content.ReadAsStreamAsync();
        var text = "";
        var buffer = new byte[4096];
        do
        {
            text += System.Text.Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer));
        }
        while (stream && !text.Contains("The answer", StringComparison.Ordinal));

        Assert.DoesNotContain("word30", text);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body.ReadAsync(buffer, patience.Token).AsTask());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Malformed_Asked_IsNoJson(bool anthropic)
    {
        using var whole = await AskAsync(anthropic, "+malformed", stream: false);
        var body = await whole.Content.ReadAsStringAsync();
        Assert.ThrowsAny<JsonException>(() => JsonElement.Parse(body));
        using var stream = await AskAsync(anthropic, "+malformed", stream: true);
        var events = await stream.Content.ReadAsStringAsync();
        Assert.ThrowsAny<JsonException>(() => Box.Events(events));
    }

    [Theory, InlineData(false, "context_length_exceeded"), InlineData(true, "prompt is too long")]
    public async Task Context_Asked_IsRefusedInTheVendorsWords(bool anthropic, string words)
    {
        using var response = await AskAsync(anthropic, "+context", stream: false);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync());
    }

    [Theory, InlineData(false, "\"finish_reason\":\"content_filter\""), InlineData(true, "\"stop_reason\":\"refusal\"")]
    public async Task Filter_Asked_SaysSo(bool anthropic, string words)
    {
        using var response = await AskAsync(anthropic, "+filter", stream: true);
        Assert.Contains(words, await response.Content.ReadAsStringAsync());
    }

    [Theory, InlineData(false, "server_error"), InlineData(true, "event: error")]
    public async Task Error_InAStream_EndsItWithoutATerminalEvent(bool anthropic, string words)
    {
        using var response = await AskAsync(anthropic, "+error", stream: true);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(words, text);
        Assert.DoesNotContain("[DONE]", text);
        Assert.DoesNotContain("message_stop", text);
    }

    [Theory, InlineData(false, "\"content\":\"\""), InlineData(true, "\"content\":[]")]
    public async Task Empty_Asked_SaysNothing(bool anthropic, string words)
    {
        using var response = await AskAsync(anthropic, "+empty", stream: false);
        Assert.Contains(words, await response.Content.ReadAsStringAsync());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Slow_Asked_StillSendsAll(bool anthropic)
    {
        using var response = await AskAsync(anthropic, "+slow", stream: false);
        Assert.Contains("word30", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Faults_Combined_BothHappen()
    {
        using var response = await AskAsync(false, "+filter+malformed", stream: true);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("content_filter", text);
        Assert.Contains("\"bro\n", text);
    }

    [Theory, InlineData("+503x2", ""), InlineData("", "503x2")]
    public async Task Fault_Counted_PassesAndComesAgain(string suffix, string header)
    {
        var statuses = new List<int>();
        for (var turn = 0; turn < 6; turn++)
        {
            using var response = await AskAsync(false, suffix, stream: false, ("x-sandbox-fault", header), ("authorization", "Bearer counted"));
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([503, 503, 200, 503, 503, 200], statuses);
        using var other = await AskAsync(false, suffix, stream: false, ("x-sandbox-fault", header), ("authorization", "Bearer another"));
        Assert.Equal(503, (int)other.StatusCode);
    }

    [Theory, InlineData("+503x0"), InlineData("+x2"), InlineData("+-5ms"), InlineData("+nonsensex2"), InlineData("+99999999ms")]
    public async Task Fault_CountedOrTimedWrongly_IsNotFound(string suffix)
    {
        using var response = await AskAsync(false, suffix, stream: false);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
