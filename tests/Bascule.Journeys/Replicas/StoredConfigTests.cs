using System.Text.Json;
using Bascule.Journeys.Replays;
using Bascule.Sandbox.Scripted;
using Bascule.Server.Hosting;
using Bascule.Servers;
using Bascule.Storage.Postgres;
using Npgsql;

namespace Bascule.Journeys.Replicas;

/// <summary>The config in a database: replicas read it there, follow it, and refuse what is wrong.</summary>
public sealed class StoredConfigTests
{
    private const string Admin = "admin-key-0123456789abcdef";

    [Fact]
    public async Task Config_PushedToTheDatabase_IsFollowedByEveryReplica()
    {
        await using var house = await House.StartAsync();
        await house.PushAsync("[up/one]");
        await using var first = await house.ReplicaAsync("a");
        await using var second = await house.ReplicaAsync("b");
        await first.UntilAsync("one");

        await house.PushAsync("[up/two]");
        await first.UntilAsync("two");
        await second.UntilAsync("two");

        // Nobody is told of this one.
        await house.ExecuteAsync($"INSERT INTO bascule_configs (author, text) VALUES ('me', $${house.Config("[up/three]")}$$)");
        await first.UntilAsync("three");
        await second.UntilAsync("three");

        // Who did it stands in the audit log of each.
        await house.ExecuteAsync($"INSERT INTO bascule_configs (author, text) SELECT 'me, back to 2', text FROM bascule_configs WHERE id = 2");
        await second.UntilAsync("two");
        var pushed = await first.AuditAsync("config.rollback");
        Assert.Equal([("me", "config.push", "version 2", null), ("me", "config.push", "version 3", null), ("me", "config.rollback", "version 4", "2")], pushed);
    }

    [Fact]
    public async Task Config_BadInTheDatabase_IsRefusedAndTheOldOneStays()
    {
        await using var house = await House.StartAsync();
        await house.PushAsync("[up/one]");
        await using var replica = await house.ReplicaAsync("a");

        await house.PushAsync("[nobody/one]");
        await replica.UntilRefusedAsync();
        Assert.Equal("one", await replica.ModelAsync());

        await house.PushAsync("[up/two]");
        await replica.UntilAsync("two");
    }

    [Fact]
    public async Task Database_KilledAndBack_TheReplicaServesOnAndFollowsAgain()
    {
        await using var house = await House.StartAsync();
        await house.PushAsync("[up/one]");
        await using var replica = await house.ReplicaAsync("a");

        await house.Database.KillAsync();
        Assert.Equal("one", await replica.ModelAsync());
        await house.Database.StartAgainAsync();
        await house.PushAsync("[up/two]");
        await replica.UntilAsync("two");
    }

    [Fact]
    public async Task Database_EmptyOrAway_IsSaidWithoutThePassword()
    {
        await using var house = await House.StartAsync();
        var empty = await Assert.ThrowsAsync<StartRefusedException>(() => house.ReplicaAsync("a"));
        Assert.Contains("no config was ever put into this database. Mend: bascule config push", Assert.Single(empty.Reasons));

        await house.Database.KillAsync();
        var (code, _, errors) = await ReplayHouse.RunAsync("config", "list", "--from", house.Database.Url.Replace("postgres@", "postgres:secret-word@", StringComparison.Ordinal));
        Assert.Equal(1, code);
        Assert.StartsWith($"postgres://127.0.0.1:{house.Database.Port}/postgres: ", errors);
        Assert.DoesNotContain("secret-word", errors);
    }

    [Fact]
    public async Task Verbs_PushListShowRollback_DoWhatTheySay()
    {
        await using var house = await House.StartAsync();
        using var folder = new TemporaryFolder();
        var file = folder.File("bascule.yaml");
        var url = house.Database.Url;
        await File.WriteAllTextAsync(file, "routes: { assistant: [nobody/one] }");
        var bad = await ReplayHouse.RunAsync("config", "push", "--config", file, "--to", url);
        await File.WriteAllTextAsync(file, house.Config("[up/one]").Replace("${DIR}", folder.Path, StringComparison.Ordinal));
        var first = await ReplayHouse.RunAsync("config", "push", "--config", file, "--to", url);
        await File.AppendAllTextAsync(file, "# another\n");
        var second = await ReplayHouse.RunAsync("config", "push", "--config", file, "--to", url);
        var again = await ReplayHouse.RunAsync("config", "push", "--config", file, "--to", url);
        var back = await ReplayHouse.RunAsync("config", "rollback", "--to", url);
        var list = await ReplayHouse.RunAsync("config", "list", "--from", url, "--json");
        var shown = await ReplayHouse.RunAsync("config", "show", "--from", url);
        var check = await ReplayHouse.RunAsync("check", "--config", url);

        Assert.Equal((2, true), (bad.Code, bad.Errors.Contains("Nothing was put into the database.", StringComparison.Ordinal)));
        Assert.Equal((0, "version 1 counts\n"), (first.Code, first.Output));
        Assert.Equal((0, "version 2 counts\n"), (second.Code, second.Output));
        Assert.Equal((0, "version 2 says the same and counts already\n"), (again.Code, again.Output));
        Assert.Equal((0, "version 3 counts\n"), (back.Code, back.Output));
        Assert.Contains("\"version\": 3", list.Output);
        Assert.Equal((await File.ReadAllTextAsync(file)).Replace("# another\n", "", StringComparison.Ordinal), shown.Output);
        Assert.Equal(0, check.Code);
        Assert.StartsWith($"postgres://127.0.0.1:{house.Database.Port}/postgres#3:1:", check.Output);    // a warning, with the version and the line
        Assert.EndsWith("no errors\n", check.Output);
    }

    /// <summary>A database, and an upstream that says which model it was asked for.</summary>
    private sealed class House(PostgresServer database, ScriptedUpstream upstream) : IAsyncDisposable
    {
        public PostgresServer Database => database;

        public static async Task<House> StartAsync() => new(
            await PostgresServer.StartAsync(),
            await ScriptedUpstream.StartAsync(request => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, request.Json.GetProperty("model").GetString()!))));

        public string Config(string candidates) => $$"""
            server: { listen: ["http://127.0.0.1:0"], data_dir: "${DIR}", drain: 1s, auth: none, admin_key: {{Admin}} }
            providers: { up: { dialect: openai-chat, base_url: "{{upstream.Address}}v1", api_key: sk-upstream-0123456789abcdef } }
            routes: { assistant: {{candidates}} }

            """;

        public Task PushAsync(string candidates) => new PostgresConfigs(PostgresAddress.TryParse(database.Url, out var address, out var wrong) ? address : throw new InvalidOperationException(wrong)).PushAsync(Config(candidates), "me", CancellationToken.None);

        public async Task ExecuteAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        public async Task<Replica> ReplicaAsync(string name)
        {
            var folder = new TemporaryFolder();
            try
            {
                return new Replica(
                    await GatewayHost.StartAsync(new HostSettings
                    {
                        ConfigFile = database.Url, Folder = folder.Path, CatalogFolder = Path.Combine(Repository.Root, "catalog"), ProbeEngines = false,
                        Environment = variable => variable == "DIR" ? folder.File(name) : null,
                    }),
                    folder);
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await upstream.DisposeAsync();
            await database.DisposeAsync();
        }
    }

    /// <summary>One of the gateways that read their config there.</summary>
    private sealed class Replica(GatewayHost host, TemporaryFolder folder) : IAsyncDisposable
    {
        private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = host.Addresses[0], Timeout = Gateway.Bound };

        public async Task<string> ModelAsync() => (await _client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"))).Said;

        public async Task UntilAsync(string model)
        {
            using var bound = new CancellationTokenSource(Gateway.Bound);
            while (await ModelAsync() is var now && now != model)
            {
                Assert.False(bound.IsCancellationRequested, $"It asks {now}, not {model}.");
            }
        }

        public Task UntilRefusedAsync() => AuditAsync("config.refused");

        /// <summary>Who put which version of the config there, the oldest first, by an audit log that has an entry of this act.</summary>
        public async Task<(string? Who, string? Act, string? Target, string? BackTo)[]> AuditAsync(string act)
        {
            using var bound = new CancellationTokenSource(Gateway.Bound);
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/bascule/v1/audit");
                request.Headers.Add("authorization", "Bearer " + Admin);
                using var response = await _client.SendAsync(request, bound.Token);
                var entries = JsonElement.Parse(await response.Content.ReadAsStringAsync(bound.Token)).GetProperty("data").EnumerateArray().ToArray();
                if (entries.Any(entry => entry.GetProperty("act").GetString() == act))
                {
                    return [.. entries.Where(entry => entry.GetProperty("act").GetString() is "config.push" or "config.rollback").OrderBy(entry => entry.GetProperty("number").GetInt64()).Select(entry => (
                        entry.GetProperty("who").GetString(), entry.GetProperty("act").GetString(), entry.GetProperty("target").GetString(), entry.GetProperty("detail").TryGetProperty("back_to", out var back) ? back.GetString() : null))];
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await host.DisposeAsync();
            folder.Dispose();
        }
    }
}
