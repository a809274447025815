using System.Text;
using Bascule.Sandbox.Scripted;

namespace Bascule.Sandbox.Tests.Scripted;

public sealed class ScriptedUpstreamTests
{
    [Fact]
    public async Task Request_Answered_IsRemembered()
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json("{}", 418).With("x-one", "1"));
        using var client = new HttpClient { BaseAddress = upstream.Address };
        using var content = new StringContent("{\"a\":1}");
        using var response = await client.PostAsync("/v1/x?q=%20", content);
        var seen = await upstream.NextAsync();
        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal("1", response.Headers.GetValues("x-one").Single());
        Assert.Equal(("POST", "/v1/x?q=%20", "{\"a\":1}"), (seen.Method, seen.Target, seen.Text));
        Assert.Equal(upstream.Address.Authority, seen.Headers["HOST"]);
        Assert.Same(seen, Assert.Single(upstream.Seen));
    }

    [Fact]
    public async Task Answers_Queued_ComeInOrderAndThenRunOut()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Enqueue(ScriptedAnswer.Json("1"), ScriptedAnswer.Json("2"));
        using var client = new HttpClient { BaseAddress = upstream.Address };
        Assert.Equal("1", await client.GetStringAsync("/"));
        Assert.Equal("2", await client.GetStringAsync("/"));
        using var left = await client.GetAsync("/");
        Assert.Equal(500, (int)left.StatusCode);
    }

    [Fact]
    public async Task Chunk_BeforeAHold_IsOutAndTheRestWaits()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Sse("data: 1\n\n").ThenHold(gate.Task).Then("data: 2\n\n"));
        using var client = new HttpClient { BaseAddress = upstream.Address };
        await using var stream = await client.GetStreamAsync("/");
        using var reader = new StreamReader(stream);
        Assert.Equal("data: 1", await reader.ReadLineAsync());
        Assert.False((await upstream.NextAsync()).Answered.IsCompleted);
        gate.SetResult();
        Assert.Equal("\ndata: 2\n\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Abort_AfterBytes_SendsThoseOnly()
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json("0123456789").InChunksOf(3).AbortAfter(5));
        using var client = new HttpClient { BaseAddress = upstream.Address };
        using var response = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        using var got = new MemoryStream();
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(got));
        Assert.StartsWith(Encoding.UTF8.GetString(got.ToArray()), "01234");
        Assert.False((await upstream.NextAsync()).ClientLeft.IsCompleted);
    }

    [Fact]
    public async Task Client_ThatLeaves_IsNoticed()
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Never());
        using var client = new HttpClient { BaseAddress = upstream.Address };
        using var impatient = new CancellationTokenSource();
        var asked = client.GetAsync("/", impatient.Token);
        var seen = await upstream.NextAsync();
        await impatient.CancelAsync();
        await seen.ClientLeft.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task Connection_Reset_GivesNoAnswer()
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Reset());
        using var client = new HttpClient { BaseAddress = upstream.Address };
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/"));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "Missing required parameter")]
    [InlineData("/v1/messages", "anthropic-version")]
    [InlineData("/v1/responses", "Missing required parameter")]
    [InlineData("/v1beta/models/m:streamGenerateContent?alt=sse", "contents is not specified")]
    [InlineData("/mistral/v1/chat/completions", "Field required")]
    [InlineData("/api/chat", "model is required")]
    [InlineData("/model/m%3A0/converse-stream", "must start with a user message")]
    [InlineData("/v2/chat", "model is required")]
    [InlineData("/generate_stream", "missing field `inputs`")]
    public async Task Strictness_OfTheVendor_RefusesBeforeTheScript(string path, string reason)
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json("{}"), Strictness.Vendor);
        using var client = new HttpClient { BaseAddress = upstream.Address };
        using var content = new StringContent("{}");
        using var response = await client.PostAsync(path, content);
        Assert.True((int)response.StatusCode is 400 or 422);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync());
        Assert.Single(upstream.Seen);
    }
}
