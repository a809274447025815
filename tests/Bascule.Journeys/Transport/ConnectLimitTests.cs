using System.Net;
using System.Net.Sockets;

namespace Bascule.Journeys.Transport;

/// <summary>An address that takes connections and never shakes hands: only the connect limit helps.</summary>
public sealed class ConnectLimitTests
{
    [Theory]
    [InlineData("timeouts: { connect: 100ms }", "")]
    [InlineData("timeouts: { connect: 10m }", "timeouts: { connect: 100ms }")]
    public async Task Connect_PastItsLimit_IsATimeoutThatSaysSo(string provider, string route)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var gateway = await Gateway.StartAsync(
            $$"""
            providers: { silent: { dialect: openai-chat, base_url: "https://{{silent.LocalEndpoint}}/v1", {{provider}} } }
            routes: { ask: { candidates: [silent/m], {{route}} } }
            """);
        using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "ask"));
        using var response = await gateway.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("upstream_timeout", body, StringComparison.Ordinal);
        Assert.Contains("'connect'", body, StringComparison.Ordinal);
    }
}
