using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Bascule.Server.Rules;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenAI;
using OpenAI.Chat;

namespace Bascule.Journeys.Keys;

/// <summary>A key of the database from its making to its end, over real sockets and in a real database.</summary>
public sealed class KeyLifeTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-11-01T12:00:00Z");

    [Fact]
    public async Task Key_Made_CountsAtOnceAndAfterARestart()
    {
        await using var house = await KeyHouse.StartAsync();
        var (id, secret) = await house.CreateAsync("""{"name":"web","team":"search","tier":"premium","tags":{"app":"web"}}""");
        Assert.Matches("^bsk-[0-9A-Za-z]{43}$", secret);
        var first = await house.ChatAsync(secret);
        await house.RestartAsync();
        var second = await house.ChatAsync(secret);

        Assert.Equal((200, 200), (first.Status, second.Status));
        var row = await house.RowAsync(second.Id!);
        Assert.Equal((id, "web", "search"), (row?.KeyId, row?.Key, row?.Team));
        Assert.Equal(401, (await house.ChatAsync(secret + "x")).Status);
    }

    [Fact]
    public async Task Secret_IsShownOnceAndKeptNowhere()
    {
        await using var house = await KeyHouse.StartAsync();
        var (id, secret) = await house.CreateAsync("""{"name":"web"}""");
        var (_, shown) = await house.AdminAsync("GET", $"/keys/{id}");
        var (_, listed) = await house.AdminAsync("GET", "/keys?deleted=true");

        Assert.False(shown.TryGetProperty("key", out _));
        Assert.DoesNotContain(secret[8..], shown.ToString() + listed, StringComparison.Ordinal);
        Assert.Equal(secret[..8], shown.GetProperty("secrets")[0].GetProperty("starts").GetString());
        await house.Host.DisposeAsync();
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(house.Database)!, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(secret[8..], await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }

        await house.StartAsync();
    }

    [Fact]
    public async Task Key_WithABudget_IsShownWithWhatIsLeftAndExplainedAsRefusedOnceDisabled()
    {
        await using var house = await KeyHouse.StartAsync();
        var (id, _) = await house.CreateAsync("""{"name":"web","budget":{"usd":5,"per":"day"}}""");
        var (_, shown) = await house.AdminAsync("GET", $"/keys/{id}");
        var budget = shown.GetProperty("budget");
        Assert.Equal((5m, "day", 0m, 0m, 5m), (
            budget.GetProperty("usd").GetDecimal(), budget.GetProperty("per").GetString(), budget.GetProperty("spent_usd").GetDecimal(),
            budget.GetProperty("reserved_usd").GetDecimal(), budget.GetProperty("left_usd").GetDecimal()));
        Assert.Single(shown.EnumerateObject(), member => member.Name == "budget");

        await house.AdminAsync("POST", $"/keys/{id}/disable");
        var (status, told) = await house.AdminAsync("POST", "/explain?key=web", """{"model":"assistant","messages":[]}""");
        Assert.Equal((200, "disabled_api_key"), (status, told.GetProperty("refused").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Change_OfAKeyWhoseRouteIsGone_IsTakenUnlessItNamesRoutes()
    {
        await using var house = await KeyHouse.StartAsync();
        var (id, _) = await house.CreateAsync("""{"name":"web","routes":["other"]}""");
        var rules = house.Host.Services.GetRequiredService<LiveRules>();
        rules.Replace(rules.Config with { Routes = [.. rules.Config.Routes.Where(route => route.Name != "other")] });

        var (named, _) = await house.AdminAsync("PATCH", $"/keys/{id}", """{"routes":["other"]}""");
        var (taken, key) = await house.AdminAsync("PATCH", $"/keys/{id}", """{"limits":{"concurrency":3}}""");

        Assert.Equal((400, 200, 3), (named, taken, key.GetProperty("limits").GetProperty("concurrency").GetInt32()));
    }

    [Fact]
    public async Task Key_OfTheOfficialSdk_Chats()
    {
        await using var house = await KeyHouse.StartAsync();
        var (_, secret) = await house.CreateAsync("""{"name":"sdk"}""");
        var client = new ChatClient("assistant", new ApiKeyCredential(secret), new OpenAIClientOptions { Endpoint = new Uri(house.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
        ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage(Ask.Sum)]);

        Assert.Equal("42", answer.Content[0].Text);
    }

    [Fact]
    public async Task Rotate_WithOverlap_BothSecretsAreOneKeyUntilItEnds()
    {
        var time = new FakeTimeProvider(Noon);
        await using var house = await KeyHouse.StartAsync(time);
        var (id, old) = await house.CreateAsync("""{"name":"web","limits":{"requests_per_minute":3}}""");
        var (status, rotated) = await house.AdminAsync("POST", "/keys/web/rotate", """{"overlap":"24h"}""");
        var fresh = rotated.GetProperty("key").GetString()!;

        Assert.Equal((200, id), (status, rotated.GetProperty("id").GetString()));
        Assert.NotEqual(old, fresh);
        int[] together = [(await house.ChatAsync(old)).Status, (await house.ChatAsync(fresh)).Status, (await house.ChatAsync(old)).Status, (await house.ChatAsync(fresh)).Status];
        Assert.Equal([200, 200, 200, 429], together);    // one counter
        Assert.Equal(Noon.AddDays(1), (await house.OwnAsync(old)).GetProperty("secret_until").GetDateTimeOffset());
        Assert.False((await house.OwnAsync(fresh)).TryGetProperty("secret_until", out _));

        time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await house.ChatAsync(old)).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((401, "invalid_api_key"), Two(await house.ChatAsync(old)));
        Assert.Equal(200, (await house.ChatAsync(fresh)).Status);
        await house.RestartAsync();
        Assert.Equal(401, (await house.ChatAsync(old)).Status);
        Assert.Equal(200, (await house.ChatAsync(fresh)).Status);
        Assert.Equal(1, (await house.AdminAsync("GET", "/keys/web")).Body.GetProperty("secrets").GetArrayLength());
    }

    [Fact]
    public async Task Rotate_WithoutOverlap_EndsTheOldSecretAtOnce()
    {
        await using var house = await KeyHouse.StartAsync();
        var (_, old) = await house.CreateAsync("""{"name":"web"}""");
        var (_, rotated) = await house.AdminAsync("POST", "/keys/web/rotate", """{"overlap":"0s"}""");

        Assert.Equal(401, (await house.ChatAsync(old)).Status);
        Assert.Equal(200, (await house.ChatAsync(rotated.GetProperty("key").GetString())).Status);
    }

    [Fact]
    public async Task Rotate_AgainAndAgain_IsRefusedWhileTooManySecretsAreGood()
    {
        await using var house = await KeyHouse.StartAsync();
        await house.CreateAsync("""{"name":"web"}""");
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(200, (await house.AdminAsync("POST", "/keys/web/rotate")).Status);
        }

        var (status, refused) = await house.AdminAsync("POST", "/keys/web/rotate", "{}");
        Assert.Equal((409, "too_many_secrets"), (status, CodeOf(refused)));
        Assert.Equal(200, (await house.AdminAsync("POST", "/keys/web/rotate", """{"overlap":"0s"}""")).Status);
    }

    [Fact]
    public async Task Disable_AndEnable_TwiceIsOnce()
    {
        await using var house = await KeyHouse.StartAsync();
        var (id, secret) = await house.CreateAsync("""{"name":"web"}""");
        var first = await house.AdminAsync("POST", $"/keys/{id}/disable");
        var again = await house.AdminAsync("POST", $"/keys/{id}/disable");

        Assert.Equal((200, "disabled"), (first.Status, StatusOf(first.Body)));
        Assert.Equal(first.Body.ToString(), again.Body.ToString());
        Assert.Equal((401, "disabled_api_key"), Two(await house.ChatAsync(secret)));
        await house.RestartAsync();
        Assert.Equal((401, "disabled_api_key"), Two(await house.ChatAsync(secret)));
        Assert.Equal("active", StatusOf((await house.AdminAsync("POST", "/keys/web/enable")).Body));
        Assert.Equal(200, (await house.ChatAsync(secret)).Status);
    }

    [Fact]
    public async Task Delete_Key_EndsItAndKeepsItsIdExplained()
    {
        await using var house = await KeyHouse.StartAsync();
        var (id, secret) = await house.CreateAsync("""{"name":"web"}""");
        var gone = await house.AdminAsync("DELETE", "/keys/web");
        var again = await house.AdminAsync("DELETE", $"/keys/{id}");

        Assert.Equal((200, "deleted", 200), (gone.Status, StatusOf(gone.Body), again.Status));
        Assert.Equal((401, "invalid_api_key"), Two(await house.ChatAsync(secret)));
        Assert.Equal((404, "key_not_found"), Coded(await house.AdminAsync("GET", "/keys/web")));
        Assert.Equal("web", (await house.AdminAsync("GET", $"/keys/{id}")).Body.GetProperty("name").GetString());
        Assert.DoesNotContain(id, (await house.AdminAsync("GET", "/keys")).Body.ToString(), StringComparison.Ordinal);
        Assert.Contains(id, (await house.AdminAsync("GET", "/keys?deleted=true")).Body.ToString(), StringComparison.Ordinal);
        Assert.Equal((404, "key_not_found"), Coded(await house.AdminAsync("POST", $"/keys/{id}/enable")));
        var (other, _) = await house.CreateAsync("""{"name":"web"}""");
        Assert.NotEqual(id, other);
    }

    [Fact]
    public async Task Key_Renamed_StaysTheSameTenantAndTheOneAfterItIsAnother()
    {
        await using var house = await KeyHouse.StartAsync();
        var (id, secret) = await house.CreateAsync("""{"name":"web"}""");
        var asked = (await house.ChatAsync(secret)).Id!;
        var renamed = await house.AdminAsync("PATCH", $"/keys/{id}", """{"name":"shop"}""");
        var (_, late) = await house.CreateAsync("""{"name":"web"}""");

        Assert.Equal((id, "shop"), (renamed.Body.GetProperty("id").GetString(), renamed.Body.GetProperty("name").GetString()));
        Assert.Equal("shop", (await house.OwnAsync(secret)).GetProperty("name").GetString());
        Assert.Equal(200, await StatusOfRequestAsync(house, asked, secret));
        Assert.Equal(404, await StatusOfRequestAsync(house, asked, late));
    }

    [Fact]
    public async Task Change_OfWhatAKeyMay_CountsAtOnceAndLeavesTheRest()
    {
        await using var house = await KeyHouse.StartAsync();
        var (_, secret) = await house.CreateAsync("""{"name":"web","routes":["assistant"],"limits":{"requests_per_minute":100,"concurrency":5},"tags":{"a":"1"}}""");
        Assert.Equal((403, "model_not_allowed"), Two(await house.ChatAsync(secret, "other")));
        var (status, changed) = await house.AdminAsync("PATCH", "/keys/web", """{"routes":["*"],"limits":{"concurrency":null},"tags":{"b":"2"}}""", "application/merge-patch+json");

        Assert.Equal(200, status);
        Assert.Equal(200, (await house.ChatAsync(secret, "other")).Status);
        Assert.Equal((100, JsonValueKind.Null), (changed.GetProperty("limits").GetProperty("requests_per_minute").GetInt32(), changed.GetProperty("limits").GetProperty("concurrency").ValueKind));
        Assert.Equal("""{"a":"1","b":"2"}""", changed.GetProperty("tags").GetRawText());
    }

    [Fact]
    public async Task Key_PastItsEnd_IsToldSo()
    {
        var time = new FakeTimeProvider(Noon);
        await using var house = await KeyHouse.StartAsync(time);
        var (_, secret) = await house.CreateAsync("""{"name":"web","expires":"2026-11-02"}""");
        Assert.Equal(200, (await house.ChatAsync(secret)).Status);
        time.Advance(TimeSpan.FromHours(12));

        Assert.Equal((401, "expired_api_key"), Two(await house.ChatAsync(secret)));
        Assert.Equal("expired", StatusOf((await house.AdminAsync("GET", "/keys/web")).Body));
    }

    [Theory]
    [InlineData("""{"name":"web","addresses":["10.0.0.0/8"]}""", 403, "address_not_allowed")]
    [InlineData("""{"name":"web","addresses":["127.0.0.0/8"]}""", 200, null)]
    [InlineData("""{"name":"web","routes":[]}""", 403, "model_not_allowed")]
    [InlineData("""{"name":"web","data_class":"confidential","max_data_class":"confidential"}""", 200, null)]
    public async Task Key_WhereAndWhat_IsHeldAsOfTheFile(string form, int status, string? code)
    {
        await using var house = await KeyHouse.StartAsync();
        var (_, secret) = await house.CreateAsync(form);
        Assert.Equal((status, code), Two(await house.ChatAsync(secret)));
    }

    [Fact]
    public async Task Create_AHundredAtOnce_MakesAHundredKeysThatAllCount()
    {
        await using var house = await KeyHouse.StartAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => house.CreateAsync($$"""{"name":"k{{i}}"}""")));
        var statuses = await Task.WhenAll(made.Select(key => house.ChatAsync(key.Secret)));

        Assert.Equal(100, made.Select(key => key.Id).Distinct().Count());
        Assert.All(statuses, told => Assert.Equal(200, told.Status));
        await house.RestartAsync();
        Assert.Equal(101, (await house.AdminAsync("GET", "/keys")).Body.GetProperty("data").GetArrayLength());
        Assert.Equal(200, (await house.ChatAsync(made[57].Secret)).Status);
    }

    [Fact]
    public async Task Create_OneNameAtOnce_MakesOne()
    {
        await using var house = await KeyHouse.StartAsync();
        var told = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => house.AdminAsync("POST", "/keys", """{"name":"web"}""")));

        Assert.Equal(1, told.Count(one => one.Status == 201));
        Assert.All(told.Where(one => one.Status != 201), one => Assert.Equal((409, "key_name_taken"), Coded(one)));
    }

    [Fact]
    public async Task Acts_OnAKey_StandInTheAuditLogByItsId()
    {
        await using var house = await KeyHouse.StartAsync();
        var (id, secret) = await house.CreateAsync("""{"name":"web"}""");
        await house.AdminAsync("PATCH", "/keys/web", """{"tier":"premium"}""");
        await house.AdminAsync("POST", "/keys/web/rotate");
        await house.AdminAsync("POST", "/keys/web/disable");
        await house.AdminAsync("POST", "/keys/web/enable");
        await house.AdminAsync("DELETE", "/keys/web");
        await house.AdminAsync("POST", "/keys", """{"name":"filed"}""");
        var (_, log) = await house.AdminAsync("GET", "/audit?act=key");
        var entries = log.GetProperty("data").EnumerateArray().Reverse().ToArray();

        Assert.Equal(["key.create", "key.update", "key.rotate", "key.disable", "key.enable", "key.delete"], entries.Select(entry => entry.GetProperty("act").GetString()));
        Assert.All(entries, entry => Assert.Equal((id, "admin_key"), (entry.GetProperty("target").GetString(), entry.GetProperty("who").GetString())));
        Assert.DoesNotContain(secret[8..], log.ToString(), StringComparison.Ordinal);
    }

    private static async Task<int> StatusOfRequestAsync(KeyHouse house, string id, string secret)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(house.Address, $"/v1/requests/{id}"));
        request.Headers.Add("x-api-key", secret);
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static (int, string?) Two((int Status, string? Code, string? Id) told) => (told.Status, told.Code);

    private static (int, string?) Coded((int Status, JsonElement Body) told) => (told.Status, CodeOf(told.Body));

    private static string? CodeOf(JsonElement body) => body.GetProperty("error").GetProperty("code").GetString();

    private static string? StatusOf(JsonElement key) => key.GetProperty("status").GetString();
}
