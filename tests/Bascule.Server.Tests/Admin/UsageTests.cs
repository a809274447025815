using Bascule.Server.Admin.Reports;

namespace Bascule.Server.Tests.Admin;

/// <summary>What was used, by groups, as JSON and as CSV.</summary>
public sealed class UsageTests
{
    [Fact]
    public async Task Usage_ByGroups_SumsAndTotals()
    {
        await using var house = new House();
        await house.InitializeAsync();
        await house.ChatAsync("assistant", ("x-bascule-tags", "app=a"));
        await house.ChatAsync("assistant", ("x-bascule-tags", "app=b"));
        await house.ChatAsync("secret");
        var usage = await house.JsonAsync("/bascule/v1/usage?by=key,deployment,tag.app&since=24h");

        Assert.Equal(["key", "deployment", "tag.app"], usage.GetProperty("by").EnumerateArray().Select(name => name.GetString()));
        var groups = usage.GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(3, groups.Length);
        var a = groups.Single(group => group.GetProperty("tag.app").GetString() == "a");
        Assert.Equal(("web", "priced"), (a.GetProperty("key").GetString(), a.GetProperty("deployment").GetString()));
        Assert.Equal((1, 1000, 500), (a.GetProperty("requests").GetInt32(), a.GetProperty("input").GetInt32(), a.GetProperty("output").GetInt32()));
        Assert.Equal(0.002m, a.GetProperty("cost_usd").GetDecimal());
        var total = usage.GetProperty("total");
        Assert.Equal((3, 1), (total.GetProperty("requests").GetInt32(), total.GetProperty("errors").GetInt32()));
        Assert.Equal(0.004m, total.GetProperty("cost_usd").GetDecimal());
        Assert.False(usage.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task Usage_OfAnEmptyLedger_IsNothingInTotal()
    {
        await using var house = new House();
        await house.InitializeAsync();
        var usage = await house.JsonAsync("/bascule/v1/usage");
        Assert.Empty(usage.GetProperty("data").EnumerateArray());
        Assert.Equal(0, usage.GetProperty("total").GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task Usage_AsCsv_IsRfc4180AndHoldsNoFormula()
    {
        await using var house = new House();
        await house.InitializeAsync();
        await house.ChatAsync("assistant", ("x-bascule-tags", "note==HYPERLINK(1)"));
        await house.ChatAsync("assistant", ("x-bascule-tags", "note=say \"hi\""));
        using var response = await house.GetAsync("/bascule/v1/usage?by=tag.note", accept: "text/csv");
        var lines = (await response.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("tag.note,requests,errors,", lines[0]);
        Assert.StartsWith("'=HYPERLINK(1),1,0,0,0,1000,0,0,500,0,0.002,0,", lines[1]);
        Assert.StartsWith("\"say \"\"hi\"\"\",1,", lines[2]);
        Assert.Equal("", lines[3]);
        Assert.All(lines[..3], line => Assert.Equal(16, line.Split(',').Length));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("=1,2", "\"'=1,2\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    public void Cell_Text_IsQuotedAndHarmless(string text, string cell) => Assert.Equal(cell, UsageCsv.Cell(text));

    [Theory]
    [InlineData("by=hour", "by")]
    [InlineData("by=day,day", "by")]
    [InlineData("by=tag.", "by")]
    [InlineData("by=tag.1,tag.2,tag.3,tag.4,tag.5,tag.6,tag.7,tag.8,tag.9", "by")]
    [InlineData("since=soon", "since")]
    [InlineData("until=soon", "until")]
    [InlineData("key=web", "key")]
    public async Task Usage_BadParameter_IsNamed(string query, string parameter)
    {
        await using var house = new House();
        await house.InitializeAsync();
        using var response = await house.GetAsync($"/bascule/v1/usage?{query}");
        Assert.Equal((400, "invalid_parameter"), await House.ErrorAsync(response));
        Assert.Contains($"'{parameter}'", (await House.BodyAsync(response)).GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("24h", "2026-11-22T12:00:00+00:00")]
    [InlineData("2026-11-01", "2026-11-01T00:00:00+00:00")]
    [InlineData("2026-11-01T08:30:00Z", "2026-11-01T08:30:00+00:00")]
    [InlineData("2026-11-01T08:30:00.125Z", "2026-11-01T08:30:00.125+00:00")]
    [InlineData("2026-11-01T08:30:00 02:00", "2026-11-01T06:30:00+00:00")]
    public void Moment_InAnyOfItsForms_IsRead(string text, string moment)
    {
        Assert.True(QueryReader.TryMoment(text, new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero), out var read));
        Assert.Equal(DateTimeOffset.Parse(moment), read);
    }
}
