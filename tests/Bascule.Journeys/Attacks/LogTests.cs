using System.Text.Json;
using Bascule.Journeys.BadInput;
using Bascule.Journeys.Crash;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Attacks;

/// <summary>Everything an outsider can write that might come to the log: it makes no line of its own there, steers no terminal and brings no key with it.</summary>
public sealed class LogTests
{
    private const string Secret = "bk-caller-0123456789abcdef";
    private const string Presented = "bk-presented-somewhere-0123456789";
    private const string Forged = "\r\n{\"Timestamp\":\"2026-01-01\",\"LogLevel\":\"Critical\",\"Message\":\"forged\"}\u001b[2J\u0007\u2028";

    [Fact]
    public async Task Log_WhateverIsSent_HasOneObjectALineAndNoSecret()
    {
        using var folder = new TemporaryFolder();
        var error = JsonSerializer.Serialize(Forged + " " + ScriptedHouse.UpstreamKey);
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json($$$"""{"error":{"message":{{{error}}},"type":{{{error}}},"code":{{{error}}}}}""", 500));
        var file = folder.File("bascule.yaml");
        await File.WriteAllTextAsync(file, Gateway.Whole(
            ScriptedHouse.Config(upstream, $$"""
                routes: { "any-*": { candidates: ["openai-chat/*"], retries: 0 } }
                keys: [{ name: web, key: {{Secret}}, routes: ["*"], may_set_tier: true }]
                """),
            folder.Path));
        await using var gateway = await GatewayProcess.StartAsync(file);
        await SendAllAsync(gateway);
        await gateway.TerminateAsync();
        var (code, log) = await gateway.EndAsync();

        Assert.Equal(0, code);
        Assert.Contains("upstream", log);
        // Beside the log's own lines stand the command's words at start and end.
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.All(line, letter => Assert.False(char.IsControl(letter))));
        var logged = lines.Where(line => line.StartsWith('{')).ToArray();
        Assert.NotEmpty(logged);
        Assert.All(logged, line => Assert.NotEqual("forged", JsonElement.Parse(line).GetProperty("Message").GetString()));
        Assert.DoesNotContain(Secret, log);
        Assert.DoesNotContain(Presented, log);
        Assert.DoesNotContain(ScriptedHouse.UpstreamKey, log);
        Assert.DoesNotContain("What is 17", log);
        foreach (var written in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Where(path => path != file))
        {
            var text = await File.ReadAllTextAsync(written);
            Assert.False(text.Contains(Presented, StringComparison.Ordinal) || text.Contains(Secret, StringComparison.Ordinal), written);
        }
    }

    // Google's clients may send the key in the address; whoever does so elsewhere is not let in by it, and no upstream is told it.
    [Theory]
    [InlineData("/v1/chat/completions?key=" + Presented)]
    [InlineData("/v1/chat/completions?a=1&KEY=" + Presented)]
    [InlineData("/v1/chat/completions?%6bey=" + Presented + "&b=2")]
    public async Task KeyInAnyAddress_NeverReachesAnUpstream(string path)
    {
        await using var house = await ScriptedHouse.StartAsync($$"""keys: [{ name: web, key: {{Secret}}, routes: ["*"] }]""");
        house.Upstream.Handler = static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m"), ("x-api-key", Secret));
        request.RequestUri = new Uri(path, UriKind.Relative);
        var told = await house.Client.AskAsync(Ask.OpenAi, request);

        Assert.Equal(200, told.Status);
        Assert.DoesNotContain(Presented, Assert.Single(house.Upstream.Seen).Target);
    }

    private static async Task SendAllAsync(GatewayProcess gateway)
    {
        using var client = gateway.NewClient();
        foreach (var model in (string[])["any-" + Forged, "openai-chat/" + Forged, "nobody" + Forged, "any-plain"])
        {
            foreach (var stream in (bool[])[false, true])
            {
                var told = await client.AskAsync(
                    Ask.OpenAi, Ask.Body(Ask.OpenAi, model, stream), ("x-api-key", Secret), ("x-request-id", "id\u001b[2J"), ("x-bascule-session", "s\u001b[2J"), ("x-bascule-tags", "a\u001b[2J=b\u0007"),
                    ("x-bascule-tier", "t\u001b[2J"), ("user-agent", "u\u001b[2J"), ("traceparent", "t\u001b[2J"));
                Assert.InRange(told.Status, 400, 599);
            }
        }

        foreach (var path in (string[])
            ["/v1beta/models/any-m:generateContent?key=" + Presented, "/v1/chat/completions?key=" + Presented, "/v1/models?key=" + Presented, "/nowhere/" + Presented + "?api_key=" + Presented, "/v1/requests/" + Presented])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", null, "application/json") };
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + Presented);
            using var response = await client.SendAsync(request);
            Assert.InRange((int)response.StatusCode, 400, 499);
        }

        foreach (var head in (string[])[$"GET /v1/models?key={Presented} HTTP/9.9\r\n\r\n", $"{Presented}\u001b[2J / HTTP/1.1\r\n\r\n", $"GET / HTTP/1.1\r\nhost: {Presented}\u001b[2J\r\nx: \u0000{Presented}\r\n\r\n"])
        {
            await using var raw = await RawCaller.ConnectAsync(gateway.Address);
            await raw.SendAsync(head);
            Assert.Contains("400", (await raw.ReadAnswerAsync()).Split('\n')[0] + "505 400");
        }
    }
}
