using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Upstreams;

/// <summary>How an upstream names its answer, and what a caller is told.</summary>
public sealed class ContentTypeTests
{
    private const string Events = """
        data: {"id":"a","model":"m","choices":[{"index":0,"delta":{"content":"42"}}]}

        data: {"id":"a","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: [DONE]


        """;

    [Fact]
    public async Task Stream_SpelledUnusually_KeepsItsSpelling()
    {
        var told = await AskAsync("text/event-stream;charset=UTF-8", Ask.OpenAi);

        Assert.Equal("text/event-stream;charset=UTF-8", told.Header("content-type"));
        Assert.Equal(Events, told.Text);
    }

    [Fact]
    public async Task Stream_CalledJsonByItsUpstream_IsAStreamAllTheSame()
    {
        var told = await AskAsync("application/json", Ask.OpenAi);

        Assert.Equal((200, "text/event-stream"), (told.Status, told.Header("content-type")));
        Assert.Equal(Events, told.Text);
    }

    [Fact]
    public async Task Stream_CalledJsonByItsUpstream_IsTranslated()
    {
        var told = await AskAsync("application/json", Ask.Anthropic);

        Assert.Equal(200, told.Status);
        Assert.Contains("42", told.Text);
        Assert.True(told.Ended);
    }

    private static async Task<Told> AskAsync(string contentType, string dialect)
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Whole(System.Text.Encoding.UTF8.GetBytes(Events), contentType));
        await using var gateway = await Gateway.StartAsync($$"""
            providers: { scripted: { dialect: openai-chat, base_url: "{{upstream.Address}}v1", api_key: "k" } }
            routes: { any: [scripted/m] }
            """);
        return await gateway.Client.AskAsync(dialect, Ask.Body(dialect, "any", stream: true));
    }
}
