using System.Text.Json;
using Bascule.Journeys.Callers;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Upstreams;

/// <summary>OpenAI's and Anthropic's callers before a Gemini provider.</summary>
public sealed class GeminiUpstreamTests
{
    private static readonly (string, string) Bearer = ("authorization", $"Bearer {GeminiHouse.Key}");

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Whole_IsTranslatedBothWays(string dialect)
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Answer("""{"text":"42"}""")));
        var told = await house.Gateway.Client.AskAsync(dialect, Ask.Body(dialect, "gemini/m"), Bearer);

        Assert.Equal(200, told.Status);
        Assert.Contains("42", told.Text, StringComparison.Ordinal);
        var seen = await house.Upstream.NextAsync();
        Assert.Equal("/v1beta/models/m:generateContent", seen.Target);
        Assert.Equal(Ask.Sum, seen.Json.GetProperty("contents")[0].GetProperty("parts")[0].GetProperty("text").GetString());
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(("gemini", 11L, 23L, 20L), (row.DialectOut, row.Usage!.Input, row.Usage!.Output, row.Usage!.Reasoning));
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Stream_IsTranslatedBothWays(string dialect)
    {
        await using var house = await GeminiHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Sse("data: " + Answer("""{"text":"42"}""") + "\r\n\r\n"));
        var told = await house.Gateway.Client.AskAsync(dialect, Ask.Body(dialect, "gemini/m", stream: true), Bearer);

        Assert.True(told.Ended, told.Text);
        Assert.Equal("/v1beta/models/m:streamGenerateContent?alt=sse", (await house.Upstream.NextAsync()).Target);
    }

    /// <summary>Gemini gives calls no id and signs them: the client gets an id that leads back, and the signature comes back though the client never saw it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToolLoop_CallWithoutAnId_IsAnsweredAndSignedAgain(bool stream)
    {
        await using var house = await GeminiHouse.StartAsync();
        var call = Answer("""{"functionCall":{"name":"add","args":{"a":17}},"thoughtSignature":"c2lnbmVk"}""");
        house.Upstream.Enqueue(stream ? ScriptedAnswer.Sse("data: " + call + "\r\n\r\n") : ScriptedAnswer.Json(call), ScriptedAnswer.Json(Answer("""{"text":"42"}""")));
        const string ask = """{"role":"user","content":"add"}""";
        var first = await house.Gateway.Client.AskAsync(Ask.OpenAi, $$"""{"model":"gemini/m","messages":[{{ask}}],"stream":{{(stream ? "true" : "false")}}}""", Bearer);
        var id = stream
            ? first.Events.Where(data => data.Contains("tool_calls\":[", StringComparison.Ordinal)).Select(data => JsonElement.Parse(data).GetProperty("choices")[0].GetProperty("delta").GetProperty("tool_calls")[0].GetProperty("id").GetString()).First()
            : first.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetProperty("id").GetString();
        Assert.Contains("\"tool_calls\"", first.Text, StringComparison.Ordinal);

        var second = await house.Gateway.Client.AskAsync(
            Ask.OpenAi,
            $$"""{"model":"gemini/m","messages":[{{ask}},{"role":"assistant","content":null,"tool_calls":[{"id":"{{id}}","type":"function","function":{"name":"add","arguments":"{\"a\":17}"} }]},{"role":"tool","tool_call_id":"{{id}}","content":"42"}]}""", Bearer);

        Assert.Equal(200, second.Status);
        await house.Upstream.NextAsync();
        var contents = (await house.Upstream.NextAsync()).Json.GetProperty("contents");
        Assert.Equal("c2lnbmVk", contents[1].GetProperty("parts")[0].GetProperty("thoughtSignature").GetString());
        var response = contents[2].GetProperty("parts")[0].GetProperty("functionResponse");
        Assert.Equal(("add", "42"), (response.GetProperty("name").GetString(), response.GetProperty("response").GetProperty("output").GetString()));
        Assert.Equal(contents[1].GetProperty("parts")[0].GetProperty("functionCall").GetProperty("id").GetString(), response.GetProperty("id").GetString());
    }

    private static string Answer(string part) =>
        $$$"""{"candidates":[{"content":{"parts":[{{{part}}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":3,"totalTokenCount":34,"thoughtsTokenCount":20},"modelVersion":"gemini-x","responseId":"r1"}""";
}
