using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bascule.Journeys.Replays;
using Bascule.Sandbox;
using Bascule.Servers;

namespace Bascule.Journeys.Replicas;

/// <summary>Two gateways on one PostgreSQL, which is killed and comes back: what one wrote the other has, and its absence fails nobody.</summary>
public sealed class SharedDatabaseTests : IAsyncLifetime
{
    private const string Admin = "admin-key-0123456789abcdef";
    private const string FileKey = "web-key-0123456789abcdef";
    private PostgresServer _server = null!;
    private SandboxServer _sandbox = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync();
        _sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
    }

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Key_MadeAtOneGateway_OpensTheOtherUntilItIsDeletedThere()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var secret = (await AdminAsync(one, HttpMethod.Post, "/bascule/v1/keys", """{"name":"shop"}""")).GetProperty("key").GetString()!;
        await UntilAsync(two, secret, 200);
        Assert.Equal("key_name_taken", (await AdminAsync(two, HttpMethod.Post, "/bascule/v1/keys", """{"name":"shop"}""")).GetProperty("error").GetProperty("code").GetString());

        await AdminAsync(two, HttpMethod.Delete, "/bascule/v1/keys/shop");
        await UntilAsync(one, secret, 401);
    }

    [Fact]
    public async Task Response_KeptByOneGateway_IsThatOfTheOtherAndGoneForBothWhenItIsDeleted()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var kept = await SendAsync(one, HttpMethod.Post, "/v1/responses", """{"model":"assistant","input":"What is 17 + 25?"}""");
        Assert.True(kept.Status == 200, kept.Text);
        var path = $"/v1/responses/{kept.Json.GetProperty("id").GetString()}";
        await UntilAsync(() => SendAsync(two, HttpMethod.Get, path), 200);
        Assert.Equal(200, (await SendAsync(two, HttpMethod.Delete, path)).Status);
        await UntilAsync(() => SendAsync(one, HttpMethod.Get, path), 404);
    }

    [Fact]
    public async Task Database_Killed_FailsNoRequestAndEveryRowArrives()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var ids = await AskAsync(one, 20);
        ids.AddRange(await AskAsync(two, 20));
        await _server.KillAsync();
        ids.AddRange(await AskAsync(one, 50));
        ids.AddRange(await AskAsync(two, 50));
        while ((await AdminAsync(one, HttpMethod.Get, "/bascule/v1/ledger")).GetProperty("state").GetString() != "rows wait in the journal")
        {
            ids.AddRange(await AskAsync(one, 1));
        }

        Assert.Equal("ready; the ledger's store is away\n", await one.Client.GetStringAsync("/readyz"));
        Assert.Equal("store_away", (await AdminAsync(one, HttpMethod.Get, "/bascule/v1/requests")).GetProperty("error").GetProperty("code").GetString());
        await _server.StartAgainAsync();
        foreach (var id in ids)
        {
            Assert.Equal(200, (await two.RowAsync(id)).Status);    // whichever gateway answered it
        }
    }

    [Fact]
    public async Task Database_AwayAtTheStart_ServesTheFilesKeysAndCatchesUp()
    {
        var first = await StartAsync();
        var secret = (await AdminAsync(first, HttpMethod.Post, "/bascule/v1/keys", """{"name":"shop"}""")).GetProperty("key").GetString()!;
        await _server.KillAsync();
        await using var again = await first.RestartAsync();
        var ids = await AskAsync(again, 10);
        Assert.Equal(503, (await SendAsync(again, HttpMethod.Post, "/v1/chat/completions", Ask.Body(Ask.OpenAi, "assistant"), secret)).Status);

        await _server.StartAgainAsync();
        await UntilAsync(again, secret, 200);
        foreach (var id in ids)
        {
            Assert.Equal(200, (await again.RowAsync(id)).Status);
        }
    }

    [Fact]
    public async Task Verbs_OnADatabaseWithoutItsGateway_ReadIt()
    {
        string config;
        await using (var one = await StartAsync())
        {
            await one.RowAsync((await AskAsync(one, 3))[^1]);
            config = await File.ReadAllTextAsync(one.ConfigFile);
        }

        using var folder = new TemporaryFolder();
        var file = folder.File("bascule.yaml");
        await File.WriteAllTextAsync(file, config.Replace("postgres@", "postgres:a-password@", StringComparison.Ordinal));
        var usage = await ReplayHouse.RunAsync("usage", "--config", file, "--by", "key", "--json", "--url", "http://127.0.0.1:1");
        Assert.True(usage.Code == 0, usage.Errors);
        Assert.Equal(3, JsonElement.Parse(usage.Output).GetProperty("total").GetProperty("requests").GetInt32());
        var replay = await ReplayHouse.RunAsync("explain", "--replay", "7d", "--config", file, "--json");
        Assert.True(replay.Code == 0, replay.Errors);
        Assert.Equal(3, JsonElement.Parse(replay.Output).GetProperty("requests").GetInt32());
        var expanded = await ReplayHouse.RunAsync("check", "--config", file, "--expand");
        Assert.Contains("postgres://postgres:***@127.0.0.1", expanded.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a-password", usage.Errors + usage.Output + replay.Errors + expanded.Errors + expanded.Output, StringComparison.Ordinal);
    }

    private Task<Gateway> StartAsync() => Gateway.StartAsync(
        $$"""
        providers: { up: { dialect: openai-chat, base_url: "{{_sandbox.Address.GetLeftPart(UriPartial.Authority)}}/v1", api_key: sk-upstream-0123456789abcdef } }
        routes: { assistant: { candidates: [up/sandbox-frontier], state: bascule } }
        keys: [{ name: web, key: {{FileKey}} }]
        """,
        server: $"drain: 1s, admin_key: {Admin}",
        database: _server.Url);

    /// <summary>So many answers; their ids.</summary>
    private static async Task<List<string>> AskAsync(Gateway gateway, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var told = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant", stream: i % 2 == 0), ("authorization", "Bearer " + FileKey));
            Assert.Equal((200, false), (told.Status, told.Broke));
            ids.Add(told.Id);
        }

        return ids;
    }

    private static Task UntilAsync(Gateway gateway, string secret, int status) =>
        UntilAsync(() => SendAsync(gateway, HttpMethod.Post, "/v1/chat/completions", Ask.Body(Ask.OpenAi, "assistant"), secret), status);

    private static async Task UntilAsync(Func<Task<(int Status, string Text, JsonElement Json)>> ask, int status)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (await ask() is var told && told.Status != status)
        {
            Assert.False(bound.IsCancellationRequested, $"It stays {told.Status}: {told.Text}");
        }
    }

    private static async Task<JsonElement> AdminAsync(Gateway gateway, HttpMethod method, string path, string? body = null) => (await SendAsync(gateway, method, path, body, Admin)).Json;

    private static async Task<(int Status, string Text, JsonElement Json)> SendAsync(Gateway gateway, HttpMethod method, string path, string? body = null, string secret = FileKey)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var response = await gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text, text.StartsWith('{') ? JsonElement.Parse(text) : default);
    }
}
