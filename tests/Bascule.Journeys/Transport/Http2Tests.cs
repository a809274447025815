namespace Bascule.Journeys.Transport;

/// <summary>A provider with <c>http2: true</c>, at the wire.</summary>
public sealed class Http2Tests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Provider_OverHttp2_AnswersWholeAndStreamed(bool tls)
    {
        using var authority = new Authority();
        var (cert, key, _) = authority.Issue("upstream");
        await using var upstream = await Http2Upstream.StartAsync(tls ? (cert, key) : null);
        await using var gateway = await StartAsync(upstream, $"http2: true, ca_file: \"{authority.CaFile}\"");
        upstream.Release();

        var whole = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "far/m"));
        var streamed = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "far/m", stream: true));

        Assert.Equal((200, "42"), (whole.Status, whole.Said));
        Assert.Equal((200, "onetwo"), (streamed.Status, streamed.Said));
        Assert.Equal(["HTTP/2", "HTTP/2"], upstream.Seen.Select(seen => seen.Protocol));
    }

    [Fact]
    public async Task Stream_CallerLeaves_TheOthersOfItsConnectionGoOn()
    {
        await using var upstream = await Http2Upstream.StartAsync();
        await using var gateway = await StartAsync(upstream, "http2: true");
        var streams = new List<HttpResponseMessage>();
        foreach (var model in new[] { "a", "leaver", "b" })
        {
            using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, $"far/{model}", stream: true));
            streams.Add(await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
        }

        streams[1].Dispose();
        Assert.Equal("leaver", await upstream.Left.WaitAsync(Gateway.Bound));
        upstream.Release();

        foreach (var stayed in new[] { streams[0], streams[2] })
        {
            var told = await Told.ReadAsync(Ask.OpenAi, stayed);
            Assert.Equal((200, "onetwo"), (told.Status, told.Said));
            stayed.Dispose();
        }

        Assert.Single(upstream.Seen.Select(seen => seen.Connection).Distinct());
    }

    [Fact]
    public async Task Provider_WithoutHttp2_SpeaksHttp1()
    {
        await using var upstream = await Http2Upstream.StartAsync();
        await using var gateway = await StartAsync(upstream, "hosting: vendor");
        var told = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "far/m"));
        Assert.Equal(400, told.Status);    // what Kestrel says to HTTP/1.1 where it takes HTTP/2 alone
        Assert.Empty(upstream.Seen);
    }

    private static Task<Gateway> StartAsync(Http2Upstream upstream, string provider) =>
        Gateway.StartAsync($$"""providers: { far: { dialect: openai-chat, base_url: "{{upstream.Address}}v1", {{provider}} } }""");
}
