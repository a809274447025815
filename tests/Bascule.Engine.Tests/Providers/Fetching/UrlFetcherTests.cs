using System.Net;
using System.Text;
using Bascule.Engine.Providers.Fetching;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Providers.Fetching;

public sealed class UrlFetcherTests
{
    private static readonly IPAddress Public = IPAddress.Parse("8.8.8.8");

    [Fact]
    public async Task Fetch_AnAllowedHost_GivesItsBytesAndTheirOwnType()
    {
        await using var host = new PicturesHost(PicturesHost.Png, "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream");
        using var fetcher = Trusting();
        var fetched = await FetchAsync(fetcher, $"http://pictures.example:{host.Port}/a.png?x=1");
        Assert.Equal("image/png", fetched.Media!.MediaType);
        Assert.Equal(PicturesHost.Png, fetched.Media.Bytes.ToArray());
        var head = Assert.Single(host.Asked);
        Assert.StartsWith($"GET /a.png?x=1 HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"Host: pictures.example:{host.Port}\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("authorization", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("cookie", head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("0")]
    public async Task Fetch_ThisMachine_IsNotReached(string name)
    {
        await using var host = new PicturesHost(PicturesHost.Png);
        using var fetcher = new UrlFetcher(TimeProvider.System);
        var fetched = await FetchAsync(fetcher, $"http://{name}:{host.Port}/");
        Assert.Equal(FetchTrouble.NotReached, fetched.Trouble);
        Assert.Empty(host.Asked);
    }

    [Fact]
    public async Task Fetch_ANameThatIsPublicFirstAndLoopbackThen_IsResolvedOnceAndNeverReachesTheInside()
    {
        await using var host = new PicturesHost(PicturesHost.Png);
        var asked = 0;
        using var fetcher = new UrlFetcher(TimeProvider.System, (_, _) => Task.FromResult(new[] { asked++ == 0 ? IPAddress.Loopback : Public }), _ => true);
        Assert.NotNull((await FetchAsync(fetcher, $"http://rebinding.example:{host.Port}/")).Media);
        Assert.Equal(1, asked);

        // The other way round: what was judged is what is connected to, so the second answer never counts.
        asked = 0;
        using var guarded = new UrlFetcher(new FakeTimeProvider(), (_, _) => Task.FromResult(new[] { asked++ == 0 ? IPAddress.Loopback : Public }), PublicAddress.Is);
        Assert.Equal(FetchTrouble.NotReached, (await FetchAsync(guarded, $"http://rebinding.example:{host.Port}/")).Trouble);
        Assert.Equal(1, asked);
        Assert.Single(host.Asked);
    }

    [Fact]
    public async Task Fetch_ANameWithOnePrivateAddressAmongPublicOnes_IsNotReached()
    {
        await using var host = new PicturesHost(PicturesHost.Png);
        using var fetcher = new UrlFetcher(TimeProvider.System, (_, _) => Task.FromResult(new[] { Public, IPAddress.Loopback }), PublicAddress.Is);
        Assert.Equal(FetchTrouble.NotReached, (await FetchAsync(fetcher, $"http://both.example:{host.Port}/")).Trouble);
        Assert.Empty(host.Asked);
    }

    [Fact]
    public async Task Fetch_ARedirect_IsNotFollowed()
    {
        await using var host = new PicturesHost([], "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/latest");
        using var fetcher = Trusting();
        Assert.Equal(FetchTrouble.Redirect, (await FetchAsync(fetcher, $"http://a.example:{host.Port}/")).Trouble);
        Assert.Single(host.Asked);
    }

    [Fact]
    public async Task Fetch_TooMuch_IsCutAlsoWhenTheLengthIsNotTold()
    {
        await using var endless = new PicturesHost(async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\ncontent-type: image/png\r\nconnection: close\r\n\r\n"));
            var chunk = new byte[1 << 20];
            PicturesHost.Png.CopyTo(chunk, 0);
            for (var i = 0; i < 64; i++)
            {
                await stream.WriteAsync(chunk);
            }
        });
        using var fetcher = Trusting();
        Assert.Equal(FetchTrouble.TooLarge, (await FetchAsync(fetcher, $"http://a.example:{endless.Port}/")).Trouble);

        await using var told = new PicturesHost(stream => stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n")).AsTask());
        Assert.Equal(FetchTrouble.TooLarge, (await FetchAsync(fetcher, $"http://a.example:{told.Port}/")).Trouble);
    }

    [Fact]
    public async Task Fetch_AServerThatSaysNothing_EndsAfterTenSeconds()
    {
        var came = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var host = new PicturesHost(_ =>
        {
            came.SetResult();
            return release.Task;
        });
        var time = new FakeTimeProvider();
        using var fetcher = new UrlFetcher(time, (_, _) => Task.FromResult(new[] { IPAddress.Loopback }), _ => true);
        var fetching = FetchAsync(fetcher, $"http://slow.example:{host.Port}/");
        await came.Task;
        Assert.False(fetching.IsCompleted);
        time.Advance(UrlFetcher.MaxTime);
        Assert.Equal(FetchTrouble.NotReached, (await fetching).Trouble);
        release.SetResult();
    }

    [Theory]
    [InlineData("text/html", "<html>", null)]
    [InlineData("image/png", "MZ this is a program", null)]
    [InlineData("image/svg+xml", "<svg/>", null)]
    [InlineData("application/pdf", "%PDF-1.7", "application/pdf")]
    [InlineData("text/plain; charset=utf-8", "words", "text/plain")]
    public async Task Fetch_Content_IsJudgedByItsBytes(string declared, string body, string? type)
    {
        await using var host = new PicturesHost(Encoding.UTF8.GetBytes(body), $"HTTP/1.1 200 OK\r\ncontent-type: {declared}");
        using var fetcher = Trusting();
        var fetched = await FetchAsync(fetcher, $"http://a.example:{host.Port}/");
        Assert.Equal(declared == "text/html" ? "text/plain" : type, fetched.Media?.MediaType);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://a.example/x")]
    [InlineData("gopher://127.0.0.1/")]
    [InlineData("http://user:secret@a.example/x")]
    [InlineData("/etc/passwd")]
    public void IsFetchable_OtherSchemesAndPasswords_AreNot(string url) => Assert.False(UrlFetcher.IsFetchable(url, out _));

    private static UrlFetcher Trusting() => new(TimeProvider.System, (_, _) => Task.FromResult(new[] { IPAddress.Loopback }), _ => true);

    private static Task<Fetched> FetchAsync(UrlFetcher fetcher, string url) => fetcher.FetchAsync(url, _ => true, TestContext.Current.CancellationToken);
}
