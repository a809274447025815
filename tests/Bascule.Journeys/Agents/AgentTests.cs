using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Engine.Dialects;
using Bascule.Journeys.Corpus;
using Bascule.Journeys.Corpus.Formats;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Agents;

/// <summary>A coding agent's long tool loop across dialects: its meaning arrives whole, and what was sent once is sent again byte for byte, so that the provider's prompt cache keeps hitting.</summary>
public sealed class AgentTests
{
    private const int Turns = 30;

    [Fact]
    public async Task Loop_ClaudeCodeBeforeAStrictChatServer_KeepsMeaningAndPrefix()
    {
        await using var upstream = await ScriptedUpstream.StartAsync(request => ChatUpstream.Answer(request.Json), Strictness.Vendor);
        await using var gateway = await Gateway.StartAsync(
            $$"""providers: { local: { dialect: openai-chat, base_url: "{{upstream.Address}}v1" } }""");
        var agent = new ClaudeAgent("local/some-model");
        for (var turn = 0; turn < Turns; turn++)
        {
            agent.Hear(await AskAsync(gateway, FormatSet.Of("anthropic"), agent.Body(stream: turn % 2 == 1)));
        }

        HoldPrefix(upstream, "messages");
        var asked = Asked.Of(FormatSet.Of("openai-chat"), upstream.Seen[^1].Body);
        Assert.DoesNotContain(Asked.Of(FormatSet.Of("anthropic"), agent.LastSent).Lost(asked), one => one.Feature != "asked-most");
        Assert.Equal(Turns * ChatUpstream.CallsPerTurn, agent.CallsHeard);
        HoldCalls(upstream, "messages", message => Nodes.Items(message["tool_calls"]).Select(call => Nodes.Text(call["id"])));
    }

    [Fact]
    public async Task Loop_CodexBeforeClaude_KeepsMeaningAndPrefix()
    {
        Assert.SkipWhen(DialectSet.FindCaller("openai-responses") is null, "callers do not speak openai-responses yet");
        await using var upstream = await ScriptedUpstream.StartAsync(request => ClaudeUpstream.Answer(request.Json), Strictness.VendorForeignSignatures);
        await using var gateway = await Gateway.StartAsync(
            $$"""providers: { claude: { dialect: anthropic, base_url: "{{upstream.Address}}" } }""");
        var agent = new CodexAgent("claude/some-model");
        for (var turn = 0; turn < Turns; turn++)
        {
            agent.Hear(await AskAsync(gateway, new ResponsesFormat(), agent.Body()));
        }

        HoldPrefix(upstream, "messages");
        var asked = Asked.Of(FormatSet.Of("anthropic"), upstream.Seen[^1].Body);
        Assert.DoesNotContain(Asked.Of(new ResponsesFormat(), agent.LastSent).Lost(asked), one => one.Feature != "asked-most");
        HoldCalls(upstream, "messages", message => Nodes.Items(message["content"]).Where(block => Nodes.Text(block["type"]) == "tool_use").Select(block => Nodes.Text(block["id"])));
        // Every turn's signed thinking comes back to the vendor that signed it.
        var signatures = Items(upstream.Seen[^1], "messages").SelectMany(message => Nodes.Items(message["content"])).Select(block => Nodes.Text(block["signature"])).Where(one => one.Length > 0);
        Assert.Equal(Enumerable.Range(0, Turns - 1).Select(ClaudeUpstream.SignatureOf), signatures);
    }

    private static async Task<Heard> AskAsync(Gateway gateway, Format caller, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, caller.CallerPath("", stream: false)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in caller.CallerHeaders(null))
        {
            request.Headers.Add(name, value);
        }

        using var response = await gateway.Client.SendAsync(request);
        var heard = new Heard(caller, false, (int)response.StatusCode, $"{response.Content.Headers.ContentType}", await response.Content.ReadAsByteArrayAsync(), "", null, null);
        Assert.True(heard.Status == 200, heard.Text);
        return heard;
    }

    /// <summary>All that stood in the list is there again in the next turn, byte for byte, and so is what stands before and beside it.</summary>
    private static void HoldPrefix(ScriptedUpstream upstream, string list)
    {
        Assert.Equal(Turns, upstream.Seen.Count);
        foreach (var (earlier, later) in upstream.Seen.Zip(upstream.Seen.Skip(1)))
        {
            var (before, after) = (earlier.Json, later.Json);
            var (told, again) = (Raw(before.GetProperty(list)), Raw(after.GetProperty(list)));
            Assert.True(again.Length > told.Length);
            Assert.Equal(told, again[..told.Length]);
            foreach (var name in new[] { "tools", "system" })
            {
                Assert.Equal(before.TryGetProperty(name, out var one) ? one.GetRawText() : "", after.TryGetProperty(name, out var two) ? two.GetRawText() : "");
            }
        }
    }

    /// <summary>The calls that went up are those that came down, each turn's in its place.</summary>
    private static void HoldCalls(ScriptedUpstream upstream, string list, Func<JsonObject, IEnumerable<string>> ids)
    {
        var sent = Items(upstream.Seen[^1], list).SelectMany(ids);
        Assert.Equal(Enumerable.Range(0, Turns - 1).SelectMany(turn => Enumerable.Range(0, ChatUpstream.CallsPerTurn).Select(index => ChatUpstream.IdOf(turn, index))), sent);
    }

    private static string[] Raw(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetRawText())];

    private static IEnumerable<JsonObject> Items(ScriptedRequest request, string list) => Nodes.Items(JsonNode.Parse(request.Body)![list]);
}
