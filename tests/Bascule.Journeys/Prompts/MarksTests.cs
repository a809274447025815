using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Prompts;

/// <summary>Marks for prompt caches, and the names of conversations, where a route asks for them.</summary>
public sealed class MarksTests
{
    private static readonly string Manual = string.Concat(Enumerable.Repeat("The bridge opens at noon and closes when the tide has turned. ", 400));

    [Fact]
    public async Task Anthropic_ARouteThatMarks_PutsInMarksAndNothingElse()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.Anthropic));
        await using var gateway = await Gateway.StartAsync(Config("anthropic", upstream.Address.ToString()));
        var body = $$"""{"model":"marked","max_tokens":10,"system":"{{Manual}}","messages":[{"role":"user","content":"q1"},{"role":"assistant","content":"a1"},{"role":"user","content":"q2"}]}""";
        var told = await gateway.Client.AskAsync(Ask.Anthropic, body);
        Assert.Equal(200, told.Status);
        const string mark = """,\"cache_control\":{\"type\":\"ephemeral\"}}]""";
        var sent = Assert.Single(upstream.Seen).Text;
        Assert.Equal(3, sent.Split("cache_control").Length - 1);
        Assert.Equal(
            body.Replace("\"marked\"", "\"claude-sonnet-4-5\"", StringComparison.Ordinal),
            sent.Replace("[{\"type\":\"text\",\"text\":", "", StringComparison.Ordinal).Replace(mark.Replace("\\", "", StringComparison.Ordinal), "", StringComparison.Ordinal));
        var edits = JsonElement.Parse((await gateway.RowAsync(told.Id)).Decision).GetProperty("edits").EnumerateArray().Select(edit => edit.GetString());
        Assert.Equal(["model", "cache_marks"], edits);

        var own = body.Replace("\"content\":\"q2\"", "\"content\":[{\"type\":\"text\",\"text\":\"q2\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]", StringComparison.Ordinal);
        await gateway.Client.AskAsync(Ask.Anthropic, own);
        Assert.Equal(own.Replace("\"marked\"", "\"claude-sonnet-4-5\"", StringComparison.Ordinal), upstream.Seen[^1].Text);
    }

    [Fact]
    public async Task Anthropic_AskedInAnotherDialect_IsMarkedToo()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.Anthropic));
        await using var gateway = await Gateway.StartAsync(Config("anthropic", upstream.Address.ToString()));
        await gateway.Client.AskAsync(Ask.OpenAi, Chat("marked", "q1", "a1", "q2"));
        await gateway.Client.AskAsync(Ask.OpenAi, Chat("plain", "q1", "a1", "q2"));
        Assert.Equal([3, 0], upstream.Seen.Select(seen => seen.Text.Split("cache_control").Length - 1));
    }

    [Fact]
    public async Task Bedrock_ARouteThatMarks_GetsCachePoints()
    {
        const string point = """{"cachePoint":{"type":"default"}}""";
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Handler = _ => ScriptedAnswer.Json("""{"output":{"message":{"role":"assistant","content":[{"text":"42"}]}},"stopReason":"end_turn","usage":{"inputTokens":11,"outputTokens":3,"totalTokens":14}}""");
        await using var gateway = await Gateway.StartAsync(Config("bedrock", upstream.Address.ToString(), "anthropic.claude-sonnet-4-5-20250929-v1:0", ", region: us-east-1"));
        var told = await gateway.Client.AskAsync(Ask.OpenAi, Chat("marked", "q1", "a1", "q2"));
        await gateway.Client.AskAsync(Ask.OpenAi, Chat("plain", "q1", "a1", "q2"));

        Assert.Equal((200, 2), (told.Status, upstream.Seen.Count));
        var sent = upstream.Seen[0].Json;
        Assert.Equal(point, sent.GetProperty("system").EnumerateArray().Last().GetRawText());
        Assert.Equal(["user", "user"], sent.GetProperty("messages").EnumerateArray().Where(turn => turn.GetProperty("content").EnumerateArray().Last().GetRawText() == point).Select(turn => turn.GetProperty("role").GetString()));
        Assert.DoesNotContain("cachePoint", upstream.Seen[1].Text);
        Assert.Equal(upstream.Seen[1].Text, upstream.Seen[0].Text.Replace("," + point, "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenAi_ARouteThatMarks_NamesTheConversationTheSameEveryTurn()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        await using var gateway = await Gateway.StartAsync(Config("openai", upstream.Address + "v1", "gpt-5"));
        await gateway.Client.AskAsync(Ask.OpenAi, Chat("marked", "q1"));
        await gateway.Client.AskAsync(Ask.OpenAi, Chat("marked", "q1", "a1", "q2"));
        await gateway.Client.AskAsync(Ask.OpenAi, Chat("marked", "another"));
        await gateway.Client.AskAsync(Ask.OpenAi, Chat("marked", "q1").Replace("\"max_tokens\"", "\"prompt_cache_key\":\"mine\",\"max_tokens\"", StringComparison.Ordinal));
        await gateway.Client.AskAsync(Ask.OpenAi, Chat("plain", "q1"));
        var keys = upstream.Seen.Select(seen => seen.Json.TryGetProperty("prompt_cache_key", out var key) ? key.GetString() : null).ToArray();
        Assert.Equal(32, keys[0]!.Length);
        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[0], keys[2]);
        Assert.Equal(("mine", null), (keys[3], keys[4]));
    }

    private static string Config(string vendor, string address, string model = "claude-sonnet-4-5", string more = "") => $$"""
        providers:
          {{vendor}}: { base_url: "{{address}}", api_key: k{{more}} }
        routes:
          marked: { candidates: ["{{vendor}}/{{model}}"], prompt_cache: mark }
          plain: { candidates: ["{{vendor}}/{{model}}"] }
        """;

    private static string Chat(string model, params string[] turns)
    {
        var messages = turns.Select((turn, i) => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"{{turn}}"}""").Prepend($$"""{"role":"system","content":"{{Manual}}"}""");
        return $$"""{"model":"{{model}}","max_tokens":10,"messages":[{{string.Join(',', messages)}}]}""";
    }
}
