using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Journeys.Reload;

/// <summary>A changed config swaps the rules under a running gateway: nobody's request is dropped, a bad one changes nothing.</summary>
public sealed class ReloadTests
{
    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Config_Changed_SwapsRoutesWhileAHeldStreamCompletes(string dialect)
    {
        await using var other = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json(Wire.Answer(dialect, "from the new one")));
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ assistant: [{dialect}/m] }}");
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(dialect), Wire.Text(dialect, "held")).ThenHold(release.Task)
            .Then(Wire.Text(dialect, " and whole")).Then(Wire.Finish(dialect)).Then(Wire.End(dialect)));
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(dialect, "from the old one"));
        using var held = await house.Client.SendAsync(Ask.Request(dialect, Ask.Body(dialect, "assistant", stream: true)), HttpCompletionOption.ResponseHeadersRead);

        // Both providers of the held stream are gone from the new file.
        var root = other.Address.GetLeftPart(UriPartial.Authority);
        await house.Gateway.RewriteAsync($$"""
            providers:
              fresh: { dialect: {{dialect}}, base_url: "{{(dialect == Ask.Anthropic ? root : root + "/v1")}}", api_key: sk-upstream-0123456789abcdef }
            routes: { assistant: [fresh/m] }
            """);
        var fresh = await UntilAsync(house, dialect, "from the new one");
        release.SetResult();
        var told = await Told.ReadAsync(dialect, held);

        Assert.False(told.Broke);
        Assert.Contains(" and whole", told.Text);
        Assert.True(told.Ended);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((200, null), (row.Status, row.Error));
        Assert.NotEqual(row.ConfigVersion, (await house.Gateway.RowAsync(fresh)).ConfigVersion);
    }

    [Fact]
    public async Task Config_ChangedForTheWorse_LeavesTheOldInForce()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
        await using var house = await ScriptedHouse.StartAsync("routes: { assistant: [openai-chat/m] }", time: time);
        house.Upstream.Handler = request => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, request.Json.GetProperty("model").GetString()!));

        await house.Gateway.RewriteAsync("routes: { assistant: [nobody/m] }");
        Look(time);
        var after = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"));
        await house.Gateway.RewriteAsync("routes: [ this is : no config");
        Look(time);
        var afterNonsense = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"));

        // The same looks take a good one: they did look.
        await house.Gateway.RewriteAsync(ScriptedHouse.Config(house.Upstream, "routes: { assistant: [openai-chat/n] }"));
        Look(time);
        var mended = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"));

        Assert.Contains("\"content\":\"m\"", after.Text);
        Assert.Contains("\"content\":\"m\"", afterNonsense.Text);
        Assert.Contains("\"content\":\"n\"", mended.Text);
    }

    [Fact]
    public async Task Key_TakenOut_IsUnknownAfterTheReload()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
        const string both = "routes: { assistant: [openai-chat/m] }\nkeys: [{ name: a, key: bk-first-0123456789abcdef }, { name: b, key: bk-second-0123456789abcde }]";
        const string one = "routes: { assistant: [openai-chat/m] }\nkeys: [{ name: b, key: bk-second-0123456789abcde }]";
        await using var house = await ScriptedHouse.StartAsync(both, time: time);
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        var before = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), ("x-api-key", "bk-first-0123456789abcdef"));
        await house.Gateway.RewriteAsync(ScriptedHouse.Config(house.Upstream, one));
        Look(time);
        var after = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), ("x-api-key", "bk-first-0123456789abcdef"));
        var other = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), ("x-api-key", "bk-second-0123456789abcde"));

        Assert.Equal((200, 401, 200), (before.Status, after.Status, other.Status));
    }

    /// <summary>Three looks: one sees the change, one that it stands still, one that what it names does too.</summary>
    private static void Look(FakeTimeProvider time)
    {
        for (var i = 0; i < 3; i++)
        {
            time.Advance(Server.Configuration.ConfigWatcher.Interval);
        }
    }

    /// <summary>The id of the first answer that holds the words.</summary>
    private static async Task<string> UntilAsync(ScriptedHouse house, string dialect, string words)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (true)
        {
            var told = await house.Client.AskAsync(dialect, Ask.Body(dialect, "assistant"));
            Assert.Equal(200, told.Status);
            if (told.Text.Contains(words, StringComparison.Ordinal))
            {
                return told.Id;
            }

            Assert.False(bound.IsCancellationRequested, told.Text);
        }
    }
}
