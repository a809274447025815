using System.Net;
using System.Text;
using System.Text.Json;
using Bascule.Server.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Journeys.Keys;

/// <summary>What is refused of an operator who makes or changes keys, and what counts while the database can't be read.</summary>
public sealed class KeyRefusalTests
{
    public static TheoryData<string, string, string> Mistakes { get; } = new()
    {
        { """{"name":"web","teir":"x"}""", "'teir': unknown key", "did you mean tier" },
        { """{"tier":"x"}""", "'name': it is missing", "name" },
        { """{"name":"web","data_class":"secrets"}""", "'data_class': not a known value", "public" },
        { """{"name":"web","data_class":"regulated","max_data_class":"public"}""", "'max_data_class': data_class lies above", "lower data_class" },
        { """{"name":"web","routes":["asistant"]}""", "'routes[0]': no route", "did you mean assistant?" },
        { """{"name":"web","limits":{"requests_per_minutes":1}}""", "'limits.requests_per_minutes': unknown key", "requests_per_minute" },
        { """{"name":"web","limits":{"concurrency":0}}""", "'limits.concurrency': not a whole number", "from 1" },
        { """{"name":"web","limits":7}""", "'limits': a mapping is expected", "requests_per_minute" },
        { """{"name":"web","addresses":["10.0.0.0/40"]}""", "'addresses[0]': not a network", "10.0.0.0/8" },
        { """{"name":"web","expires":"tomorrow"}""", "'expires': not a date", "2027-01-01" },
        { """{"name":"web","key":"mine-0123456789abcdef"}""", "'key': a secret is made here", "config file" },
        { """{"name":"web","key_sha256":"00"}""", "'key_sha256': a secret is made here", "config file" },
        { """{"name":"a b"}""", "'name' is no name", "letters" },
        { """{"name":"../etc"}""", "'name' is no name", "letters" },
        { """{"name":"key_0123456789abcdef"}""", "'name' is no name", "form of an id" },
        { """{"name":"${BASCULE_ADMIN_KEY}"}""", "'name' is no name", "letters" },
        { """{"name":"web","name":"shop"}""", "names a member twice", "" },
        { """["web"]""", "not a JSON object", "" },
        { """{"name":""", "not JSON", "" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Create_WithAMistake_IsRefusedWithItsPlaceAndMend(string form, string message, string mend)
    {
        await using var house = await KeyHouse.StartAsync();
        var (status, body) = await house.AdminAsync("POST", "/keys", form);
        var error = body.GetProperty("error");

        Assert.Equal((400, "invalid_key"), (status, error.GetProperty("code").GetString()));
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(mend, error.GetProperty("mend").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("mine-0123456789abcdef", body.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, (await house.AdminAsync("GET", "/keys")).Body.GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("PATCH", "", """{"tier":"x"}""")]
    [InlineData("POST", "/rotate", null)]
    [InlineData("POST", "/disable", null)]
    [InlineData("POST", "/enable", null)]
    [InlineData("DELETE", "", null)]
    public async Task Change_OfAKeyOfTheFile_IsRefusedWithFileAndLine(string method, string act, string? body)
    {
        await using var house = await KeyHouse.StartAsync();
        foreach (var which in new[] { "filed", "file:filed" })
        {
            var (status, refused) = await house.AdminAsync(method, $"/keys/{which}{act}", body);
            Assert.Equal((409, "key_of_the_file"), (status, refused.GetProperty("error").GetProperty("code").GetString()));
            Assert.Contains("bascule.yaml, line 5", refused.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(200, (await house.ChatAsync(KeyHouse.FileKey)).Status);
    }

    [Fact]
    public async Task List_ShowsTheFilesKeysWithTheirPlace()
    {
        await using var house = await KeyHouse.StartAsync();
        var (_, list) = await house.AdminAsync("GET", "/keys");
        var key = Assert.Single(list.GetProperty("data").EnumerateArray().ToArray());

        Assert.Equal(("file:filed", "file", "active"), (key.GetProperty("id").GetString(), key.GetProperty("source").GetString(), key.GetProperty("status").GetString()));
        Assert.EndsWith("bascule.yaml, line 5", key.GetProperty("place").GetString(), StringComparison.Ordinal);
        Assert.True(list.GetProperty("complete").GetBoolean());
        Assert.Equal(key.ToString(), (await house.AdminAsync("GET", "/keys/filed")).Body.ToString());
    }

    [Fact]
    public async Task Create_WithTheNameOfAKeyOfTheFile_IsRefused()
    {
        await using var house = await KeyHouse.StartAsync();
        var (status, refused) = await house.AdminAsync("POST", "/keys", """{"name":"filed"}""");

        Assert.Equal((409, "key_name_taken"), (status, refused.GetProperty("error").GetProperty("code").GetString()));
        Assert.Contains("line 5", refused.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAFilesKeyNamedAsOneOfTheDatabase_IsRefused()
    {
        await using var house = await KeyHouse.StartAsync();
        await house.CreateAsync("""{"name":"web"}""");
        await house.Host.DisposeAsync();
        await house.WriteAsync("keys: [{ name: web, key: bk-other-0123456789abcdef }]");
        var refused = await Assert.ThrowsAsync<StartRefusedException>(house.StartAsync);
        Assert.Contains("a key in the database has this name", refused.Message, StringComparison.Ordinal);

        await house.WriteAsync(null);
        await house.StartAsync();
    }

    [Fact]
    public async Task Create_AsAForm_IsRefused()
    {
        await using var house = await KeyHouse.StartAsync();
        var (status, refused) = await house.AdminAsync("POST", "/keys", "name=web", "application/x-www-form-urlencoded");
        Assert.Equal((415, "unsupported_media_type"), (status, refused.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(415, (await house.AdminAsync("POST", "/keys", """{"name":"web"}""", "text/plain")).Status);
        Assert.Equal(413, (await house.AdminAsync("POST", "/keys", $$"""{"name":"{{new string('a', 70_000)}}"}""")).Status);
        Assert.Equal(400, (await house.AdminAsync("POST", "/keys/filed/disable", """{"tier":"x"}""")).Status);
    }

    [Fact]
    public async Task Keys_WithoutTheAdminKey_AreNobodys()
    {
        await using var house = await KeyHouse.StartAsync();
        using var client = new HttpClient();
        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(house.Address, "/bascule/v1/keys")) { Content = new StringContent("""{"name":"web"}""", Encoding.UTF8, "application/json") };
        post.Headers.Add("x-api-key", KeyHouse.FileKey);
        using var answer = await client.SendAsync(post);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Auth_Unset_OpensWithoutKeysAndClosesWithTheFirst()
    {
        await using var house = await KeyHouse.StartAsync(keys: null);
        Assert.True(house.Host.IsOpen);
        Assert.Equal(200, (await house.ChatAsync(null)).Status);
        var (_, secret) = await house.CreateAsync("""{"name":"web"}""");
        Assert.Equal((401, 200), ((await house.ChatAsync(null)).Status, (await house.ChatAsync(secret)).Status));
        Assert.Equal((409, "last_key"), await CodedAsync(house.AdminAsync("DELETE", "/keys/web")));
        Assert.Equal(200, (await house.AdminAsync("POST", "/keys/web/disable")).Status);
        Assert.Equal(401, (await house.ChatAsync(null)).Status);
        await house.RestartAsync();
        Assert.False(house.Host.IsOpen);
        Assert.Equal(401, (await house.ChatAsync(null)).Status);
    }

    [Fact]
    public async Task Database_AwayAtTheStart_KeepsTheFilesKeysAndOpensToNobody()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
        await using var house = await KeyHouse.StartAsync(time);
        var (id, secret) = await house.CreateAsync("""{"name":"web"}""");
        await house.Host.DisposeAsync();
        SqliteConnection.ClearAllPools();
        await RunAsync(house.Database, "ALTER TABLE keys RENAME TO hidden");
        await house.StartAsync();

        Assert.Equal((503, "keys_unavailable"), Two(await house.ChatAsync(secret)));
        Assert.Equal((503, "keys_unavailable"), Two(await house.ChatAsync("bsk-nobody")));
        Assert.Equal(401, (await house.ChatAsync(null)).Status);
        Assert.Equal(200, (await house.ChatAsync(KeyHouse.FileKey)).Status);
        Assert.Contains("keys of the database can't be read", await house.ReadyAsync(), StringComparison.Ordinal);
        Assert.Equal((503, "store_away"), await CodedAsync(house.AdminAsync("POST", "/keys", """{"name":"more"}""")));
        Assert.False((await house.AdminAsync("GET", "/keys")).Body.GetProperty("complete").GetBoolean());

        await RunAsync(house.Database, "ALTER TABLE hidden RENAME TO keys");
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while ((await house.ChatAsync(secret)).Status != 200)
        {
            Assert.False(bound.IsCancellationRequested, "the keys were not read again");
            time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal("ready", (await house.ReadyAsync()).Trim());
        Assert.Equal(id, (await house.OwnAsync(secret)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Database_AwayWhileItRuns_KeepsTheKeysThatAreKnown()
    {
        await using var house = await KeyHouse.StartAsync();
        var (_, secret) = await house.CreateAsync("""{"name":"web"}""");
        await RunAsync(house.Database, "ALTER TABLE keys RENAME TO hidden");
        Assert.Equal((503, "store_away"), await CodedAsync(house.AdminAsync("POST", "/keys/web/disable")));
        Assert.Equal(200, (await house.ChatAsync(secret)).Status);
        await RunAsync(house.Database, "ALTER TABLE hidden RENAME TO keys");
        Assert.Equal(200, (await house.AdminAsync("POST", "/keys/web/disable")).Status);
        Assert.Equal(401, (await house.ChatAsync(secret)).Status);
    }

    [Fact]
    public async Task Key_WithWhatThisVersionCannotRead_IsGoodForNothingAndSaysWhy()
    {
        await using var house = await KeyHouse.StartAsync();
        var (_, secret) = await house.CreateAsync("""{"name":"web"}""");
        await house.Host.DisposeAsync();
        SqliteConnection.ClearAllPools();
        await RunAsync(house.Database, """UPDATE keys SET options = '{"name":"web","only_on_sundays":true}'""");
        await house.StartAsync();

        Assert.Equal((401, "disabled_api_key"), Two(await house.ChatAsync(secret)));
        var (_, key) = await house.AdminAsync("GET", "/keys/web");
        Assert.Equal("unusable", key.GetProperty("status").GetString());
        Assert.Contains("only_on_sundays", key.GetProperty("trouble").GetString(), StringComparison.Ordinal);
        Assert.Contains("1 of the database's keys can't be used", await house.ReadyAsync(), StringComparison.Ordinal);
    }

    private static async Task RunAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<(int, string?)> CodedAsync(Task<(int Status, JsonElement Body)> asked)
    {
        var (status, body) = await asked;
        return (status, body.GetProperty("error").GetProperty("code").GetString());
    }

    private static (int, string?) Two((int Status, string? Code, string? Id) told) => (told.Status, told.Code);
}
