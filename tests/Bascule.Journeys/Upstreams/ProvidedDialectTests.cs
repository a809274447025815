namespace Bascule.Journeys.Upstreams;

/// <summary>Callers of both dialects before providers of dialects that no caller speaks: whole, streamed, failing and cut, over real sockets.</summary>
public sealed class ProvidedDialectTests
{
    private static readonly string[] Provided = ["mistral", "bedrock", "cohere"];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var provided in Provided)
            {
                pairs.Add(Ask.OpenAi, provided);
                pairs.Add(Ask.Anthropic, provided);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Whole_OfAProvidedDialect_IsTheCallers(string caller, string provided)
    {
        await using var house = await HouseAsync(provided);
        house.Upstream.Enqueue(ProvidedWire.Whole(provided));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, $"{provided}/up-model-2026"));

        Assert.Equal(200, told.Status);
        Assert.Contains("42", told.Text);
        Assert.Contains("\"model\":\"up-model-2026\"", told.Text);
        Assert.DoesNotContain("\"id\":\"\"", told.Text);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((provided, 11L, 3L, false), (row.DialectOut, row.Usage!.Input, row.Usage.Output, row.Usage.Estimated));
        AssertSigned(house);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Stream_OfAProvidedDialect_EndsWithTheCallersOwnProof(string caller, string provided)
    {
        await using var house = await HouseAsync(provided);
        house.Upstream.Enqueue(ProvidedWire.Stream(provided, ProvidedWire.Frames(provided)).InChunksOf(11));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, $"{provided}/up-model-2026", stream: true));

        Assert.True(told.Ended, told.Text);
        Assert.Null(told.StreamError);
        Assert.Contains("\"model\":\"up-model-2026\"", told.Text);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((200, 11L, 3L, false), (row.Status, row.Usage!.Input, row.Usage.Output, row.Usage.Estimated));
        AssertSigned(house);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Stream_WithAnErrorInside_EndsWithAnErrorEvent(string caller, string provided)
    {
        await using var house = await HouseAsync(provided);
        house.Upstream.Enqueue(ProvidedWire.Stream(provided, [.. ProvidedWire.Frames(provided)[..3], ProvidedWire.Error(provided)]));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, $"{provided}/m", stream: true));

        AssertFailed(told);
        Assert.NotNull((await house.Gateway.RowAsync(told.Id)).Error);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Stream_CutAfterWords_IsNeverASilentEnd(string caller, string provided)
    {
        await using var house = await HouseAsync(provided);
        house.Upstream.Enqueue(ProvidedWire.Stream(provided, ProvidedWire.Frames(provided)[..3]));
        house.Upstream.Enqueue(ProvidedWire.Stream(provided, ProvidedWire.Frames(provided)[..3]).ThenAbort());
        for (var one = 0; one < 2; one++)
        {
            var told = await house.Client.AskAsync(caller, Ask.Body(caller, $"{provided}/m", stream: true));
            AssertFailed(told);
            Assert.Equal("upstream_unreachable", (await house.Gateway.RowAsync(told.Id)).Error);
        }
    }

    [Fact]
    public async Task Bedrock_WithoutAKey_IsSignedWithTheAccountsCredentials()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIDTEST");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "a-secret-of-a-test");
        await using var house = await ScriptedHouse.StartWithAsync(upstream => ProvidedWire.Provider("bedrock", upstream, key: ""));
        house.Upstream.Enqueue(ProvidedWire.Whole("bedrock"));
        var told = await house.Client.AskAsync(Ask.Anthropic, Ask.Body(Ask.Anthropic, "bedrock/amazon.nova-lite-v1:0"));

        Assert.Equal(200, told.Status);
        var seen = Assert.Single(house.Upstream.Seen);
        Assert.Equal("/model/amazon.nova-lite-v1%3A0/converse", seen.Target);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKIDTEST/", seen.Headers["authorization"], StringComparison.Ordinal);
        Assert.Contains("SignedHeaders=content-type;host;x-amz-date", seen.Headers["authorization"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task Azure_WithoutKeyAndIdentity_IsTheOperatorsTroubleInWords(string caller)
    {
        Environment.SetEnvironmentVariable("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential");    // no metadata server is waited for
        await using var house = await ScriptedHouse.StartWithAsync(upstream => ProvidedWire.Provider("azure-openai", upstream, key: ""));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, "azure-openai/gpt-5"));

        Assert.Equal(502, told.Status);
        Assert.Contains("AZURE_CLIENT_ID", told.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("upstream_auth", (await house.Gateway.RowAsync(told.Id)).Error);
        Assert.Empty(house.Upstream.Seen);
    }

    private static Task<ScriptedHouse> HouseAsync(string provided) => ScriptedHouse.StartWithAsync(upstream => ProvidedWire.Provider(provided, upstream));

    /// <summary>An error event, or an error answer where nothing had gone out yet; never a silent end.</summary>
    private static void AssertFailed(Told told)
    {
        Assert.False(told.Ended);
        Assert.True(told.Status == 200 ? told.StreamError is not null : told.Error.GetProperty("message").GetString() is { Length: > 0 }, told.Text);
    }

    private static void AssertSigned(ScriptedHouse house) =>
        Assert.Contains(Assert.Single(house.Upstream.Seen).Headers, header => header.Value.Contains(ScriptedHouse.UpstreamKey, StringComparison.Ordinal));
}
