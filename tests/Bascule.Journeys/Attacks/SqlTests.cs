using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Attacks;

/// <summary>SQL in every string that comes from outside: it is stored and compared as text, and the ledger stays what it was.</summary>
public sealed class SqlTests
{
    private const string AdminKey = "admin-0123456789abcdef0123456789";
    private const string Secret = "bk-caller-0123456789abcdef";

    private static readonly string[] Hostile =
    [
        "'; DROP TABLE ledger; --",
        "' OR '1'='1",
        "\" OR \"\"=\"",
        "%' UNION SELECT id FROM ledger --",
        "@id; DELETE FROM ledger",
        "') ; ATTACH DATABASE 'x' AS x; --",
        "$.a\"]'",
        "\\'; VACUUM; --",
    ];

    [Fact]
    public async Task Strings_OfEveryKind_AreTextInTheLedgerAndInItsQuestions()
    {
        await using var house = await ScriptedHouse.StartAsync(
            $$"""
            routes: { "any-*": ["openai-chat/*"] }
            keys: [{ name: "{{Hostile[0]}}", key: {{Secret}}, team: "{{Hostile[1]}}", routes: ["*"], may_set_tier: true }]
            """,
            server: $"drain: 1s, admin_key: {AdminKey}");
        house.Upstream.Handler = static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)).With("x-request-id", Hostile[1]);
        foreach (var text in Hostile)
        {
            var body = new JsonObject { ["model"] = "any-" + text, ["user"] = text, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) };
            var tag = text.Replace("=", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
            var told = await house.Client.AskAsync(
                Ask.OpenAi, body.ToJsonString(), ("x-api-key", Secret), ("x-request-id", text), ("x-bascule-session", text), ("x-bascule-tier", text), ("x-bascule-tags", $"{tag}={tag}"));
            Assert.Equal(200, told.Status);
            var row = await house.Gateway.RowAsync(told.Id);
            Assert.Equal((text, Hostile[0], Hostile[1]), (row.CallerRequestId, row.Key, row.Team));
            Assert.Equal(new KeyValuePair<string, string>(tag.Trim(), tag.Trim()), Assert.Single(row.Tags));
        }

        foreach (var text in Hostile)
        {
            await AssertTextAsync(house, text);
        }

        Assert.Equal(Hostile.Length, (await house.Gateway.RowsAsync()).Count);
    }

    private static async Task AssertTextAsync(ScriptedHouse house, string text)
    {
        var written = Uri.EscapeDataString(text);
        foreach (var name in (string[])["key", "team", "route", "deployment", "status", "since", "until", "cursor", "limit"])
        {
            var (status, answer) = await GetAsync(house, $"/bascule/v1/requests?{name}={written}", AdminKey);
            Assert.True(status is 200 or 400, $"{name}: {status} {answer}");
            var asked = status == 200 ? answer.GetProperty("data").GetArrayLength() : 0;
            Assert.Equal(status == 200 && name == "key" && text == Hostile[0] ? Hostile.Length : status == 200 && name == "team" && text == Hostile[1] ? Hostile.Length : asked is 0 or 1 ? asked : 0, asked);
        }

        foreach (var path in (string[])[$"/bascule/v1/requests/{written}", $"/bascule/v1/deployments/{written}"])
        {
            Assert.InRange((await GetAsync(house, path, AdminKey)).Status, 400, 404);
        }

        Assert.Equal(text == Hostile[0] ? 200 : 404, (await GetAsync(house, $"/bascule/v1/keys/{written}", AdminKey)).Status);    // a key may be called so
        Assert.InRange((await GetAsync(house, $"/v1/requests/{written}", Secret)).Status, 400, 404);
        Assert.InRange((await GetAsync(house, $"/v1/responses/{written}", Secret)).Status, 400, 404);
        var (summed, usage) = await GetAsync(house, $"/bascule/v1/usage?by={Uri.EscapeDataString("tag." + text.Replace(",", "", StringComparison.Ordinal))}", AdminKey);
        Assert.Equal(200, summed);
        Assert.Equal(Hostile.Length, usage.GetProperty("total").GetProperty("requests").GetInt32());
        Assert.Equal(400, (await GetAsync(house, $"/bascule/v1/usage?by={written}", AdminKey)).Status);
        var continued = await house.Client.AskAsync(Ask.OpenAi, Request(text));
        Assert.InRange(continued.Status, 400, 404);
    }

    private static HttpRequestMessage Request(string previous) => new(HttpMethod.Post, "/v1/responses")
    {
        Content = new StringContent(new JsonObject { ["model"] = "any-m", ["input"] = "hi", ["previous_response_id"] = previous }.ToJsonString(), null, "application/json"),
        Headers = { { "x-api-key", Secret } },
    };

    private static async Task<(int Status, JsonElement Answer)> GetAsync(ScriptedHouse house, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("authorization", "Bearer " + key);
        using var response = await house.Client.SendAsync(request);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }
}
