using System.Net;
using System.Net.Sockets;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Tests.Providers;

/// <summary>A confined door opens to what is listed and nowhere else, wherever names lead.</summary>
public sealed class DoorTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("192.168.9.9", true)]
    [InlineData("100.64.1.1", true)]
    [InlineData("::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("172.32.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("64:ff9b::808:808", false)]
    [InlineData("2002:808:808::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("2606:4700::1", false)]
    public void PrivateAddress_OfOnesOwnGround_IsToldFromTheRest(string address, bool isOwn) => Assert.Equal(isOwn, PrivateAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public async Task Confined_ToAListedName_ConnectsToTheAddressItJudged()
    {
        using var there = new TcpListener(IPAddress.Loopback, 0);
        there.Start();
        var port = ((IPEndPoint)there.LocalEndpoint).Port;
        Assert.Equal(0, await AskAsync($"gpu.internal:{port}", $"http://GPU.internal:{port}/", IPAddress.Loopback));
    }

    [Theory]
    [InlineData("http://gpu.internal:8000/", "8.8.8.8")]
    [InlineData("http://gpu.internal:8000/", "127.0.0.1", "8.8.8.8")]
    [InlineData("http://gpu.internal:8000/", "169.254.169.254")]
    [InlineData("http://gpu.internal:8000/", "::ffff:8.8.8.8")]
    [InlineData("http://gpu.internal:8000/")]
    [InlineData("http://gpu.internal:8001/", "127.0.0.1")]
    [InlineData("http://other.internal:8000/", "127.0.0.1")]
    [InlineData("http://127.0.0.1:8000/", "127.0.0.1")]
    [InlineData("http://gpu.internal.evil.example:8000/", "127.0.0.1")]
    public async Task Confined_ToAnythingElse_OpensNothing(string url, params string[] leadsTo) =>
        Assert.Equal(1, await AskAsync("gpu.internal:8000", url, [.. leadsTo.Select(IPAddress.Parse)]));

    /// <summary>0: a connection was opened (and said nothing); 1: the door refused.</summary>
    private static async Task<int> AskAsync(string listed, string url, params IPAddress[] leadsTo)
    {
        var opened = false;
        var door = new Door([listed], (_, _) => Task.FromResult(leadsTo));
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancel) =>
            {
                var stream = await door.ConnectAsync(context, cancel);
                opened = true;
                await stream.DisposeAsync();
                throw new IOException("seen");
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        var trouble = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, CancellationToken.None));
        Assert.Equal(opened, trouble is not EgressDeniedException && trouble.InnerException is not EgressDeniedException);
        return opened ? 0 : 1;
    }
}
