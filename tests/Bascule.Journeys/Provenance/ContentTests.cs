using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Provenance;

/// <summary>What is kept of words, over real sockets: redacted or in full, shown to operators alone, erased when asked.</summary>
public sealed class ContentTests
{
    private const string AdminKey = "admin-0123456789abcdef0123456789";
    private const string Email = "jane.roe@example.com";
    private const string Question = "Write to " + Email + " about the harvest.";

    private const string Keys = """
        keys:
          - { name: web, key: web-0123456789abcdef0123456789ab, routes: ["*"], tags: { app: web } }
          - { name: app, key: app-0123456789abcdef0123456789ab, routes: ["*"] }
        """;

    private static readonly string Whole =
        """{"id":"chatcmpl-7","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"I wrote to EMAIL, as you wish."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"""
            .Replace("EMAIL", Email, StringComparison.Ordinal);

    [Theory]
    [InlineData(Ask.OpenAi, false)]
    [InlineData(Ask.OpenAi, true)]
    [InlineData(Ask.Anthropic, false)]
    [InlineData(Ask.Anthropic, true)]
    public async Task Redacted_ValuesOfBothSides_AreNotKeptAndTheRestIs(string dialect, bool stream)
    {
        await using var house = await StartAsync("content: { keep: redacted }");
        house.Upstream.Handler = _ => stream ? Stream() : ScriptedAnswer.Json(Whole);

        var told = await AskAsync(house, dialect, stream);
        Assert.Contains(Email, told.Said, StringComparison.Ordinal);

        var (status, kept) = await AdminAsync(house, HttpMethod.Get, $"/bascule/v1/requests/{told.Id}/content");
        Assert.Equal((200, "redacted"), (status, kept.GetProperty("keep").GetString()));
        var (request, answer) = (kept.GetProperty("request").GetRawText(), kept.GetProperty("answer").GetRawText());
        Assert.Contains("[email] about the harvest", request, StringComparison.Ordinal);
        Assert.Contains("I wrote to [email], as you wish.", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", request + answer, StringComparison.Ordinal);
        Assert.False(kept.GetProperty("request").GetProperty("cut").GetBoolean() || kept.GetProperty("answer").GetProperty("cut").GetBoolean());
        await AssertNotOnDiskAsync(house, "harvest", Email);
    }

    [Fact]
    public async Task Redacted_WhatTheOperatorsOwnDetectorsFind_IsNotKept()
    {
        await using var house = await StartAsync("""
            content: { keep: redacted }
            guardrails: [{ name: plans, custom: [{ name: plan, words: [harvest] }, { name: around, regex: "com about the" }], action: flag }]
            """);
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Whole);

        var told = await AskAsync(house, Ask.OpenAi, false);
        var (_, kept) = await AdminAsync(house, HttpMethod.Get, $"/bascule/v1/requests/{told.Id}/content");
        Assert.Contains("Write to [email] [plan].", kept.GetProperty("request").GetRawText(), StringComparison.Ordinal);    // what overlaps goes as one
    }

    [Theory]
    [InlineData(Ask.OpenAi, false)]
    [InlineData(Ask.OpenAi, true)]
    [InlineData(Ask.Anthropic, true)]
    public async Task Full_WordsOfBothSides_AreKeptAsTheyWereAndNeverInTheClear(string dialect, bool stream)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("keys"), new string('a', 64) + "\n" + new string('b', 64) + "\n");
        await using var house = await StartAsync($"content: {{ keep: full, key_file: \"{folder.File("keys")}\" }}");
        house.Upstream.Handler = _ => stream ? Stream() : ScriptedAnswer.Json(Whole);

        var told = await AskAsync(house, dialect, stream);

        var (_, kept) = await AdminAsync(house, HttpMethod.Get, $"/bascule/v1/requests/{told.Id}/content");
        Assert.Equal(Question, kept.GetProperty("request").GetProperty("json").GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal(told.Text, stream ? kept.GetProperty("answer").GetProperty("text").GetString() : kept.GetProperty("answer").GetProperty("json").GetRawText());
        await AssertNotOnDiskAsync(house, "harvest", Email);
    }

    [Fact]
    public async Task None_IsTheDefault_AndNothingIsThere()
    {
        await using var house = await StartAsync("");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Whole);
        var told = await AskAsync(house, Ask.OpenAi, stream: false);
        Assert.Equal(404, (await AdminAsync(house, HttpMethod.Get, $"/bascule/v1/requests/{told.Id}/content")).Status);
    }

    [Fact]
    public async Task Content_ShownToAnybody_NeedsTheAdminKeyAndStandsInTheAuditLog()
    {
        await using var house = await StartAsync("content: { keep: redacted }");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Whole);
        var told = await AskAsync(house, Ask.OpenAi, stream: false);
        using var caller = new HttpRequestMessage(HttpMethod.Get, $"/bascule/v1/requests/{told.Id}/content");
        caller.Headers.Add("authorization", "Bearer web-0123456789abcdef0123456789ab");
        using var refused = await house.Client.SendAsync(caller);
        Assert.Equal(401, (int)refused.StatusCode);

        await AdminAsync(house, HttpMethod.Get, $"/bascule/v1/requests/{told.Id}/content");

        var entry = Assert.Single((await AdminAsync(house, HttpMethod.Get, "/bascule/v1/audit?act=content")).Body.GetProperty("data").EnumerateArray());
        Assert.Equal(("content.read", told.Id, "admin_key"), (entry.GetProperty("act").GetString(), entry.GetProperty("target").GetString(), entry.GetProperty("who").GetString()));
        var (_, row) = await AdminAsync(house, HttpMethod.Get, $"/bascule/v1/requests/{told.Id}");
        Assert.DoesNotContain("harvest", row.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key=web")]
    [InlineData("key=file:web")]
    [InlineData("session=s1")]
    [InlineData("tag=app%3Dweb")]
    public async Task Erase_ByKeySessionOrTag_TakesThatAloneAndMayBeRepeated(string query)
    {
        await using var house = await StartAsync("content: { keep: redacted }");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Whole);
        var mine = await AskAsync(house, Ask.OpenAi, false, ("x-bascule-session", "s1"));
        var other = await AskAsync(house, Ask.OpenAi, false, ("authorization", "Bearer app-0123456789abcdef0123456789ab"), ("x-bascule-session", "s2"));

        var (status, erased) = await AdminAsync(house, HttpMethod.Post, $"/bascule/v1/erase?{query}");

        Assert.Equal((200, 1), (status, erased.GetProperty("content").GetInt32()));
        Assert.Equal(404, (await AdminAsync(house, HttpMethod.Get, $"/bascule/v1/requests/{mine.Id}/content")).Status);
        Assert.Equal(200, (await AdminAsync(house, HttpMethod.Get, $"/bascule/v1/requests/{other.Id}/content")).Status);
        Assert.Equal(200, (await AdminAsync(house, HttpMethod.Get, $"/bascule/v1/requests/{mine.Id}")).Status);
        Assert.Equal(0, (await AdminAsync(house, HttpMethod.Post, $"/bascule/v1/erase?{query}")).Body.GetProperty("content").GetInt32());
        var entries = (await AdminAsync(house, HttpMethod.Get, "/bascule/v1/audit?act=content.erase")).Body.GetProperty("data").EnumerateArray().Select(entry => entry.GetProperty("target").GetString()!).ToArray();
        Assert.Equal(2, entries.Length);
        Assert.All(entries, target => Assert.Matches("^(key file:web|(session|tag) [0-9a-f]{64})$", target));
    }

    [Fact]
    public async Task Erase_OfAKeyThatNeverWas_IsNotFoundAndItsNameIsNotKept()
    {
        await using var house = await StartAsync("content: { keep: redacted }");
        var (status, told) = await AdminAsync(house, HttpMethod.Post, "/bascule/v1/erase?key=jane.roe%40example.com");
        Assert.Equal((404, "key_not_found"), (status, told.GetProperty("error").GetProperty("code").GetString()));
        await AssertNotOnDiskAsync(house, "jane.roe");
    }

    [Theory]
    [InlineData("")]
    [InlineData("key=web&session=s1")]
    [InlineData("tag=app")]
    [InlineData("keys=web")]
    public async Task Erase_WithAWrongQuestion_ErasesNothing(string query)
    {
        await using var house = await StartAsync("content: { keep: redacted }");
        Assert.Equal(400, (await AdminAsync(house, HttpMethod.Post, $"/bascule/v1/erase?{query}")).Status);
        Assert.Equal(0, (await AdminAsync(house, HttpMethod.Get, "/bascule/v1/audit?act=content")).Body.GetProperty("data").GetArrayLength());
    }

    private static Task<ScriptedHouse> StartAsync(string content) => ScriptedHouse.StartAsync(more: Keys + "\n" + content, server: $"drain: 1s, admin_key: {AdminKey}");

    private static Task<Told> AskAsync(ScriptedHouse house, string dialect, bool stream, params (string Name, string Value)[] headers) => house.Client.AskAsync(
        dialect, Ask.Body(dialect, "openai-chat/m", stream, Question), headers.Any(header => header.Name == "authorization") ? headers : [.. headers, ("authorization", "Bearer web-0123456789abcdef0123456789ab")]);

    /// <summary>The address comes in three pieces, as tokens do.</summary>
    private static ScriptedAnswer Stream() => ScriptedAnswer.Sse(
    [
        .. new[] { "I wrote to jane.", "roe@exa", "mple.com, as you wish." }.Select(piece =>
            $"data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{piece}\"}},\"finish_reason\":null}}]}}\n\n"),
        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}\n\n",
        "data: [DONE]\n\n",
    ]);

    private static async Task<(int Status, JsonElement Body)> AdminAsync(ScriptedHouse house, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("authorization", $"Bearer {AdminKey}");
        using var response = await house.Client.SendAsync(request);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }

    private static async Task AssertNotOnDiskAsync(ScriptedHouse house, params string[] words)
    {
        var folder = Path.GetDirectoryName(house.Gateway.ConfigFile)!;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await open.CopyToAsync(bytes);
            Assert.All(words, word => Assert.True(bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) < 0, $"{file} holds '{word}'"));
        }
    }
}
