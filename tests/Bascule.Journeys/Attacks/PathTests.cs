using Bascule.Journeys.BadInput;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Attacks;

/// <summary>Addresses and ids that would climb out of where they stand.</summary>
public sealed class PathTests
{
    private const string Secret = "bk-caller-0123456789abcdef";

    private static readonly string[] Climbing =
    [
        "/v1/responses/..%2f..%2ffiles",
        "/v1/responses/%2e%2e/%2e%2e/files",
        "/v1/responses/resp_1%00",
        "/v1/responses/resp_1%3fx=1/input_items",
        "/v1/responses/..;/files",
        "/v1/requests/../../bascule/v1/requests",
        "/v1/requests/..%2f..%2fbascule%2fv1%2frequests",
        "/v1/models/../../etc/passwd",
        "/v1/models/..%2f..%2f..%2fetc%2fpasswd",
        "/v1beta/models/..%2f..%2fetc%2fpasswd",
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..\\..\\etc\\passwd",
        "/data/admin.key",
        "/bascule.yaml",
    ];

    [Fact]
    public async Task Address_ThatClimbs_FindsNothing()
    {
        await using var house = await ScriptedHouse.StartAsync($$"""
            routes: { assistant: [openai-chat/m] }
            keys: [{ name: web, key: {{Secret}}, routes: ["*"] }]
            """);
        foreach (var target in Climbing)
        {
            await using var caller = await RawCaller.ConnectAsync(house.Gateway.Address);
            await caller.SendAsync($"GET {target} HTTP/1.1\r\nhost: localhost\r\nx-api-key: {Secret}\r\nconnection: close\r\n\r\n");
            var answer = await caller.ReadAnswerAsync();

            Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", answer);
            Assert.DoesNotContain("root:", answer);
        }

        Assert.Empty(house.Upstream.Seen);
    }

    // An id that is known is asked for at its provider by that id alone.
    [Theory]
    [InlineData("../files")]
    [InlineData("resp_1/../../files")]
    [InlineData("resp_1?stream=true")]
    [InlineData("resp_1#x")]
    public async Task IdOfAnUpstream_ThatWouldClimb_IsNeverAnAddress(string id)
    {
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(
            $$$"""{"id":"{{{id}}}","object":"response","created_at":1,"status":"completed","model":"m","output":[],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}"""));
        await using var gateway = await Gateway.StartAsync($$"""
            providers: { up: { dialect: openai-responses, base_url: "{{upstream.Address}}v1", api_key: k } }
            routes: { assistant: [up/m] }
            """);
        using var made = await gateway.Client.PostAsync("/v1/responses", new StringContent("""{"model":"assistant","input":"hi"}""", null, "application/json"));
        using var read = await gateway.Client.GetAsync("/v1/responses/" + Uri.EscapeDataString(id));

        Assert.Equal(404, (int)read.StatusCode);
        Assert.All(upstream.Seen, seen => Assert.Equal("/v1/responses", seen.Target));
    }
}
