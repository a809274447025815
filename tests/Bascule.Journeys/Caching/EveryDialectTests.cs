using Bascule.Journeys.Corpus.Formats;
using Bascule.Journeys.Scenarios;
using Bascule.Journeys.Scenarios.Writers;
using Bascule.Sandbox;

namespace Bascule.Journeys.Caching;

/// <summary>What a caller of one dialect asked is known to callers of all others, whole and streamed.</summary>
public sealed class EveryDialectTests
{
    /// <summary>Text completions are a form of their own: what they ask is no conversation.</summary>
    private const string Alone = "openai-completions";

    private static readonly Tooling Weather = new("get_weather", "The weather in a city.", """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");

    public static TheoryData<string, bool> Askers
    {
        get
        {
            var askers = new TheoryData<string, bool>();
            foreach (var one in FormatSet.Callers.Where(one => RequestWriter.All.ContainsKey(one.Name)))
            {
                askers.Add(one.Name, false);
                askers.Add(one.Name, true);
            }

            return askers;
        }
    }

    [Theory]
    [MemberData(nameof(Askers))]
    public async Task Question_AskedInOneDialect_IsAHitInEveryOther(string dialect, bool streamed)
    {
        await using var house = await StartAsync();
        var wish = Wish.Of("What is 17 + 25?");
        var first = await AskAsync(house, dialect, wish with { Stream = streamed });
        Assert.Equal((200, "miss"), (first.Reply.Status, first.Cache));
        foreach (var other in FormatSet.Callers.Where(one => RequestWriter.All.ContainsKey(one.Name) && ((dialect == Alone) == (one.Name == Alone))))
        {
            foreach (var stream in new[] { false, true })
            {
                var (reply, cache) = await AskAsync(house, other.Name, wish with { Stream = stream });

                Assert.True(reply.Status == 200 && cache == "hit", $"{dialect} to {other.Name}, streamed {stream}: {cache} {reply}");
                Assert.True(reply.Said.IsSound && reply.Said.Broken.Count == 0, $"{other.Name}, streamed {stream}: {reply}");
                Assert.Contains("42", reply.Said.Text, StringComparison.Ordinal);
                Assert.Equal("stop", reply.Said.Stop);
                Assert.True(reply.Said.Usage is { Input: > 0, Output: > 0 }, $"{other.Name}, streamed {stream}: {reply}");
            }
        }
    }

    [Theory]
    [InlineData("openai-chat", false)]
    [InlineData("anthropic", true)]
    public async Task ToolCalls_WhereTheRouteKeepsThem_AreGivenAgain(string dialect, bool streamed)
    {
        await using var house = await StartAsync();
        var wish = Wish.Of("Use get_weather for Paris.") with { Tools = [Weather] };
        var first = await AskAsync(house, dialect, wish with { Stream = streamed }, "tooled");
        Assert.Equal((200, "miss"), (first.Reply.Status, first.Cache));
        foreach (var other in new[] { "openai-chat", "anthropic", "gemini", "ollama" })
        {
            var (reply, cache) = await AskAsync(house, other, wish with { Stream = !streamed }, "tooled");

            Assert.True(cache == "hit", $"{other}: {cache} {reply}");
            Assert.Equal([Weather.Name], reply.Said.Calls.Select(call => call.Name));
            Assert.Equal("tool_calls", reply.Said.Stop);
            Assert.Equal("off", (await AskAsync(house, other, wish with { Stream = streamed })).Cache);
        }
    }

    private static async Task<Both> StartAsync()
    {
        var sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
        return new Both(
            await Gateway.StartAsync($$"""
                providers:
                  chat: { dialect: openai-chat, base_url: "{{sandbox.Address.GetLeftPart(UriPartial.Authority)}}/v1", api_key: sk-upstream-0123456789abcdef }
                routes:
                  cached: { candidates: [chat/sandbox-frontier], cache: { ttl: 10m } }
                  tooled: { candidates: [chat/sandbox-frontier], cache: { ttl: 10m, tools: true } }
                """),
            sandbox);
    }

    private static async Task<(Reply Reply, string Cache)> AskAsync(Both house, string dialect, Wish wish, string route = "cached")
    {
        var format = FormatSet.Of(dialect);
        var reply = await new Talk(house.Gateway, format, format).AskAsync(wish, route, prefix: "");
        return (reply, (await house.Gateway.RowsAsync())[0].Cache);
    }

    private sealed class Both(Gateway gateway, SandboxServer sandbox) : IAsyncDisposable
    {
        public Gateway Gateway => gateway;

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            await sandbox.DisposeAsync();
        }
    }
}
