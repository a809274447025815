using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Attacks;

/// <summary>Names that look like a route's, and are none or another's: by case, by Unicode, by what a reader does not see.</summary>
public sealed class NameTests
{
    private const string Secret = "bk-caller-0123456789abcdef";

    private static readonly (string Dialect, string Body)[] Doubled =
    [
        (Ask.OpenAi, """{"model":"kimi","messages":[{"role":"user","content":"hi"}],"model":"dear"}"""),
        (Ask.OpenAi, """{"model":"kimi","messages":[{"role":"user","content":"hi"}],"MODEL":"dear"}"""),
        (Ask.OpenAi, """{"model":"kimi","messages":[{"role":"user","content":"hi"}],"mod\u0065l":"dear"}"""),
        (Ask.OpenAi, """{"model":"kimi","messages":[{"role":"user","content":"hi"}],"messages":[{"role":"user","content":"other"}]}"""),
        (Ask.OpenAi, """{"model":"kimi","messages":[{"role":"user","content":"hi"}],"user":"a","user":"b"}"""),
        (Ask.OpenAi, """{"model":"kimi","messages":[{"role":"user","content":"hi","c\u006fntent":"other"}]}"""),
        (Ask.Anthropic, """{"model":"kimi","max_tokens":9,"messages":[{"role":"user","content":"hi"}],"max_tokens":9000}"""),
        (Ask.Anthropic, """{"model":"kimi","max_tokens":9,"system":"a","messages":[{"role":"user","content":"hi"}],"s\u0079stem":"b"}"""),
    ];

    private static readonly string[] LookAlikes =
    [
        "kimi\u200b",
        "\u200bkimi",
        "kimi ",
        "kimi\0",
        "kimi\n",
        "KIMI",
        "\u212aimi",
        "k\u0456mi",
        "k\u0131mi",
        "ｋｉｍｉ",
        "kími",
        "ki\u0301mi",
        "kimi/",
        "./kimi",
        "OPENAI-CHAT/m",
        "openai-chat\u2215m",
    ];

    [Fact]
    public async Task LookAlike_OfARoute_IsAnUnknownModel()
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { kimi: [openai-chat/m] }");
        foreach (var model in LookAlikes)
        {
            var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, model));

            Assert.Equal((404, "model_not_found"), (told.Status, told.Error.GetProperty("code").GetString()));
        }

        Assert.Empty(house.Upstream.Seen);
    }

    // Two routes by case are two routes: a key for the one opens neither the other nor what a pattern would only match by case.
    [Theory]
    [InlineData("kimi", 200)]
    [InlineData("Kimi", 403)]
    [InlineData("\u212aimi", 403)]
    [InlineData("lab-one", 200)]
    [InlineData("LAB-one", 403)]
    public async Task KeyForARoute_OpensNoLookAlikeOfIt(string model, int status)
    {
        await using var house = await ScriptedHouse.StartAsync($$"""
            routes: { kimi: [openai-chat/m], Kimi: [openai-chat/n], "\u212aimi": [openai-chat/n], lab-one: [openai-chat/m], LAB-one: [openai-chat/n] }
            keys: [{ name: web, key: {{Secret}}, routes: [kimi, "lab-*"] }]
            """);
        house.Upstream.Handler = static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, model), ("x-api-key", Secret));

        Assert.Equal(status, told.Status);
        Assert.DoesNotContain(house.Upstream.Seen, seen => seen.Json.GetProperty("model").GetString() == "n");
        using var listed = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        listed.Headers.Add("x-api-key", Secret);
        var models = await house.Client.AskAsync(Ask.OpenAi, listed);
        Assert.Equal(["kimi", "lab-one"], models.Json.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetString()).Order());
    }

    [Theory]
    [InlineData(@"\u006bimi")]
    [InlineData(@"kim\u0069")]
    public async Task EscapedName_OfARoute_IsThatRouteAndReachesTheUpstreamAsItsOwn(string escaped)
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { kimi: [openai-chat/m] }");
        house.Upstream.Handler = static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "MODEL").Replace("MODEL", escaped, StringComparison.Ordinal));

        Assert.Equal((200, "kimi"), (told.Status, told.Header("x-bascule-route")));
        Assert.Equal("m", Assert.Single(house.Upstream.Seen).Json.GetProperty("model").GetString());
    }

    // A parser that takes the last member, or one that ignores case, must see what the gateway saw: nobody sees anything.
    [Fact]
    public async Task MemberTwiceOrEscaped_IsRefusedBeforeAnythingIsSent()
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { kimi: [openai-chat/m], dear: [openai-chat/n] }");
        foreach (var (dialect, body) in Doubled)
        {
            Assert.Equal(400, (await house.Client.AskAsync(dialect, body)).Status);
        }

        Assert.Empty(house.Upstream.Seen);
    }

    // What a caller writes as a model stands in the address of some vendors: it must stay one segment of it.
    [Theory]
    [InlineData("gemini/../../v1/files?x=1#y")]
    [InlineData("gemini/..%2f..%2fadmin")]
    [InlineData("azure/../../admin?api-version=x")]
    [InlineData("azure/..\\..\\admin")]
    [InlineData("gemini/m:streamGenerateContent?alt=sse&")]
    public async Task ModelName_InAnUpstreamsAddress_LeadsNowhereElse(string model)
    {
        await using var upstream = await ScriptedUpstream.StartAsync(static _ => ScriptedAnswer.Json("{}", 400));
        await using var gateway = await Gateway.StartAsync($$"""
            providers:
              gemini: { dialect: gemini, base_url: "{{upstream.Address}}v1beta", api_key: k }
              azure: { dialect: azure-openai, base_url: "{{upstream.Address}}", api_version: 2024-10-21, api_key: k }
            """);
        var told = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, model));

        Assert.InRange(told.Status, 400, 499);
        Assert.All(upstream.Seen, seen =>
        {
            var (path, query) = seen.Target.Split('?', 2) is [var before, var after] ? (before, after) : (seen.Target, "");
            Assert.Matches("^/(v1beta/models/[^/]+:generateContent|openai/deployments/[^/]+/chat/completions)$", path);
            Assert.DoesNotContain("..", path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Split('/'));
            Assert.DoesNotContain("x=1", query);
        });
    }

    [Fact]
    public async Task NearNames_OfAModelThatIsNone_HoldNothingThatSteersATerminal()
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { kimi: [openai-chat/m] }");
        var told = await house.Client.AskAsync(Ask.OpenAi, new JsonObject { ["model"] = "kim\u001b[31m\r\n", ["messages"] = new JsonArray() }.ToJsonString());

        Assert.Equal(404, told.Status);
        Assert.All(told.Text, letter => Assert.False(char.IsControl(letter)));
    }
}
