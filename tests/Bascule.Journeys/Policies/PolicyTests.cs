using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Policies;

/// <summary>Policies over real sockets: who may not see a request is not asked, in no case, and the refusal names the policy.</summary>
public sealed class PolicyTests
{
    private const string AdminKey = "admin-0123456789abcdef0123456789";

    private const string AtHome = """
        policies:
          - { name: at home, when: { data_class: confidential }, require: { hosting: self, jurisdiction: eu } }
        """;

    private const string Chat = """{"model":"assistant","messages":[{"role":"user","content":"hi"}],"max_tokens":9}""";

    /// <summary>What each dialect's callers send, and what a refusal looks like there.</summary>
    public static TheoryData<string, string, string> Callers => new()
    {
        { "/v1/chat/completions", Chat, "permission_error" },
        { "/v1/responses", """{"model":"assistant","input":"hi"}""", "permission_error" },
        { "/v1/messages", Chat, "permission_error" },
        { "/v1beta/models/assistant:generateContent", """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""", "PERMISSION_DENIED" },
        { "/api/chat", Chat, "" },
        { "/v1/embeddings", """{"model":"assistant","input":"hi"}""", "permission_error" },
        { "/v1/messages/count_tokens", Chat, "permission_error" },
    };

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Request_ThatNobodyMaySee_IsRefusedInTheCallersDialectAndGoesNowhere(string path, string body, string type)
    {
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ assistant: [openai-chat/m] }}\n{AtHome}");
        using var response = await SendAsync(house.Client, path, body);
        var text = await response.Content.ReadAsStringAsync();
        var row = await house.Gateway.OnlyRowAsync();
        using var decision = JsonDocument.Parse(row.Decision);

        Assert.Equal(403, (int)response.StatusCode);
        Assert.Contains("'at home'", JsonElement.Parse(text).GetProperty("error").ToString(), StringComparison.Ordinal);
        Assert.Contains(type, text, StringComparison.Ordinal);
        Assert.Empty(house.Upstream.Seen);
        Assert.Equal((403, "policy_refused"), (row.Status, row.Error));
        Assert.Equal("at home", decision.RootElement.GetProperty("policies")[0].GetString());
        Assert.Equal(
            ["policy 'at home': hosting is vendor, not self", "policy 'at home': jurisdiction not stated"],
            decision.RootElement.GetProperty("left_out").GetProperty("openai-chat/m").EnumerateArray().Select(reason => reason.GetString()));
    }

    [Fact]
    public async Task Fallback_OfAConfidentialRequest_StaysAmongThoseWhoMaySeeIt()
    {
        await using var house = await StartTwoAsync("routes: { assistant: { candidates: [home/m, openai-chat/m], retries: 0 } }");
        house.Upstream.Handler = request => IsHome(request) ? ScriptedAnswer.Json("""{"error":{"message":"away"}}""", 503) : ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));

        using var secret = await SendAsync(house.Client, "/v1/chat/completions", Chat);
        using var plain = await SendAsync(house.Client, "/v1/chat/completions", Chat, "internal");

        Assert.Equal((503, 200), ((int)secret.StatusCode, (int)plain.StatusCode));
        Assert.Equal([true, true, false], house.Upstream.Seen.Select(IsHome));
    }

    [Fact]
    public async Task Shadow_ThatMayNotSeeIt_IsNotSentIt()
    {
        await using var house = await StartTwoAsync("routes: { assistant: { candidates: [home/m], shadow: { to: openai-chat/m, share: 1 } } }");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));

        using var secret = await SendAsync(house.Client, "/v1/chat/completions", Chat);
        using var plain = await SendAsync(house.Client, "/v1/chat/completions", Chat, "internal");
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while ((await house.Gateway.RowsAsync()).Count < 3)    // the shadow's row comes when it has ended
        {
            Assert.False(bound.IsCancellationRequested, "The shadow has no row.");
        }

        Assert.Equal(3, (await house.Gateway.StopAsync()).Count);
        Assert.Equal(2, house.Upstream.Seen.Count(IsHome));
        Assert.Single(house.Upstream.Seen, request => !IsHome(request));
    }

    [Fact]
    public async Task DataClass_OfTheKeyOrTheRoute_IsNotLoweredByAHeader()
    {
        const string key = "web-0123456789abcdef0123456789ab";
        await using var house = await StartTwoAsync($$"""
            routes:
              assistant: [openai-chat/m]
              secrets: { candidates: [openai-chat/m], data_class: regulated }
            keys: [{ name: hr, key: {{key}}, data_class: confidential }, { name: all, key: {{key}}2, routes: ["*"] }]
            """);
        using var byKey = await SendAsync(house.Client, "/v1/chat/completions", Chat, "public", key);
        using var byRoute = await SendAsync(house.Client, "/v1/chat/completions", Chat.Replace("assistant", "secrets", StringComparison.Ordinal), "public", key + "2");

        Assert.Equal((403, 403), ((int)byKey.StatusCode, (int)byRoute.StatusCode));
        Assert.Empty(house.Upstream.Seen);
    }

    [Fact]
    public async Task Url_InAConfidentialRequest_IsNotFetched()
    {
        await using var house = await StartTwoAsync("routes: { assistant: [home/m] }");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        const string body = """{"model":"assistant","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://pictures.example/secret-name.png"}}]}]}""";
        using var response = await SendAsync(house.Client, "/v1/chat/completions", body);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("a policy says who may read this request", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(house.Upstream.Seen);
    }

    [Fact]
    public async Task Candidate_WhoseLicenceIsNotMet_IsNeverAsked()
    {
        await using var house = await StartTwoAsync("""
            organisation: { monthly_active_users: 800000000 }
            deployments: { llama: { provider: home, upstream: m, licence: llama-3.3 } }
            routes: { assistant: [llama, openai-chat/m] }
            """);
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        using var response = await SendAsync(house.Client, "/v1/chat/completions", Chat, "internal");
        using var direct = await SendAsync(house.Client, "/v1/chat/completions", Chat.Replace("assistant", "llama", StringComparison.Ordinal), "internal");

        Assert.Equal((200, 403), ((int)response.StatusCode, (int)direct.StatusCode));
        Assert.DoesNotContain(house.Upstream.Seen, IsHome);
        var row = (await house.Gateway.RowsAsync()).Single(one => one.Status == 200);
        Assert.Contains("licence clause llama-3.3-mau: 800000000 monthly active users, more than 700000000", row.Decision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_OfAConfidentialRequest_GivesTheSameRecordAsTheLedger()
    {
        await using var house = await StartTwoAsync("routes: { assistant: [openai-chat/m, home/m] }", $"admin_key: {AdminKey}, drain: 1s");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        using var answered = await SendAsync(house.Client, "/v1/chat/completions", Chat);
        var row = await house.Gateway.OnlyRowAsync();
        using var explained = await SendAsync(house.Client, "/bascule/v1/explain", Chat, key: AdminKey);
        var told = JsonElement.Parse(await explained.Content.ReadAsStringAsync());

        Assert.Equal("home/m", row.Deployment);
        Assert.Equal("at home", told.GetProperty("policies")[0].GetString());
        Assert.Equal(JsonElement.Parse(row.Decision).GetProperty("left_out").ToString(), told.GetProperty("decision").GetProperty("left_out").ToString());
        var vendor = told.GetProperty("candidates")[0];
        Assert.False(vendor.GetProperty("eligible").GetBoolean());
        Assert.Equal("policy 'at home': hosting is vendor, not self", vendor.GetProperty("reasons")[0].GetString());
    }

    private static bool IsHome(ScriptedRequest request) => request.Target.StartsWith("/home/", StringComparison.Ordinal);

    /// <summary>A house with a provider of its own ground beside the vendors', at the same upstream.</summary>
    private static Task<ScriptedHouse> StartTwoAsync(string more, string server = "drain: 1s") => ScriptedHouse.StartWithAsync(
        address => $"home: {{ dialect: openai-chat, base_url: \"{address.GetLeftPart(UriPartial.Authority)}/home/v1\", hosting: self, jurisdiction: de }}\n{more}\n{AtHome}", server);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, string body, string dataClass = "confidential", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-bascule-data-class", dataClass);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (path.StartsWith("/v1/messages", StringComparison.Ordinal))
        {
            request.Headers.Add("anthropic-version", "2023-06-01");
        }

        return await client.SendAsync(request);
    }
}
