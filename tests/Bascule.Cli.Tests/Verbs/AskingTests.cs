using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Cli.Tests.Verbs;

/// <summary>The verbs that ask a running gateway, and what they say when none answers.</summary>
public sealed class AskingTests
{
    [Fact]
    public async Task Explain_ARunningGateway_ShowsThePlan()
    {
        using var folder = new Folder();
        var (gateway, address) = await Started.ReadyAsync(folder, "--listen", "http://127.0.0.1:0");
        await using var _ = gateway;

        var table = await Started.ToEndAsync(folder, "explain", "--url", address.ToString(), "--prompt", "@not-a-file");
        Assert.Equal(0, table.Code);
        Assert.Contains("sandbox/sandbox-open", table.Output);
        Assert.Contains("route       assistant", table.Output);

        var json = await Started.ToEndAsync(folder, "explain", "--url", address.ToString(), "--model", "sandbox/sandbox-frontier", "--json");
        Assert.Equal("sandbox/sandbox-frontier", JsonElement.Parse(json.Output).GetProperty("plan")[0].GetString());

        var file = folder.Write("request.json", """{"model":"nobody","messages":[]}""");
        var refused = await Started.ToEndAsync(folder, "explain", "--url", address.ToString(), "--file", file);
        Assert.Equal(1, refused.Code);
        Assert.Contains("refused     The model 'nobody' is not known here.", refused.Output);

        var wrong = await Started.ToEndAsync(folder, "explain", "--url", address.ToString(), "--key", "nobody");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("names no key", wrong.Errors);
    }

    [Fact]
    public async Task Usage_WithTheWrongAdminKey_SaysWhereItIs()
    {
        using var folder = new Folder();
        var (gateway, address) = await Started.ReadyAsync(folder, "--listen", "http://127.0.0.1:0");
        await using var _ = gateway;
        folder.Environment["BASCULE_ADMIN_KEY"] = "wrong-0123456789abcdef0123456789";
        var (code, _, errors) = await Started.ToEndAsync(folder, "usage", "--url", address.ToString());
        Assert.Equal(2, code);
        Assert.Contains("data_dir/admin.key", errors);
        Assert.DoesNotContain("wrong-0123456789", errors);
    }

    [Fact]
    public async Task Usage_AsATable_HasItsGroupsAndATotal()
    {
        using var folder = new Folder();
        var (gateway, address) = await Started.ReadyAsync(folder, "--listen", "http://127.0.0.1:0");
        await using var _ = gateway;
        using var client = new HttpClient();
        using var content = new StringContent("""{"model":"assistant","messages":[{"role":"user","content":"What is 17 + 25?"}]}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(address, "/v1/chat/completions"), content);
        var (code, output, _) = await Started.ToEndAsync(folder, "usage", "--url", address.ToString());
        Assert.Equal(0, code);
        Assert.Contains("sandbox/sandbox-open", output);
        Assert.Contains("cost USD", output);
        Assert.Contains("total", output);
    }

    [Fact]
    public async Task Usage_WhereTheCacheAnswered_ShowsHitsAndWhatTheySaved()
    {
        using var folder = new Folder();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Handler = _ => ScriptedAnswer.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"42"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}""");
        folder.Write("bascule.yaml", $$"""
            providers: { away: { dialect: openai-chat, base_url: "{{upstream.Address.GetLeftPart(UriPartial.Authority)}}/v1", api_key: sk-away-0123456789abcdef } }
            deployments: { priced: { provider: away, upstream: m, price: { input: 100000, output: 100000 } } }
            routes: { faq: { candidates: [priced], cache: { ttl: 10m } } }
            """);
        var (gateway, address) = await Started.ReadyAsync(folder, "--listen", "http://127.0.0.1:0");
        await using var _ = gateway;
        using var client = new HttpClient();
        for (var time = 0; time < 3; time++)
        {
            if (time == 1)
            {
                Assert.DoesNotContain("saved USD", (await Started.ToEndAsync(folder, "usage", "--url", address.ToString())).Output);
            }

            using var content = new StringContent("""{"model":"faq","messages":[{"role":"user","content":"What is 17 + 25?"}]}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri(address, "/v1/chat/completions"), content);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var (code, output, errors) = await Started.ToEndAsync(folder, "usage", "--by", "route", "--url", address.ToString());
        Assert.True(code == 0, errors);
        Assert.Matches(@"hits\s+saved USD", output);
        Assert.Matches(@"faq\s+3\s+0\s+2\s+4\b", output);
        var explained = await Started.ToEndAsync(folder, "explain", "--model", "faq", "--prompt", "What is 17 + 25?", "--url", address.ToString());
        Assert.Contains("cache       hit", explained.Output);
    }

    [Fact]
    public async Task Usage_NoGatewayAndNoLedger_Exits1()
    {
        using var folder = new Folder();
        Uri closed;
        using (var port = new TcpListener(IPAddress.Loopback, 0))
        {
            port.Start();
            closed = new Uri($"http://{port.LocalEndpoint}/");
        }

        var (code, _, errors) = await Started.ToEndAsync(folder, "usage", "--url", closed.ToString());
        Assert.Equal(1, code);
        Assert.Contains("there is no ledger", errors);
        Assert.Equal(1, (await Started.ToEndAsync(folder, "explain", "--url", closed.ToString())).Code);
    }

    [Fact]
    public async Task Usage_WhereSomethingElseAnswers_SaysSo()
    {
        using var folder = new Folder();
        await using var other = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Json("not found", 404));
        var (code, _, errors) = await Started.ToEndAsync(folder, "usage", "--url", other.Address.ToString());
        Assert.Equal(2, code);
        Assert.Contains("no Bascule", errors);
    }

    [Fact]
    public async Task Sandbox_Started_AnswersAndStops()
    {
        using var folder = new Folder();
        var (sandbox, address) = await Started.ReadyAsync(folder, "sandbox", "--listen", "http://127.0.0.1:0");
        await using var _ = sandbox;
        using var client = new HttpClient();
        Assert.Contains("sandbox-open", await client.GetStringAsync(new Uri(address, "/v1/models")));
        await sandbox.TerminateAsync();
        Assert.Equal(0, await sandbox.EndAsync());
    }
}
