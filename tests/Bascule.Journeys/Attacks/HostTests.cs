using Bascule.Journeys.BadInput;

namespace Bascule.Journeys.Attacks;

/// <summary>Names that a gateway without keys could take for its own, and what a web page could send it by them: DNS rebinding, absolute addresses, forms.</summary>
public sealed class HostTests
{
    private const string Body = """{"model":"openai-chat/m","messages":[{"role":"user","content":"hi"}]}""";
    private const string AdminKey = "admin-0123456789abcdef0123456789";

    private static readonly string[] OperatorPaths =
    [
        "/bascule/v1/deployments/openai-chat/m/drain",
        "/bascule/v1/explain",
        "/bascule/v1/keys",
        "/bascule/v1/requests",
        "/BASCULE/V1/requests",
        "//bascule/v1/requests",
        "/v1/../bascule/v1/requests",
        "/%62ascule/v1/requests",
    ];

    private static readonly (string Target, string Headers)[] Strangers =
    [
        ("/v1/chat/completions", "host: evil.example\r\n"),
        ("/v1/chat/completions", "host: 127.0.0.1.evil.example\r\n"),
        ("/v1/chat/completions", "host: localhost.evil.example\r\n"),
        ("/v1/chat/completions", "host: evil-localhost\r\n"),
        ("/v1/chat/completions", "host: localhost@evil.example\r\n"),
        ("/v1/chat/completions", "host: evil.example@localhost\r\n"),
        ("/v1/chat/completions", "host: localhost:80:80\r\n"),
        ("/v1/chat/completions", "host: [::ffff:8.8.8.8]\r\n"),
        ("/v1/chat/completions", "host: 0.0.0.0\r\n"),
        ("/v1/chat/completions", "host: 127.0.0.1, evil.example\r\n"),
        ("/v1/chat/completions", "host: localhost\r\nhost: evil.example\r\n"),
        ("/v1/chat/completions", "host: evil.example\r\nx-forwarded-host: localhost\r\n"),
        ("/v1/chat/completions", "host: \r\n"),
        ("/v1/chat/completions", ""),
        ("http://evil.example/v1/chat/completions", "host: localhost\r\n"),
        ("http://localhost/v1/chat/completions", "host: evil.example\r\n"),
        ("http://localhost@evil.example/v1/chat/completions", "host: localhost\r\n"),
        ("/v1/chat/completions", "host: localhost\r\norigin: null\r\n"),
        ("/v1/chat/completions", "host: localhost\r\norigin: http://localhost.evil.example\r\n"),
        ("/v1/chat/completions", "host: localhost\r\nForwarded: for=127.0.0.1;host=localhost\r\n"),
        ("/v1/chat/completions", "host: localhost\r\nX-FORWARDED-ANYTHING: 1\r\n"),
    ];

    [Fact]
    public async Task WithoutKeys_AnotherHostOrAPage_IsRefused()
    {
        await using var house = await ScriptedHouse.StartAsync();
        foreach (var (target, headers) in Strangers)
        {
            var status = await StatusAsync(house.Gateway, $"POST {target} HTTP/1.1\r\n{headers}content-type: application/json\r\n", Body);
            Assert.True(status is >= 400 and < 500, $"{target} {headers}: {status}");
        }

        Assert.Empty(house.Upstream.Seen);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("text/plain; application/json")]
    [InlineData("multipart/form-data; boundary=application/json")]
    public async Task WithoutKeys_FormOfAPage_IsNotRead(string type)
    {
        await using var house = await ScriptedHouse.StartAsync();
        var (page, bare) = ("origin: https://evil.example\r\n", "");
        Assert.Equal(403, await StatusAsync(house.Gateway, $"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n{page}content-type: {type}\r\n", Body));
        Assert.Equal(415, await StatusAsync(house.Gateway, $"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n{bare}content-type: {type}\r\n", Body));
        Assert.Empty(house.Upstream.Seen);
    }

    // The page has the operator's browser and his cookies, and never his key; by a rebound name it would be of the same origin.
    [Fact]
    public async Task AdminApi_FromAPage_IsClosed()
    {
        await using var house = await ScriptedHouse.StartAsync(server: $"drain: 1s, admin_key: {AdminKey}");
        foreach (var path in OperatorPaths)
        {
            foreach (var page in (string[])["origin: https://evil.example\r\n", $"cookie: key={AdminKey}; admin_key={AdminKey}\r\n", $"x-api-key: {AdminKey}\r\n", "authorization: Basic YWRtaW46YWRtaW4=\r\n", "authorization: Bearer \r\n"])
            {
                foreach (var method in (string[])["GET", "POST", "DELETE"])
                {
                    var status = await StatusAsync(house.Gateway, $"{method} {path}?admin_key={AdminKey}&key={AdminKey} HTTP/1.1\r\nhost: localhost\r\n{page}content-type: application/x-www-form-urlencoded\r\n", "a=b");
                    Assert.True(status is >= 400 and < 500, $"{method} {path} {page}: {status}");
                }
            }
        }

        Assert.Equal(403, await StatusAsync(house.Gateway, $"GET /bascule/v1/requests HTTP/1.1\r\nhost: rebound.evil.example\r\nauthorization: Bearer {AdminKey}\r\n", ""));
        Assert.Equal(200, await StatusAsync(house.Gateway, $"GET /bascule/v1/requests HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {AdminKey}\r\n", ""));
    }

    // A key bound to a network: whoever is not the trusted proxy can't speak for another address, and who comes through it can't put one before his own.
    [Theory]
    [InlineData("", "x-forwarded-for: 10.1.2.3", "forwarded: for=10.1.2.3", "x-real-ip: 10.1.2.3")]
    [InlineData(
        ", trusted_proxies: [127.0.0.0/8]", "x-forwarded-for: 10.1.2.3, 203.0.113.9", "x-forwarded-for: 10.1.2.3\r\nx-forwarded-for: 203.0.113.9", "x-real-ip: 10.1.2.3\r\nx-forwarded-for: 203.0.113.9",
        "x-forwarded-for: nonsense, 203.0.113.9", "x-original-for: 10.1.2.3")]
    public async Task ForwardedAddress_OfAStranger_DoesNotCount(string trusted, params string[] sent)
    {
        await using var house = await ScriptedHouse.StartAsync(
            "keys: [{ name: office, key: bk-office-0123456789abcdef, addresses: [10.0.0.0/8], routes: [\"*\"] }]", server: "drain: 1s" + trusted);
        foreach (var headers in sent)
        {
            Assert.Equal(403, await StatusAsync(
                house.Gateway, $"POST /v1/chat/completions HTTP/1.1\r\nhost: ai.example\r\nx-api-key: bk-office-0123456789abcdef\r\n{headers}\r\ncontent-type: application/json\r\n", Body));
        }

        Assert.Empty(house.Upstream.Seen);
    }

    private static async Task<int> StatusAsync(Gateway gateway, string head, string body)
    {
        await using var caller = await RawCaller.ConnectAsync(gateway.Address);
        await caller.SendAsync($"{head}content-length: {body.Length}\r\nconnection: close\r\n\r\n{body}");
        var answer = await caller.ReadAnswerAsync();
        Assert.StartsWith("HTTP/1.1 ", answer);
        return int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3));
    }
}
