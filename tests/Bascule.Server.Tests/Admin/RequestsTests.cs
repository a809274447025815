using System.Text.Json;

namespace Bascule.Server.Tests.Admin;

/// <summary>The ledger's rows as operators page and filter them.</summary>
public sealed class RequestsTests(House house) : IClassFixture<House>
{
    [Fact]
    public async Task Requests_Paged_GiveEachRowOnceNewestFirst()
    {
        string[] ids = [await house.ChatAsync(), await house.ChatAsync(), await house.ChatAsync()];
        var first = await house.JsonAsync("/bascule/v1/requests?limit=2&status=ok&since=1h");
        var second = await house.JsonAsync($"/bascule/v1/requests?limit=1&status=ok&cursor={first.GetProperty("next").GetString()}");

        JsonElement[] rows = [.. first.GetProperty("data").EnumerateArray(), .. second.GetProperty("data").EnumerateArray()];
        var seen = rows.Select(row => row.GetProperty("id").GetString()).ToArray();
        var times = rows.Select(row => row.GetProperty("at").GetDateTimeOffset()).ToArray();
        Assert.Equal(3, seen.Distinct().Count());
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal(ids.Order(), seen.Intersect(ids).Order());
        Assert.False(first.GetProperty("behind").GetBoolean());
    }

    [Fact]
    public async Task Request_ById_TellsItsStory()
    {
        var id = await house.ChatAsync("assistant", ("x-bascule-tags", "app=test"));
        var row = await house.JsonAsync($"/bascule/v1/requests/{id}");

        Assert.Equal(id, row.GetProperty("id").GetString());
        Assert.Equal(("web", "search", "assistant", "priced"), (row.GetProperty("key").GetString(), row.GetProperty("team").GetString(), row.GetProperty("route").GetString(), row.GetProperty("deployment").GetString()));
        Assert.Equal("file:web", row.GetProperty("key_id").GetString());
        Assert.Equal(0.002m, row.GetProperty("cost_usd").GetDecimal());
        Assert.Equal("test", row.GetProperty("tags").GetProperty("app").GetString());
        Assert.Equal("premium", row.GetProperty("profile").GetProperty("tier").GetString());
        Assert.Equal(1, row.GetProperty("attempts").GetArrayLength());
        Assert.NotEqual("", row.GetProperty("config_version").GetString());
    }

    [Fact]
    public async Task Requests_FilteredByRouteAndStatus_GiveThoseOnly()
    {
        var refused = await house.ChatAsync("secret");
        var rows = (await house.JsonAsync("/bascule/v1/requests?route=secret&status=403&key=web")).GetProperty("data").EnumerateArray().ToArray();
        Assert.Contains(refused, rows.Select(row => row.GetProperty("id").GetString()));
        Assert.All(rows, row => Assert.Equal("data_class_refused", row.GetProperty("error").GetString()));
        Assert.Empty((await house.JsonAsync("/bascule/v1/requests?route=secret&status=ok")).GetProperty("data").EnumerateArray());
        Assert.Empty((await house.JsonAsync("/bascule/v1/requests?key=nobody")).GetProperty("data").EnumerateArray());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("status=600", "status")]
    [InlineData("status=bad", "status")]
    [InlineData("since=yesterday", "since")]
    [InlineData("since=1h&since=2h", "since")]
    [InlineData("sinse=1h", "sinse")]
    public async Task Requests_BadParameter_IsNamed(string query, string parameter)
    {
        using var response = await house.GetAsync($"/bascule/v1/requests?{query}");
        Assert.Equal((400, "invalid_parameter"), await House.ErrorAsync(response));
        Assert.Contains($"'{parameter}'", (await House.BodyAsync(response)).GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Request_BadOrUnknownId_IsRefused()
    {
        using var bad = await house.GetAsync("/bascule/v1/requests/abc");
        using var unknown = await house.GetAsync($"/bascule/v1/requests/{Guid.CreateVersion7()}");
        Assert.Equal((400, "invalid_parameter"), await House.ErrorAsync(bad));
        Assert.Equal((404, "request_not_found"), await House.ErrorAsync(unknown));
    }
}
