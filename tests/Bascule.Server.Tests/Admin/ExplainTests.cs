using System.Text.Json;

namespace Bascule.Server.Tests.Admin;

/// <summary>Explain tells what the journey would do, and does none of it.</summary>
public sealed class ExplainTests(House house) : IClassFixture<House>
{
    [Fact]
    public async Task Explain_ARoute_GivesCandidatesPlanAndCost()
    {
        var told = await ExplainAsync("", """{"model":"assistant","max_tokens":1000,"messages":[{"role":"user","content":"12345678"}]}""");

        Assert.Equal("assistant", told.GetProperty("route").GetString());
        Assert.Equal("internal", told.GetProperty("data_class").GetString());
        Assert.Equal(["priced", "up/deep/model"], Names(told.GetProperty("plan")));
        Assert.All(told.GetProperty("candidates").EnumerateArray(), candidate => Assert.True(candidate.GetProperty("eligible").GetBoolean()));
        var tokens = told.GetProperty("profile").GetProperty("input_tokens").GetInt64();
        Assert.Equal(((tokens * 1) + (1000 * 2)) / 1_000_000m, told.GetProperty("estimated_cost_usd").GetDecimal());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("refused").ValueKind);
    }

    [Fact]
    public async Task Explain_InGeminisDialect_TakesTheModelFromTheQuestion()
    {
        var told = await ExplainAsync("?dialect=gemini&model=assistant", """{"contents":[{"parts":[{"text":"12345678"}]}],"generationConfig":{"maxOutputTokens":1000}}""");
        Assert.Equal(("assistant", "gemini"), (told.GetProperty("route").GetString(), told.GetProperty("dialect").GetString()));
        Assert.Equal(["priced", "up/deep/model"], Names(told.GetProperty("plan")));
    }

    [Fact]
    public async Task Explain_PriceOrBoundUnknown_CostsUnknown()
    {
        Assert.Equal(JsonValueKind.Null, (await ExplainAsync("", """{"model":"up/deep/model","max_tokens":10,"messages":[]}""")).GetProperty("estimated_cost_usd").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await ExplainAsync("", """{"model":"assistant","messages":[]}""")).GetProperty("estimated_cost_usd").ValueKind);
    }

    [Fact]
    public async Task Explain_AsAKey_SeesItsClassAndItsRefusal()
    {
        var told = await ExplainAsync("?key=web", """{"model":"secret","messages":[]}""");
        Assert.Equal("confidential", told.GetProperty("data_class").GetString());
        Assert.Equal("data_class_refused", told.GetProperty("refused").GetProperty("code").GetString());
        Assert.Equal(403, told.GetProperty("refused").GetProperty("status").GetInt32());
        Assert.Empty(Names(told.GetProperty("plan")));
        Assert.False(told.GetProperty("candidates")[0].GetProperty("eligible").GetBoolean());
        Assert.Equal("premium", told.GetProperty("profile").GetProperty("tier").GetString());
    }

    [Theory]
    [InlineData("", "nothing", "model_not_found")]
    [InlineData("?key=web", "priced", "model_not_allowed")]
    public async Task Explain_ANameThatIsRefused_ShowsIt(string query, string model, string code)
    {
        var told = await ExplainAsync(query, $$"""{"model":"{{model}}","messages":[]}""");
        Assert.Equal(code, told.GetProperty("refused").GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("route").ValueKind);
    }

    [Fact]
    public async Task Explain_AnAnthropicRequest_IsReadAsOne()
    {
        const string body = """{"model":"assistant","max_tokens":10,"system":"Be brief","messages":[{"role":"user","content":"Hi"}]}""";
        using var byHeader = await house.PostAsync("/bascule/v1/explain", body, House.AdminKey, ("anthropic-version", "2023-06-01"));
        Assert.Equal("anthropic", (await House.BodyAsync(byHeader)).GetProperty("dialect").GetString());
        Assert.Equal("anthropic", (await ExplainAsync("?dialect=anthropic", body)).GetProperty("dialect").GetString());
    }

    [Theory]
    [InlineData("", "{", 400, "invalid_request")]
    [InlineData("", "{}", 400, "invalid_request")]
    [InlineData("?key=nobody", """{"model":"assistant"}""", 400, "invalid_parameter")]
    [InlineData("?dialect=latin", """{"model":"assistant"}""", 400, "invalid_parameter")]
    [InlineData("?kee=web", """{"model":"assistant"}""", 400, "invalid_parameter")]
    public async Task Explain_WhatCannotBeRead_IsAnError(string query, string body, int status, string code)
    {
        using var response = await house.PostAsync("/bascule/v1/explain" + query, body);
        Assert.Equal((status, code), await House.ErrorAsync(response));
    }

    [Fact]
    public async Task Explain_Anything_AsksNobodyAndWritesNoRow()
    {
        var seen = house.Upstream.Seen.Count;
        await ExplainAsync("?key=web", """{"model":"assistant","messages":[]}""");
        Assert.Equal(seen, house.Upstream.Seen.Count);
        Assert.Empty((await house.JsonAsync("/bascule/v1/requests")).GetProperty("data").EnumerateArray());
    }

    private async Task<JsonElement> ExplainAsync(string query, string body)
    {
        using var response = await house.PostAsync("/bascule/v1/explain" + query, body);
        Assert.Equal(200, (int)response.StatusCode);
        return await House.BodyAsync(response);
    }

    private static IEnumerable<string?> Names(JsonElement list) => list.EnumerateArray().Select(name => name.GetString());
}
