using System.Text.Json;

namespace Bascule.Server.Tests.Admin;

/// <summary>Facts and state of deployments, and taking one out by hand.</summary>
public sealed class DeploymentsTests : IAsyncLifetime
{
    private readonly House _house = new();

    public ValueTask InitializeAsync() => _house.InitializeAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Deployments_Listed_TellFactsPriceAndState()
    {
        await _house.ChatAsync();
        var all = (await _house.JsonAsync("/bascule/v1/deployments")).GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(["priced", "up/deep/model"], all.Select(one => one.GetProperty("name").GetString()));
        var priced = all[0];
        Assert.Equal(("up", "m1", "vendor", "eu", "30d"), (Text(priced, "provider"), Text(priced, "upstream"), Text(priced, "hosting"), Text(priced, "jurisdiction"), Text(priced, "max_retention")));
        Assert.False(priced.GetProperty("trains_on_data").GetBoolean());
        Assert.Equal("soc2", priced.GetProperty("certifications")[0].GetString());
        Assert.Equal((1m, 2m, "config"), (priced.GetProperty("price").GetProperty("input").GetDecimal(), priced.GetProperty("price").GetProperty("output").GetDecimal(), Text(priced.GetProperty("price"), "source")));
        Assert.Equal(JsonValueKind.Null, all[1].GetProperty("price").ValueKind);
        Assert.Equal(JsonValueKind.Null, all[1].GetProperty("model").ValueKind);
        var state = priced.GetProperty("state");
        Assert.Equal((0, false, 1, 0), (state.GetProperty("in_flight").GetInt32(), state.GetProperty("drained").GetBoolean(), state.GetProperty("attempts").GetInt32(), state.GetProperty("error_rate").GetInt32()));
        Assert.Equal(("closed", 0, false), (Text(state.GetProperty("breaker"), "state"), state.GetProperty("cooling").GetArrayLength(), state.GetProperty("credential").GetProperty("refused").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, state.GetProperty("health").ValueKind);
        Assert.Equal(1, priced.GetProperty("token_estimate").GetProperty("requests").GetInt32());
        Assert.Equal(JsonValueKind.Null, all[1].GetProperty("token_estimate").ValueKind);
    }

    [Theory]
    [InlineData("priced")]
    [InlineData("up/deep/model")]
    [InlineData("up%2Fdeep%2Fmodel")]
    public async Task Drain_ADeployment_TakesItOutUntilUndrained(string name)
    {
        var plain = Uri.UnescapeDataString(name);
        using var drained = await _house.PostAsync($"/bascule/v1/deployments/{name}/drain");
        Assert.Equal((200, plain), ((int)drained.StatusCode, Text(await House.BodyAsync(drained), "name")));
        Assert.True((await _house.JsonAsync($"/bascule/v1/deployments/{name}")).GetProperty("state").GetProperty("drained").GetBoolean());

        var row = await _house.JsonAsync($"/bascule/v1/requests/{await _house.ChatAsync()}");
        Assert.NotEqual(plain, Text(row, "deployment"));
        using var explained = await _house.PostAsync("/bascule/v1/explain", """{"model":"assistant","messages":[]}""");
        var candidate = (await House.BodyAsync(explained)).GetProperty("candidates").EnumerateArray().Single(one => Text(one, "deployment") == plain);
        Assert.Equal("drained by hand", candidate.GetProperty("reasons")[0].GetString());

        using var back = await _house.PostAsync($"/bascule/v1/deployments/{name}/undrain");
        Assert.False((await House.BodyAsync(back)).GetProperty("state").GetProperty("drained").GetBoolean());
    }

    [Theory]
    [InlineData("nobody/at/all/drain", "deployment_not_found")]
    [InlineData("priced/stop", "unknown_path")]
    [InlineData("drain", "unknown_path")]
    public async Task Drain_WhatIsNotThere_Says404(string path, string code)
    {
        using var response = await _house.PostAsync($"/bascule/v1/deployments/{path}");
        Assert.Equal((404, code), await House.ErrorAsync(response));
    }

    [Fact]
    public async Task Drain_EveryCandidate_RefusesTheRequest()
    {
        using var one = await _house.PostAsync("/bascule/v1/deployments/priced/drain");
        using var two = await _house.PostAsync("/bascule/v1/deployments/up/deep/model/drain");
        using var explained = await _house.PostAsync("/bascule/v1/explain", """{"model":"assistant","messages":[]}""");
        Assert.Equal("no_candidate", Text((await House.BodyAsync(explained)).GetProperty("refused"), "code"));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
