using System.Net;
using System.Net.Sockets;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults;

/// <summary>Upstreams that are not there, or are something else than they should be.</summary>
public sealed class UnreachableTests
{
    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Upstream_RefusesConnections_502AndTheNextAnswers(string dialect)
    {
        // Bound and never listening: refused for sure, and nobody else can be given the port.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)deaf.LocalEndPoint!).Port;
        await using var house = await ScriptedHouse.StartAsync($$"""
              gone: { dialect: {{dialect}}, base_url: "http://127.0.0.1:{{port}}", api_key: sk-upstream-0123456789abcdef }
            routes: { assistant: { candidates: [gone/m, {{dialect}}/m], retries: 0 } }
            """);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(dialect)));
        var alone = await house.Client.AskAsync(dialect, Ask.Body(dialect, "gone/m"));
        var second = await house.Client.AskAsync(dialect, Ask.Body(dialect, "assistant"));

        Assert.Equal(502, alone.Status);
        Assert.DoesNotContain(port.ToString(), alone.Text);
        var row = await house.Gateway.RowAsync(alone.Id);
        Assert.Equal("upstream_unreachable", row.Error);
        Assert.Equal(0, row.CostNano);
        Assert.Equal((200, "2"), (second.Status, second.Header("x-bascule-attempts")));
    }

    [Theory]
    [InlineData(Ask.OpenAi, 302, "text/html", "moved", false)]
    [InlineData(Ask.Anthropic, 302, "text/html", "moved", true)]
    [InlineData(Ask.OpenAi, 200, "text/html", "<html>Sign in to the hotel's network</html>", false)]
    [InlineData(Ask.Anthropic, 200, "text/html", "<html>Sign in to the hotel's network</html>", false)]
    [InlineData(Ask.OpenAi, 200, "text/html", "<html>Sign in to the hotel's network</html>", true)]
    [InlineData(Ask.OpenAi, 200, "application/json", "{}", false)]
    [InlineData(Ask.Anthropic, 200, "application/json", "[]", false)]
    [InlineData(Ask.OpenAi, 200, "application/json", "{\"object\":\"list\"}", true)]
    [InlineData(Ask.OpenAi, 200, "application/json", "", false)]
    [InlineData(Ask.Anthropic, 200, "text/event-stream", "", true)]
    public async Task Upstream_AnswersSomethingElse_Is502AndTheNextAnswers(string dialect, int status, string type, string body, bool stream)
    {
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ assistant: {{ candidates: [{dialect}/first, {dialect}/second], retries: 0 }}, alone: {{ candidates: {dialect}/m, retries: 0 }} }}");
        var wrong = ScriptedAnswer.Whole(System.Text.Encoding.UTF8.GetBytes(body), type, status).With("location", "http://127.0.0.1:1/secret");
        var good = stream
            ? ScriptedAnswer.Sse(Wire.Begin(dialect), Wire.Text(dialect, "42"), Wire.Finish(dialect), Wire.End(dialect))
            : ScriptedAnswer.Json(Wire.Answer(dialect));
        house.Upstream.Enqueue(wrong, wrong, good);
        var alone = await house.Client.AskAsync(dialect, Ask.Body(dialect, "alone", stream));
        var second = await house.Client.AskAsync(dialect, Ask.Body(dialect, "assistant", stream));

        Assert.Equal(502, alone.Status);
        Assert.NotEqual(default, alone.Error);
        Assert.DoesNotContain("hotel", alone.Text);
        Assert.Equal((200, "2"), (second.Status, second.Header("x-bascule-attempts")));
        Assert.Contains("42", second.Text);
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Route_FallbackSwitchedOff_AsksNobodyElse(string dialect)
    {
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ assistant: {{ candidates: [{dialect}/first, {dialect}/second], fallback_on: [timeout] }} }}");
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"error":{"message":"down","type":"server_error"}}""", 500));
        var told = await house.Client.AskAsync(dialect, Ask.Body(dialect, "assistant"));

        Assert.Equal((500, "1"), (told.Status, told.Header("x-bascule-attempts")));
        Assert.Single(house.Upstream.Seen);
    }

    [Fact]
    public async Task OperatorsTrouble_IsNeverTheCallers401NorTellsTheKey()
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"error":{"message":"Incorrect API key provided: sk-upstr********cdef","type":"invalid_request_error","code":"invalid_api_key"}}""", 401));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m"));

        Assert.Equal(502, told.Status);
        Assert.Equal("upstream_auth", told.Error.GetProperty("code").GetString());
        Assert.DoesNotContain("sk-", told.Text);
    }
}
