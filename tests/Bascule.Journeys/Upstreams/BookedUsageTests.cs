using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Upstreams;

/// <summary>What upstreams tell of usage in unusual places is booked all the same.</summary>
public sealed class BookedUsageTests
{
    private const string Usage = "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":100,\"total_tokens\":112}";

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Stream_UsageInTheChunkWithTheWords_IsBooked(string caller)
    {
        var chunk = $$$"""data: {"id":"a","model":"m","choices":[{"index":0,"delta":{"content":"42"},"finish_reason":"stop"}],{{{Usage}}}}""";

        Assert.Equal((12, 100, false), await BookedAsync(caller, chunk + "\n\n"));
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Stream_WholeWithoutAWord_CostsWhatItsUpstreamSays(string caller)
    {
        var chunk = $$$"""data: {"id":"a","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"length"}],{{{Usage}}}}""";

        Assert.Equal((12, 100, false), await BookedAsync(caller, chunk + "\n\ndata: [DONE]\n\n"));
    }

    [Fact]
    public async Task Stream_AcrossDialectsAndWithoutEnd_IsBoundedAndEndsInAnError()
    {
        var chunk = $$$"""data: {"id":"a","model":"m","choices":[{"index":0,"delta":{"content":"{{{new string('x', 1 << 20)}}}"}}]}""" + "\n\n";
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Sse(string.Concat(Enumerable.Repeat(chunk, 18))));
        await using var gateway = await Gateway.StartAsync($$"""
            providers: { scripted: { dialect: openai-chat, base_url: "{{upstream.Address}}v1", api_key: "k" } }
            routes: { any: [scripted/m] }
            """);
        var told = await gateway.Client.AskAsync(Ask.Anthropic, Ask.Body(Ask.Anthropic, "any", stream: true));
        Assert.False(told.Ended);
        Assert.NotNull(told.StreamError);
        Assert.InRange(told.Text.Length, 1 << 20, 17 << 20);
    }

    private static async Task<(long Input, long Output, bool Estimated)> BookedAsync(string caller, string stream)
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Sse(stream));
        await using var gateway = await Gateway.StartAsync($$"""
            providers: { scripted: { dialect: openai-chat, base_url: "{{upstream.Address}}v1", api_key: "k" } }
            routes: { any: [scripted/m] }
            """);
        var told = await gateway.Client.AskAsync(caller, Ask.Body(caller, "any", stream: true));
        var row = await gateway.RowAsync(told.Id);
        Assert.Equal((200, null), (row.Status, row.Error));
        return (row.Usage!.Input, row.Usage.Output, row.Usage.Estimated);
    }
}
