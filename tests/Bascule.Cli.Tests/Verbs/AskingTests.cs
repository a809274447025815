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
