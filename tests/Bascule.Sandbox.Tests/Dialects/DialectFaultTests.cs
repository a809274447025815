using System.Net;
using System.Text;
using System.Text.Json;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Dialects;

/// <summary>Every fault in every dialect, in that dialect's words.</summary>
public sealed class DialectFaultTests(Box sandbox) : IClassFixture<Box>
{
    public static TheoryData<string> Names => [.. Spoken.All.Keys];

    private Task<HttpResponseMessage> AskAsync(string name, string suffix, bool stream, params (string, string)[] headers) =>
        sandbox.PostAsync(Spoken.All[name].Path(suffix, stream), Spoken.All[name].Asking(suffix, stream), headers);

    private async Task<string> TextAsync(string name, string suffix, bool stream)
    {
        using var response = await AskAsync(name, suffix, stream);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Status_AskedBySuffixOrHeader_ComesInTheDialectsWords(string name)
    {
        using var limited = await AskAsync(name, "+429", stream: false);
        Assert.Equal(429, (int)limited.StatusCode);
        Assert.NotNull(limited.Headers.RetryAfter);
        Assert.Contains(Spoken.All[name].Limited, await limited.Content.ReadAsStringAsync());
        using var overloaded = await AskAsync(name, "", stream: true, ("x-sandbox-fault", "503"));
        Assert.Equal(503, (int)overloaded.StatusCode);
        Assert.Contains(Spoken.All[name].Overloaded, await overloaded.Content.ReadAsStringAsync());
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Context_Asked_IsRefused(string name)
    {
        using var response = await AskAsync(name, "+context", stream: true);
        Assert.True((int)response.StatusCode is 400 or 422);
        Assert.Contains(Spoken.All[name].Context, await response.Content.ReadAsStringAsync());
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Filter_Asked_SaysSo(string name)
    {
        Assert.Contains(Spoken.All[name].Filter, await TextAsync(name, "+filter", stream: false));
        Assert.Contains(Spoken.All[name].Filter.Split(' ')[0], await TextAsync(name, "+filter", stream: true));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Error_InAStream_EndsIt(string name)
    {
        var text = await TextAsync(name, "+error", stream: true);
        Assert.Contains(Spoken.All[name].Broken, text);
        Assert.DoesNotContain("word30", text);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Malformed_Asked_IsNoJson(string name)
    {
        var whole = await TextAsync(name, "+malformed", stream: false);
        Assert.ThrowsAny<JsonException>(() => JsonElement.Parse(whole));
        Assert.Contains("bro", await TextAsync(name, "+malformed", stream: true));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Cut_Asked_BreaksOffTheBody(string name)
    {
        foreach (var stream in new[] { false, true })
        {
            using var response = await AskAsync(name, "+cut", stream);
            await using var body = await response.Content.ReadAsStreamAsync();
            using var got = new MemoryStream();
            await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(got));
            Assert.True(got.Length > 0);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Reset_Asked_DropsTheConnection(string name) => await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(name, "+reset", stream: true));

    [Theory, MemberData(nameof(Names))]
    public async Task Slow_Asked_StillSendsAll(string name) => Assert.Contains("word30", await TextAsync(name, "+slow", stream: false));

    [Theory, MemberData(nameof(Names))]
    public async Task Html_Asked_IsAWebPage(string name)
    {
        foreach (var stream in new[] { false, true })
        {
            using var response = await AskAsync(name, "+html", stream);
            Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.Contains("<html>", await response.Content.ReadAsStringAsync());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Silent_Asked_SendsHeadersAlone(string name)
    {
        foreach (var stream in new[] { false, true })
        {
            using var response = await AskAsync(name, "+silent", stream);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await using var body = await response.Content.ReadAsStreamAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body.ReadAsync(new byte[1], patience.Token).AsTask());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Stall_Asked_SendsAPieceAndThenNothing(string name)
    {
        using var response = await AskAsync(name, "+stall", stream: true);
        await using var body = await response.Content.ReadAsStreamAsync();
        Assert.True(await body.ReadAsync(new byte[1]) == 1);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body.CopyToAsync(Stream.Null, patience.Token));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Loop_Asked_SaysTheSameUntilItsLimit(string name) =>
        Assert.True((await TextAsync(name, "+loop", stream: false)).Split("say it again").Length > 30);

    [Theory, MemberData(nameof(Names))]
    public async Task Empty_Asked_EndsLikeAnAnswer(string name)
    {
        Assert.DoesNotContain("word", await TextAsync(name, "+empty", stream: false));
        Assert.DoesNotContain("word", await TextAsync(name, "+empty", stream: true));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Hang_Asked_SendsNothing(string name)
    {
        var asked = AskAsync(name, "+hang", stream: true);
        using var other = await AskAsync(name, "", stream: false);    // by then the first is heard, too
        Assert.False(asked.IsCompleted);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Body_ThatIsNoJson_IsRefused(string name)
    {
        using var response = await sandbox.PostAsync(Spoken.All[name].Path("", stream: false), "{\"model\":");
        Assert.True((int)response.StatusCode is 400 or 422);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Method_Wrong_IsRefused(string name)
    {
        using var response = await sandbox.Client.GetAsync(Spoken.All[name].Path("", stream: false));
        // Below Gemini's models anything may be fetched by name, and is not found.
        Assert.Equal(name.StartsWith("gemini", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }
}
