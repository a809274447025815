using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Policies;

/// <summary>Egress denied, over real sockets: the vendor beside the engine of one's own is never contacted.</summary>
public sealed class EgressTests
{
    private const string Denied = "egress: deny, drain: 1s";

    private const string Chat = """{"model":"assistant","messages":[{"role":"user","content":"hi"}],"max_tokens":9}""";

    [Fact]
    public async Task Vendor_WithEgressDenied_IsNeverContacted()
    {
        await using var house = await StartAsync("routes: { assistant: { candidates: [openai-chat/m, home/m], retries: 0, shadow: { to: anthropic/m, share: 1 } } }");
        house.Upstream.Handler = request => IsHome(request) ? ScriptedAnswer.Json("{\"error\":{\"message\":\"away\"}}", 503) : ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        var away = await AskAsync(house, Chat);
        var direct = await AskAsync(house, Chat.Replace("assistant", "openai-chat/m", StringComparison.Ordinal));
        var rows = await house.Gateway.StopAsync();

        Assert.Equal((503, 403), (away.Status, direct.Status));
        Assert.Contains("policy_refused", direct.Text, StringComparison.Ordinal);
        Assert.All(house.Upstream.Seen, request => Assert.True(IsHome(request)));
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Contains("server.egress is deny and its hosting is vendor", row.Decision, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OwnEngine_WithEgressDenied_Answers()
    {
        await using var house = await StartAsync("routes: { assistant: [home/m] }");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        Assert.Equal(200, (await AskAsync(house, Chat)).Status);
    }

    [Fact]
    public async Task OwnEngine_ThatRedirectsOutside_IsNotFollowed()
    {
        await using var house = await StartAsync("routes: { assistant: { candidates: [home/m], retries: 0 } }");
        var root = house.Upstream.Address.GetLeftPart(UriPartial.Authority);
        house.Upstream.Handler = request => IsHome(request) ? ScriptedAnswer.Json("{}", 307).With("location", $"{root}/elsewhere") : ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        Assert.Equal(502, (await AskAsync(house, Chat)).Status);
        Assert.True(IsHome(Assert.Single(house.Upstream.Seen)));
    }

    [Fact]
    public async Task Url_WithEgressDenied_IsNotFetched()
    {
        await using var house = await StartAsync("routes: { assistant: [home/m] }");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        var told = await AskAsync(house, """{"model":"assistant","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://pictures.example/a.png"}}]}]}""");
        Assert.Equal((400, "url_not_fetched"), (told.Status, JsonElement.Parse(told.Text).GetProperty("error").GetProperty("code").GetString()));
    }

    private static bool IsHome(ScriptedRequest request) => request.Target.StartsWith("/home/", StringComparison.Ordinal);

    private static async Task<(int Status, string Text)> AskAsync(ScriptedHouse house, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await house.Client.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static Task<ScriptedHouse> StartAsync(string more) => ScriptedHouse.StartWithAsync(
        address => $"home: {{ dialect: openai-chat, base_url: \"{address.GetLeftPart(UriPartial.Authority)}/home/v1\", hosting: self, jurisdiction: de }}\n{more}", Denied);
}
