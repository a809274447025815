using System.Net;
using System.Text.Json.Nodes;
using Bascule.Engine.Providers.Fetching;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Fetching;

/// <summary>Media by URL: fetched by the gateway where the deployment must not or cannot, passed on where it can.</summary>
public sealed class InlineTests : IAsyncLifetime
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3, 4];
    private static readonly string Data = Convert.ToBase64String(Png);

    private readonly UrlFetcher _fetcher = new(TimeProvider.System, (_, _) => Task.FromResult(new[] { IPAddress.Loopback }), _ => true);
    private ScriptedUpstream _pictures = null!;

    private string Url => $"http://pictures.example:{_pictures.Address.Port}/a.png";

    public async ValueTask InitializeAsync() =>
        _pictures = await ScriptedUpstream.StartAsync(request => request.Target.StartsWith("/a.png", StringComparison.Ordinal)
            ? ScriptedAnswer.Whole(Png, "image/png")
            : ScriptedAnswer.Whole("gone"u8.ToArray(), "text/plain", 404));

    public async ValueTask DisposeAsync()
    {
        await _pictures.DisposeAsync();
        _fetcher.Dispose();
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task SameDialect_SelfHosted_GetsTheBytesAndEveryOtherByteAsItWas(string dialect)
    {
        await using var house = await ScriptedHouse.StartAsync(provider: "hosting: self", fetcher: _fetcher);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(dialect)));
        var body = WithImage(dialect, $"{dialect}/m", Url);
        var told = await house.Client.AskAsync(dialect, body);
        Assert.Equal(200, told.Status);
        var expected = dialect == Ask.Anthropic
            ? body.Replace($$"""{"type":"url","url":"{{Url}}"}""", $$"""{"type":"base64","media_type":"image/png","data":"{{Data}}"}""", StringComparison.Ordinal)
            : body.Replace(Url, $"data:image/png;base64,{Data}", StringComparison.Ordinal);
        Assert.Equal(expected.Replace($"\"{dialect}/m\"", "\"m\"", StringComparison.Ordinal), Assert.Single(house.Upstream.Seen).Text);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Contains("inline", JsonNode.Parse(row.Decision!)!["edits"]!.AsArray().Select(edit => (string)edit!));
    }

    [Fact]
    public async Task Crossing_ToAVendorThatTakesUrls_PassesThemOn()
    {
        await using var house = await ScriptedHouse.StartAsync(fetcher: _fetcher);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.Anthropic)));
        Assert.Equal(200, (await house.Client.AskAsync(Ask.OpenAi, WithImage(Ask.OpenAi, "anthropic/m", Url))).Status);
        Assert.Contains(Url, Assert.Single(house.Upstream.Seen).Text, StringComparison.Ordinal);
        Assert.Empty(_pictures.Seen);
    }

    [Theory]
    [InlineData(Ask.OpenAi, Ask.Anthropic)]
    [InlineData(Ask.Anthropic, Ask.OpenAi)]
    public async Task Crossing_ToASelfHostedEngine_GivesTheBytes(string caller, string provider)
    {
        await using var house = await ScriptedHouse.StartAsync(provider: "hosting: self", fetcher: _fetcher);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(provider)));
        Assert.Equal(200, (await house.Client.AskAsync(caller, WithImage(caller, $"{provider}/m", Url))).Status);
        var sent = Assert.Single(house.Upstream.Seen).Text;
        Assert.Contains(Data, sent, StringComparison.Ordinal);
        Assert.DoesNotContain("pictures.example", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SelfHosted_ThatMayFetch_IsGivenTheUrl()
    {
        await using var house = await ScriptedHouse.StartAsync(provider: "hosting: self, urls: pass", fetcher: _fetcher);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        await house.Client.AskAsync(Ask.OpenAi, WithImage(Ask.OpenAi, "openai-chat/m", Url));
        Assert.Contains(Url, Assert.Single(house.Upstream.Seen).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fallback_AfterAFetch_FetchesNothingTwice()
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { both: { candidates: [openai-chat/a, openai-chat/b, anthropic/c], retries: 0 } }", "hosting: self", fetcher: _fetcher);
        house.Upstream.Enqueue(ScriptedAnswer.Json("{}", 503), ScriptedAnswer.Json("{}", 503), ScriptedAnswer.Json(Wire.Answer(Ask.Anthropic)));
        Assert.Equal(200, (await house.Client.AskAsync(Ask.OpenAi, WithImage(Ask.OpenAi, "both", Url))).Status);
        Assert.Equal(3, house.Upstream.Seen.Count(request => request.Text.Contains(Data, StringComparison.Ordinal)));
        Assert.Single(_pictures.Seen);
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task FetchOff_IsTheCallers400WithPlaceAndMend(string dialect)
    {
        await using var house = await ScriptedHouse.StartAsync(provider: "hosting: self", server: "drain: 1s, fetch: off", fetcher: _fetcher);
        var told = await house.Client.AskAsync(dialect, WithImage(dialect, $"{dialect}/m", Url));
        Assert.Equal(400, told.Status);
        Assert.Contains("messages[0].content[1]", told.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("base64", told.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(_pictures.Seen);
        Assert.Empty(house.Upstream.Seen);
    }

    [Fact]
    public async Task FailedFetch_AsksACandidateThatTakesTheUrl()
    {
        var more = "  vendor: { dialect: anthropic, base_url: \"ROOT\", api_key: k }\nroutes: { both: [openai-chat/a, vendor/b] }";
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var gateway = await Gateway.StartAsync(
            ScriptedHouse.Config(upstream, more.Replace("ROOT", upstream.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal), "hosting: self"), fetcher: _fetcher);
        upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.Anthropic)));
        var told = await gateway.Client.AskAsync(Ask.OpenAi, WithImage(Ask.OpenAi, "both", Url.Replace("a.png", "gone", StringComparison.Ordinal)));
        Assert.Equal(200, told.Status);
        Assert.Equal("vendor/b", told.Header("x-bascule-deployment"));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://nowhere.invalid/x.png")]
    public async Task Inside_AndNowhere_AreToldAlike(string url)
    {
        await using var house = await ScriptedHouse.StartAsync(provider: "hosting: self");
        var told = await house.Client.AskAsync(Ask.OpenAi, WithImage(Ask.OpenAi, "openai-chat/m", url));
        Assert.Equal(400, told.Status);
        Assert.Equal("url_not_fetched", told.Error.GetProperty("code").GetString());
        Assert.Equal("messages[0].content[1]", told.Error.GetProperty("param").GetString());
        Assert.StartsWith("messages[0].content[1] is a URL that could not be fetched.", told.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(house.Upstream.Seen);
    }

    [Fact]
    public async Task AFileAddress_IsNeverHandedToAnEngine()
    {
        await using var house = await ScriptedHouse.StartAsync(provider: "hosting: self", fetcher: _fetcher);
        var told = await house.Client.AskAsync(Ask.OpenAi, WithImage(Ask.OpenAi, "openai-chat/m", "file:///etc/passwd"));
        Assert.Equal(400, told.Status);
        Assert.Empty(house.Upstream.Seen);
    }

    private static string WithImage(string dialect, string model, string url) => dialect == Ask.Anthropic
        ? $$$"""{ "model":"{{{model}}}","max_tokens":100, "x_unknown": 1.50, "messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image","source":{"type":"url","url":"{{{url}}}"}}]}]}"""
        : $$$"""{ "model":"{{{model}}}", "x_unknown": 1.50, "messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"{{{url}}}","detail":"low"}}]}]}""";
}
